import type { CustomerSummary } from '@jetbridge/contract';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { valueWords } from '../../components/event-words.ts';
import { useFormat } from '../../format.ts';

/** Customers as a table; also the members of a segment and samples. */
export function CustomerRows({ items, dimmed = false }: { items: CustomerSummary[]; dimmed?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="tbl-wrap">
      <table className="tbl" style={dimmed ? { opacity: 0.5 } : {}}>
        <thead>
          <tr>
            <th>{t('customers.customer')}</th>
            <th>{t('customers.memberNo')}</th>
            <th>{t('customers.tier')}</th>
            <th className="hide-narrow">{t('customers.city')}</th>
            <th className="hide-narrow">{t('customers.friend')}</th>
            <th className="r">{t('customers.lastEvent')}</th>
            <th className="r hide-narrow">{t('customers.since')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((customer) => (
            <tr key={customer.id}>
              <td>
                <Link to="/customers/$id" params={{ id: customer.id }}>
                  {customer.name ?? t('customers.unnamed')}
                </Link>
              </td>
              <td>{customer.memberNo ?? <span className="mut">–</span>}</td>
              <td>{customer.tier ? valueWords(customer.tier, t) : <span className="mut">–</span>}</td>
              <td className="hide-narrow">{customer.city ?? <span className="mut">–</span>}</td>
              <td className="hide-narrow">
                {customer.isFriend ? (
                  t('customers.isFriend')
                ) : (
                  <span className="mut">{t('customers.noFriend')}</span>
                )}
              </td>
              <td className="r">
                {customer.lastEventAt ? format.instant(customer.lastEventAt) : <span className="mut">–</span>}
              </td>
              <td className="r mut hide-narrow">{format.day(customer.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
