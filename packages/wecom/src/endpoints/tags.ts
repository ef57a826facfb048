/** Corp tags (客户标签): they belong to the pair of member and friend. */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

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

/** `group_id` wins over `tag_id`; neither means all. */
export const listCorpTags = defineEndpoint<
  { tag_id?: string[]; group_id?: string[] },
  ReplyBase & { tag_group: CorpTagGroup[] }
>()('externalcontact/get_corp_tag_list', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'tag_id', items: 10_000 },
    { path: 'group_id', items: 10_000 },
  ],
  empty: { tag_group: [] },
});

/** An unknown group name makes the group, a known one is appended to; a name that the group has answers 40071. */
export const addCorpTags = defineEndpoint<
  {
    group_id?: string;
    group_name?: string;
    order?: number;
    tag: { name: string; order?: number }[];
    agentid?: number;
  },
  ReplyBase & { tag_group: CorpTagGroup }
>()('externalcontact/add_corp_tag', {
  method: 'POST',
  repeatable: false,
  limits: [
    { path: 'group_name', chars: 30 },
    { path: 'tag', required: true },
    { path: 'tag[].name', required: true, chars: 30 },
  ],
  check: (params) =>
    params.group_id || params.group_name ? undefined : 'group_id or group_name is required',
});

/** `id` is a tag's or a group's. */
export const editCorpTag = defineEndpoint<
  { id: string; name?: string; order?: number; agentid?: number },
  ReplyBase
>()('externalcontact/edit_corp_tag', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'id', required: true },
    { path: 'name', chars: 30 },
  ],
});

/** With its last tag a group goes too. */
export const delCorpTags = defineEndpoint<
  { tag_id?: string[]; group_id?: string[]; agentid?: number },
  ReplyBase
>()('externalcontact/del_corp_tag', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'tag_id', items: 10_000 },
    { path: 'group_id', items: 10_000 },
  ],
  check: (params) =>
    params.tag_id?.length || params.group_id?.length ? undefined : 'tag_id or group_id is required',
});

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
