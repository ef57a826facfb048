import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import type { Consent } from './index.ts';

export function bindConsentRoutes(http: Http, consent: Consent): void {
  http.bind(contract.consent.record, async ({ params, body, actor }) => {
    await consent.record({ customerId: params.id, ...body, by: actor?.name ?? 'unknown' });
    return { ok: true } as const;
  });
}
