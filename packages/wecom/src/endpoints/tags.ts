/** Tags (客户标签), of the corp and of rule groups: they belong to the pair of member and friend. */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

export interface CorpTag {
  id: string;
  name: string;
  create_time: number;
  /** Higher sorts first. */
  order: number;
  deleted?: boolean;
}

export interface CorpTagGroup {
  group_id: string;
  group_name: string;
  create_time: number;
  order: number;
  deleted?: boolean;
  tag: CorpTag[];
}

interface NewTags {
  group_id?: string;
  group_name?: string;
  order?: number;
  tag: { name: string; order?: number }[];
}

interface TagsToDelete {
  tag_id?: string[];
  group_id?: string[];
}

const listLimits: readonly Limit[] = [
  { path: 'tag_id', items: 10_000 },
  { path: 'group_id', items: 10_000 },
];
const addLimits: readonly Limit[] = [
  { path: 'group_name', chars: 30 },
  { path: 'tag', required: true, items: 10_000 },
  { path: 'tag[].name', required: true, chars: 30 },
  { path: 'order', min: 0, max: 2 ** 32 - 1 },
  { path: 'tag[].order', min: 0, max: 2 ** 32 - 1 },
];
const editLimits: readonly Limit[] = [
  { path: 'id', required: true },
  { path: 'name', chars: 30 },
  { path: 'order', min: 0, max: 2 ** 32 - 1 },
];
const checkNew = (params: NewTags) =>
  params.group_id || params.group_name ? undefined : 'group_id or group_name is required';
const checkDeleted = (params: TagsToDelete) =>
  params.tag_id?.length || params.group_id?.length ? undefined : 'tag_id or group_id is required';

/** `group_id` wins over `tag_id`; neither means all. */
export const listCorpTags = defineEndpoint<
  { tag_id?: string[]; group_id?: string[] },
  ReplyBase & { tag_group: CorpTagGroup[] }
>()('externalcontact/get_corp_tag_list', {
  method: 'POST',
  repeatable: true,
  limits: listLimits,
  empty: { tag_group: [] },
});

/** An unknown group name makes the group, a known one is appended to; a name that the group has answers 40071. */
export const addCorpTags = defineEndpoint<
  NewTags & { agentid?: number },
  ReplyBase & { tag_group: CorpTagGroup }
>()('externalcontact/add_corp_tag', {
  method: 'POST',
  repeatable: false,
  limits: addLimits,
  check: checkNew,
});

/** `id` is a tag's or a group's. */
export const editCorpTag = defineEndpoint<
  { id: string; name?: string; order?: number; agentid?: number },
  ReplyBase
>()('externalcontact/edit_corp_tag', {
  method: 'POST',
  repeatable: true,
  limits: editLimits,
});

/** With its last tag a group goes too. */
export const delCorpTags = defineEndpoint<TagsToDelete & { agentid?: number }, ReplyBase>()(
  'externalcontact/del_corp_tag',
  {
    method: 'POST',
    repeatable: true,
    limits: listLimits,
    check: checkDeleted,
  },
);

/** Concurrent calls for one friend answer 45035 or 6000, so they are made one after the other. */
export const markTags = defineEndpoint<
  { userid: string; external_userid: string; add_tag?: string[]; remove_tag?: string[] },
  ReplyBase
>()('externalcontact/mark_tag', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'userid', required: true, chars: 64 },
    { path: 'external_userid', required: true, chars: 64 },
    { path: 'add_tag', items: 3000 },
    { path: 'remove_tag', items: 3000 },
  ],
  check: (params) =>
    params.add_tag?.length || params.remove_tag?.length ? undefined : 'add_tag or remove_tag is required',
  serialiseBy: (params) => params.external_userid,
});

export interface StrategyTagGroup extends CorpTagGroup {
  /** The rule group (规则组) whose members may use it. */
  strategy_id: number;
}

/** `group_id` wins over `tag_id`; without either all of the rule group, without that all of all. */
export const listStrategyTags = defineEndpoint<
  { strategy_id?: number; tag_id?: string[]; group_id?: string[] },
  ReplyBase & { tag_group: StrategyTagGroup[] }
>()('externalcontact/get_strategy_tag_list', {
  method: 'POST',
  repeatable: true,
  limits: listLimits,
  empty: { tag_group: [] },
});

export const addStrategyTags = defineEndpoint<
  NewTags & { strategy_id: number },
  ReplyBase & { tag_group: StrategyTagGroup }
>()('externalcontact/add_strategy_tag', {
  method: 'POST',
  repeatable: false,
  limits: [{ path: 'strategy_id', required: true, min: 1 }, ...addLimits],
  check: checkNew,
});

/** `id` is a tag's or a group's. */
export const editStrategyTag = defineEndpoint<{ id: string; name?: string; order?: number }, ReplyBase>()(
  'externalcontact/edit_strategy_tag',
  { method: 'POST', repeatable: true, limits: editLimits },
);

export const delStrategyTags = defineEndpoint<TagsToDelete, ReplyBase>()('externalcontact/del_strategy_tag', {
  method: 'POST',
  repeatable: true,
  limits: listLimits,
  check: checkDeleted,
});
