/** Endpoints of welcome templates for groups. Owners bind them in the client (`actions.groups.bindWelcome`). */
import { endpoints, type GroupWelcome } from '@jetbridge/wecom';
import { type Call, Refusal, route } from '../route.ts';
import type { WelcomeTemplate } from './state.ts';

const MAX_TEMPLATES = 100;

export const templateRoutes = [
  route(
    endpoints.addGroupWelcome,
    { state: 'verified', facts: '4.6', note: 'that members are told of it is not shown' },
    ({ agentid: _, notify: __, ...content }, { world, random, scheduler, app }) => {
      const { templates } = world.groups;
      if (templates.size >= MAX_TEMPLATES) throw new Refusal(41055);
      const id = `msg${random.text(30, 'group welcome', templates.size, world.serial(), scheduler.now())}`;
      templates.set(id, { id, agentId: app.agentId, content: contentOf(content) });
      return { template_id: id };
    },
  ),

  route(
    endpoints.editGroupWelcome,
    { state: 'assumed', facts: '4.6', note: 'replaces the whole content; 40058 for an unknown template' },
    ({ template_id, agentid: _, ...content }, call) => {
      own(template_id, call).content = contentOf(content);
      return {};
    },
  ),

  route(
    endpoints.getGroupWelcome,
    { state: 'verified', facts: '4.6', note: '40058 for an unknown template: assumed' },
    ({ template_id }, call) => find(template_id, call).content,
  ),

  route(
    endpoints.delGroupWelcome,
    { state: 'assumed', facts: '4.6', note: 'groups bound to it greet nobody any more' },
    ({ template_id }, call) => {
      call.world.groups.templates.delete(own(template_id, call).id);
      return {};
    },
  ),
];

function find(templateId: string, { world }: Call): WelcomeTemplate {
  const template = world.groups.templates.get(templateId);
  if (!template) throw new Refusal(40058);
  return template;
}

function own(templateId: string, call: Call): WelcomeTemplate {
  const template = find(templateId, call);
  if (template.agentId !== call.app.agentId) throw new Refusal(41058);
  return template;
}

function contentOf({ text, image, link, miniprogram, file, video }: GroupWelcome): GroupWelcome {
  return {
    ...(text ? { text } : {}),
    ...(image ? { image } : {}),
    ...(link ? { link } : {}),
    ...(miniprogram ? { miniprogram } : {}),
    ...(file ? { file } : {}),
    ...(video ? { video } : {}),
  };
}
