import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk, positions } from '../../kernel/page.ts';
import type { Tags } from './index.ts';

const done = { ok: true } as const;

export function bindTagsRoutes(http: Http, tags: Tags): void {
  http.bind(contract.tags.list, ({ query }) => tags.list(pageAsk(query, positions.uuid)));
  http.bind(contract.tags.create, ({ body }) => tags.create(body.group, body.name));
  http.bind(contract.tags.remove, ({ params }) => tags.remove(params.id).then(() => done));
  http.bind(contract.tags.assign, async ({ params, body, actor }) => {
    await tags.assignByHand({
      customerId: params.id,
      add: body.add ?? [],
      remove: body.remove ?? [],
      by: actor?.name ?? 'unknown',
    });
    return done;
  });
}
