import type { CustomerId } from '@jetbridge/contract';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import { normalIdentifier } from '../events/index.ts';
import type { TimedTraits } from './rules.ts';

export interface SummaryRow {
  id: CustomerId;
  name: string | null;
  traits: TimedTraits;
  created_at: Date;
  member_no: string | null;
}

export const summaryColumns = `c.id, c.name, c.traits, c.created_at,
  (select i.value from identities i where i.customer_id = c.id and i.kind = 'member_no' order by i.first_seen_at limit 1) as member_no`;

/** By mobile, e-mail, number or id exactly, by name from its beginning; newest first. */
export async function search(
  pg: Postgres,
  vault: Vault,
  filter: { text: string; before: string; limit: number },
): Promise<SummaryRow[]> {
  const mobile = normalIdentifier('mobile', filter.text);
  const email = normalIdentifier('email', filter.text);
  const prefix = `${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
  return pg.query<SummaryRow>(
    `select ${summaryColumns} from customers c where c.merged_into is null and c.id < $1 and c.id in (
       select customer_id from identities where kind = 'mobile' and value = $2
       union select customer_id from identities where kind = 'email' and value = $3
       union select customer_id from identities where kind in ('member_no', 'unionid', 'external_userid') and value = $4
       union (select id from customers where merged_into is null and name like $5 and id < $1 order by id desc limit 500)
       union select id from customers where id::text = $4)
     order by c.id desc limit $6`,
    [
      filter.before,
      mobile ? vault.blindIndex('mobile', mobile.value) : null,
      email ? vault.blindIndex('email', email.value) : null,
      filter.text,
      prefix,
      filter.limit,
    ],
  );
}
