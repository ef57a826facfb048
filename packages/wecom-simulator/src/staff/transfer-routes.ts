/** Transfer of customers by API. */
import { endpoints } from '@jetbridge/wecom';
import { pageOf } from '../api/paging.ts';
import { type Call, type Fidelity, Refusal, type Route, route } from '../route.ts';
import { isActive } from './members.ts';
import { hasLeft } from './state.ts';
import { startTransfer, transfersBetween, unassigned } from './transfers.ts';

const PAGE = 1000;

const started: Fidelity = {
  state: 'assumed',
  facts: '4.7',
  note: 'transfers that came to nothing do not count towards the two in 90 natural days; tags and remarks pass on; 40100 only as an injected fault',
};
const results: Fidelity = {
  state: 'assumed',
  facts: '4.7',
  note: 'a customer’s latest transfer between the two; status 5 when the friendship ended while it waited',
};

export const transferRoutes: Route[] = [
  route(endpoints.transferCustomers, started, (params, call) => {
    if (!call.world.staff.has(params.handover_userid.toLowerCase())) throw new Refusal(40003);
    return { customer: startAll(params, call, false) };
  }),

  route(endpoints.transferCustomersOfResigned, started, (params, call) => {
    const known = call.world.staff.has(params.handover_userid.toLowerCase());
    if (!known && !hasLeft(call.world, params.handover_userid)) throw new Refusal(40003);
    return { customer: startAll(params, call, true) };
  }),

  route(endpoints.listTransferResults, results, (params, call) => resultsOf(params, call, false)),

  route(endpoints.listTransferResultsOfResigned, results, (params, call) => resultsOf(params, call, true)),

  route(
    endpoints.listUnassigned,
    {
      state: 'assumed',
      facts: '4.7',
      note: 'latest leaver first; customers whose transfer waits are not in it; positions move while transfers complete',
    },
    (params, call) => {
      const rows = unassigned(call.world);
      const size = params.page_size ?? PAGE;
      const from = params.cursor ? 0 : (params.page_id ?? 0) * size;
      const { rows: page, next_cursor } = pageOf(
        params.cursor ? rows : rows.slice(from),
        { cursor: params.cursor, limit: size, fallback: PAGE, kind: 'unassigned' },
        // Page numbers have no place for oddness.
        params.page_id === undefined ? call : undefined,
      );
      const info = page.map(({ relation, leftAt }) => ({
        handover_userid: relation.userid,
        external_userid: relation.person.externalUserId,
        dimission_time: Math.floor(leftAt / 1000),
      }));
      // A cursor of the first page alone would lead back into it.
      const is_last = next_cursor === '';
      return params.page_id ? { info, is_last } : { info, is_last, next_cursor };
    },
  ),
];

function startAll(
  params: {
    handover_userid: string;
    takeover_userid: string;
    external_userid: string[];
    transfer_success_msg?: string;
  },
  call: Call,
  resigned: boolean,
) {
  const taker = call.world.staff.get(params.takeover_userid.toLowerCase());
  if (!taker) throw new Refusal(40003);
  if (!isActive(taker)) throw new Refusal(41054);
  if (taker.realName === false) throw new Refusal(40098);
  return params.external_userid.map((externalUserId) => ({
    external_userid: externalUserId,
    errcode: startTransfer(call, {
      handover: params.handover_userid,
      takeover: taker.userid,
      externalUserId,
      resigned,
      successMessage: params.transfer_success_msg,
    }),
  }));
}

function resultsOf(
  params: { handover_userid: string; takeover_userid: string; cursor?: string },
  call: Call,
  resigned: boolean,
) {
  const pair = { handover: params.handover_userid, takeover: params.takeover_userid, resigned };
  const paging = { cursor: params.cursor, limit: PAGE, fallback: PAGE, kind: 'transfer' };
  const { rows, next_cursor } = pageOf(transfersBetween(call.world, pair), paging, call);
  const customer = rows.map(({ externalUserId, status, takeoverAt }) => ({
    external_userid: externalUserId,
    status,
    takeover_time: Math.floor(takeoverAt / 1000),
  }));
  return { customer, next_cursor };
}
