/** Sessions of WeChat customer service, its customers and its figures. (OFF 94669, 94674, 31072) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

interface ServicePair {
  open_kfid: string;
  external_userid: string;
}

/** 0 new, 1 with the bot (this API), 2 in the queue, 3 with a human, 4 ended or not begun. */
export type ServiceState = 0 | 1 | 2 | 3 | 4;

const pair: readonly Limit[] = [
  { path: 'open_kfid', required: true, bytes: 64 },
  { path: 'external_userid', required: true, bytes: 64 },
];

export const getServiceState = defineEndpoint<
  ServicePair,
  ReplyBase & { service_state: ServiceState; servicer_userid?: string }
>()('kf/service_state/get', { method: 'POST', repeatable: true, limits: pair });

/**
 * Allowed are 0 to 1, 2, 3; 1 to 2, 3; 2 to 3; 3 to 3, 4; else 95016. State 4 changes only when the customer writes
 * again. The first change to 2 and to 3, and that to 4, give a code for `answerServiceEvent`.
 */
export const changeServiceState = defineEndpoint<
  ServicePair & { service_state: ServiceState; servicer_userid?: string },
  ReplyBase & { msg_code?: string }
>()('kf/service_state/trans', {
  method: 'POST',
  repeatable: false,
  limits: [...pair, { path: 'service_state', required: true, oneOf: [0, 1, 2, 3, 4] }],
  serialiseBy: ({ open_kfid, external_userid }) => `${open_kfid}:${external_userid}`,
  check: ({ service_state, servicer_userid }) =>
    service_state === 3 && !servicer_userid ? 'state 3 needs servicer_userid' : undefined,
});

export interface ServiceCustomer {
  external_userid: string;
  nickname: string;
  avatar: string;
  /** 0 unknown, 1 male, 2 female. */
  gender: number;
  unionid?: string;
  /** How the customer last came in, within 48 hours; only when asked for. */
  enter_session_context?: {
    scene?: string;
    scene_param?: string;
    wechat_channels?: { nickname?: string; shop_nickname?: string; scene?: number };
  };
}

export const getServiceCustomers = defineEndpoint<
  { external_userid_list: string[]; need_enter_session_context?: 0 | 1 },
  ReplyBase & { customer_list: ServiceCustomer[]; invalid_external_userid?: string[] },
  ServiceCustomer
>()('kf/customer/batchget', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'external_userid_list', required: true, items: 100 },
    { path: 'need_enter_session_context', oneOf: [0, 1] },
  ],
  items: (reply) => reply.customer_list,
  empty: { customer_list: [], invalid_external_userid: [] },
});

/** The members and groups that customers may be handed on to, as the admin has set them. */
export const getUpgradeServiceConfig = defineEndpoint<
  object,
  ReplyBase & {
    member_range?: { userid_list?: string[]; department_id_list?: number[] };
    groupchat_range?: { chat_id_list?: string[] };
  }
>()('kf/customer/get_upgrade_service_config', { method: 'GET', repeatable: true });

export type ServiceUpgrade = ServicePair &
  (
    | { type: 1; member: { userid: string; wording?: string } }
    | { type: 2; groupchat: { chat_id: string; wording?: string } }
  );

/** Proposes a member (1) or a group (2) to the servicer; who is not configured for it answers 95021. */
export const upgradeService = defineEndpoint<ServiceUpgrade, ReplyBase>()('kf/customer/upgrade_service', {
  method: 'POST',
  repeatable: true,
  limits: [
    ...pair,
    { path: 'type', required: true, oneOf: [1, 2] },
    { path: 'member.userid', required: true },
    { path: 'groupchat.chat_id', required: true },
  ],
  check: (upgrade) => {
    if (upgrade.type === 1) return upgrade.member ? undefined : 'type 1 needs member';
    return upgrade.groupchat ? undefined : 'type 2 needs groupchat';
  },
});

export const cancelUpgradeService = defineEndpoint<ServicePair, ReplyBase>()(
  'kf/customer/cancel_upgrade_service',
  { method: 'POST', repeatable: true, limits: pair },
);

export interface StatisticSpan {
  open_kfid?: string;
  /** Unix seconds, cut down to the beginning of their day; both days count. */
  start_time: number;
  end_time: number;
}

/** One day; a day on which nothing happened, or that is not counted yet, is absent. */
export interface ServiceDay<Statistic> {
  /** Unix seconds of the day's beginning. */
  stat_time: number;
  statistic: Statistic;
}

export interface ServiceStatistic {
  session_cnt: number;
  customer_cnt: number;
  customer_msg_cnt: number;
  upgrade_service_customer_cnt: number;
  ai_session_reply_cnt: number;
  /** Rates are absent where they cannot be told. */
  ai_transfer_rate?: number;
  ai_knowledge_hit_rate?: number;
  msg_rejected_customer_cnt: number;
}

export interface ServicerStatistic {
  session_cnt: number;
  customer_cnt: number;
  customer_msg_cnt: number;
  reply_rate?: number;
  first_reply_average_sec?: number;
  /** So spelt. */
  satisfaction_investgate_cnt: number;
  satisfaction_participation_rate?: number;
  satisfied_rate?: number;
  middling_rate?: number;
  dissatisfied_rate?: number;
  upgrade_service_customer_cnt: number;
  upgrade_service_member_invite_cnt: number;
  upgrade_service_member_customer_cnt: number;
  upgrade_service_groupchat_invite_cnt: number;
  upgrade_service_groupchat_customer_cnt: number;
  msg_rejected_customer_cnt?: number;
}

const DAY_S = 86_400;
const MAX_DAYS = 31;

const spanLimits: readonly Limit[] = [
  { path: 'start_time', required: true, min: 0 },
  { path: 'end_time', required: true, min: 0 },
];

function spanProblem({ start_time, end_time }: StatisticSpan): string | undefined {
  if (end_time < start_time) return 'end_time is before start_time';
  return end_time - start_time >= MAX_DAYS * DAY_S ? `the span has more than ${MAX_DAYS} days` : undefined;
}

/** Days from yesterday back to 180 days ago, 31 at once; of one account, or of all. */
export const getServiceStatistic = defineEndpoint<
  StatisticSpan,
  ReplyBase & { statistic_list: ServiceDay<ServiceStatistic>[] },
  ServiceDay<ServiceStatistic>
>()('kf/get_corp_statistic', {
  method: 'POST',
  repeatable: true,
  limits: spanLimits,
  check: spanProblem,
  items: (reply) => reply.statistic_list,
  empty: { statistic_list: [] },
});

/** As `getServiceStatistic`, of what humans answered; of one servicer, or of all. */
export const getServicerStatistic = defineEndpoint<
  StatisticSpan & { servicer_userid?: string },
  ReplyBase & { statistic_list: ServiceDay<ServicerStatistic>[] },
  ServiceDay<ServicerStatistic>
>()('kf/get_servicer_statistic', {
  method: 'POST',
  repeatable: true,
  limits: spanLimits,
  check: spanProblem,
  items: (reply) => reply.statistic_list,
  empty: { statistic_list: [] },
});
