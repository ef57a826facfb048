/** `POST /__sim/app/NAME`. */
import { BadInput, type Command, given, type Input, maybeText, text } from '../control-input.ts';
import type { Selected } from './cards.ts';
import type { MemberMessage } from './written.ts';

/** The member, and the app when it is not that of the corp's callbacks. */
const where = (input: Input): { userid: string; agentId?: number } => {
  const { agentId } = input;
  if (agentId !== undefined && typeof agentId !== 'number') throw new BadInput('agentId must be a number');
  return { userid: text(input, 'userid'), ...(agentId === undefined ? {} : { agentId }) };
};

const number = (input: Input, name: string): number => {
  const value = input[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadInput(`${name} must be a number`);
  return value;
};

const maybeNumber = (input: Input, name: string): number | undefined =>
  input[name] === undefined ? undefined : number(input, name);

function written(input: Input): MemberMessage {
  const type = maybeText(input, 'type') ?? 'text';
  switch (type) {
    case 'text':
      return { type, content: text(input, 'content') };
    case 'image':
    case 'voice':
    case 'video':
      return given({ type, mediaId: maybeText(input, 'mediaId') }) as MemberMessage;
    case 'location': {
      const at = { latitude: number(input, 'latitude'), longitude: number(input, 'longitude') };
      const more = { scale: maybeNumber(input, 'scale'), label: maybeText(input, 'label') };
      return given({ type, ...at, ...more }) as MemberMessage;
    }
    case 'link': {
      const known = { title: text(input, 'title'), url: text(input, 'url') };
      const more = { description: maybeText(input, 'description'), picUrl: maybeText(input, 'picUrl') };
      return given({ type, ...known, ...more }) as MemberMessage;
    }
    default:
      throw new BadInput('type must be text, image, voice, video, location or link');
  }
}

function selected(input: Input): Selected[] {
  const list = input.selected ?? [];
  const fits = (item: unknown): item is Selected =>
    typeof item === 'object' &&
    item !== null &&
    'questionKey' in item &&
    typeof item.questionKey === 'string' &&
    'optionIds' in item &&
    Array.isArray(item.optionIds) &&
    item.optionIds.every((id) => typeof id === 'string');
  if (!Array.isArray(list) || !list.every(fits)) {
    throw new BadInput('selected must be a list of {questionKey, optionIds}');
  }
  return list;
}

export const appCommands: Readonly<Record<string, Command>> = {
  write: (input, { actions }) => ({
    msgId: actions.app.write({ ...where(input), message: written(input) }) ?? null,
  }),
  menu: (input, { actions }) => {
    const kind = maybeText(input, 'kind') ?? 'click';
    if (kind !== 'click' && kind !== 'view') throw new BadInput('kind must be click or view');
    return { done: actions.app.menu({ ...where(input), kind, key: text(input, 'key') }) };
  },
  enter: (input, { actions }) => ({ done: actions.app.enter(where(input)) }),
  locate: (input, { actions }) => {
    const at = { latitude: number(input, 'latitude'), longitude: number(input, 'longitude') };
    const precision = maybeNumber(input, 'precision');
    return {
      done: actions.app.locate({ ...where(input), ...at, ...(precision === undefined ? {} : { precision }) }),
    };
  },
  subscribe: (input, { actions }) => ({ done: actions.app.subscribe(where(input)) }),
  unsubscribe: (input, { actions }) => ({ done: actions.app.unsubscribe(where(input)) }),
  click: (input, { actions }) =>
    actions.app.click({
      userid: text(input, 'userid'),
      msgid: text(input, 'msgid'),
      key: text(input, 'key'),
      selected: selected(input),
    }),
  inbox: (input, { actions }) => ({ messages: actions.app.inbox(text(input, 'userid')) }),
};
