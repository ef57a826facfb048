/** What greets those who join a group (入群欢迎语素材). An owner binds a template to a group in the client, not by API. */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';
import type { AttachmentBody } from './messages.ts';

/** Text, one attachment, or both. */
export interface GroupWelcome extends Partial<AttachmentBody> {
  /** `%NICKNAME%` stands for the name of who joined. */
  text?: { content: string };
}

const KINDS = ['image', 'link', 'miniprogram', 'file', 'video'] as const;

const limits = (textBytes: number): readonly Limit[] => [
  { path: 'text.content', bytes: textBytes },
  { path: 'link.title', required: true, bytes: 128 },
  { path: 'link.desc', bytes: 512 },
  { path: 'link.url', required: true, bytes: 2048 },
  { path: 'miniprogram.title', required: true, bytes: 64 },
  { path: 'miniprogram.pic_media_id', required: true },
  { path: 'miniprogram.appid', required: true },
  { path: 'miniprogram.page', required: true },
  { path: 'file.media_id', required: true },
  { path: 'video.media_id', required: true },
];
const templateId: Limit = { path: 'template_id', required: true, chars: 64 };

function shapeProblem(template: GroupWelcome): string | undefined {
  const given = KINDS.filter((kind) => template[kind]);
  if (given.length > 1) return `only one of ${KINDS.join(', ')} fits in a template`;
  const { image } = template;
  if (image && !image.media_id && !image.pic_url) return 'an image needs media_id or pic_url';
  return template.text?.content || given.length > 0 ? undefined : 'text or an attachment is required';
}

/** At most 100 per corp. */
export const addGroupWelcome = defineEndpoint<
  GroupWelcome & {
    agentid?: number;
    /** Default 1: members are told of it. */
    notify?: 0 | 1;
  },
  ReplyBase & { template_id: string }
>()('externalcontact/group_welcome_template/add', {
  method: 'POST',
  repeatable: false,
  limits: [...limits(3000), { path: 'notify', oneOf: [0, 1] }],
  check: shapeProblem,
});

export const editGroupWelcome = defineEndpoint<
  { template_id: string; agentid?: number } & GroupWelcome,
  ReplyBase
>()('externalcontact/group_welcome_template/edit', {
  method: 'POST',
  repeatable: true,
  limits: [templateId, ...limits(4000)],
  check: shapeProblem,
});

export const getGroupWelcome = defineEndpoint<{ template_id: string }, ReplyBase & GroupWelcome>()(
  'externalcontact/group_welcome_template/get',
  { method: 'POST', repeatable: true, limits: [templateId] },
);

export const delGroupWelcome = defineEndpoint<{ template_id: string; agentid?: number }, ReplyBase>()(
  'externalcontact/group_welcome_template/del',
  { method: 'POST', repeatable: true, limits: [templateId] },
);
