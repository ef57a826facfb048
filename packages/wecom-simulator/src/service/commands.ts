/** `POST /__sim/service/NAME`. */
import { serviceMessage } from '@jetbridge/wecom';
import { BadInput, type Command, type Input, maybeText, text, who } from '../control-input.ts';
import type { Pair, Written } from './customers.ts';
import type { Serving } from './servicers.ts';

const pair = (input: Input): Pair => ({ openKfId: text(input, 'openKfId'), person: who(input) });
const serving = (input: Input): Serving => ({ ...pair(input), userid: text(input, 'userid') });

function flag(input: Input, name: string): boolean {
  const value = input[name];
  if (typeof value !== 'boolean') throw new BadInput(`${name} must be true or false`);
  return value;
}

/** Checked by the library that will read it. */
function written(input: Input): Written {
  const msgtype = text(input, 'msgtype');
  const { kind, body } = serviceMessage({ msgtype, [msgtype]: input.body });
  if (kind === 'unknown' || kind.startsWith('event.')) {
    throw new BadInput('msgtype and body must be those of a message');
  }
  return { msgtype: kind, body } as Written;
}

function listOf<T>(input: Input, name: string, type: 'string' | 'number'): T[] | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === type)) {
    throw new BadInput(`${name} must be a list of ${type}s`);
  }
  return value;
}

const some = <T>(name: string, value: T | undefined) => (value === undefined ? {} : { [name]: value });

export const serviceCommands: Readonly<Record<string, Command>> = {
  enter: (input, { actions }) => actions.service.enter({ url: text(input, 'url'), person: who(input) }),
  write: (input, { actions }) => ({
    msgid: actions.service.write({ ...pair(input), text: text(input, 'text') }) ?? null,
  }),
  send: (input, { actions }) => ({
    msgid: actions.service.send({ ...pair(input), ...written(input) }) ?? null,
  }),
  'tap-menu': (input, { actions }) => ({
    msgid: actions.service.tapMenu({ ...pair(input), id: text(input, 'id') }) ?? null,
  }),
  recall: (input, { actions }) => ({
    done: actions.service.recall({ ...pair(input), msgid: text(input, 'msgid') }),
  }),
  refuse: (input, { actions }) => ({
    done: actions.service.refuse({ ...pair(input), refuse: flag(input, 'refuse') }),
  }),
  accept: (input, { actions }) => ({ done: actions.service.accept(serving(input)) }),
  'hand-on': (input, { actions }) => ({
    done: actions.service.handOn({ ...serving(input), to: text(input, 'to') }),
  }),
  end: (input, { actions }) => ({ done: actions.service.end(serving(input)) }),
  'take-up': (input, { actions }) => ({ done: actions.service.takeUp(serving(input)) }),
  say: (input, { actions }) => ({
    msgid: actions.service.say({ ...serving(input), text: text(input, 'text') }) ?? null,
  }),
  show: (input, { actions }) => ({
    msgid: actions.service.show({ ...serving(input), ...written(input) }) ?? null,
  }),
  'recall-said': (input, { actions }) => ({
    done: actions.service.recallSaid({ ...serving(input), msgid: text(input, 'msgid') }),
  }),
  reject: (input, { actions }) => ({
    done: actions.service.reject({ ...serving(input), reject: flag(input, 'reject') }),
  }),
  stop: (input, { actions }) => ({
    done: actions.service.stop({
      openKfId: text(input, 'openKfId'),
      userid: text(input, 'userid'),
      suspend: input.suspend === true,
    }),
  }),
  resume: (input, { actions }) => ({
    done: actions.service.resume({ openKfId: text(input, 'openKfId'), userid: text(input, 'userid') }),
  }),
  invite: (input, { actions }) => ({
    done: actions.service.invite({
      ...serving(input),
      ...some('member', maybeText(input, 'member')),
      ...some('chatId', maybeText(input, 'chatId')),
    }),
  }),
  follow: (input, { actions }) => ({ done: actions.service.follow(pair(input)) }),
  'configure-upgrades': (input, { actions }) => {
    actions.service.configureUpgrades({
      ...some('userids', listOf<string>(input, 'userids', 'string')),
      ...some('departmentIds', listOf<number>(input, 'departmentIds', 'number')),
      ...some('chatIds', listOf<string>(input, 'chatIds', 'string')),
    });
    return { done: true };
  },
  verify: (input, { actions }) => {
    actions.service.verify({ verified: flag(input, 'verified') });
    return { done: true };
  },
  'fail-next-send': (input, { actions }) => {
    const { failType } = input;
    if (typeof failType !== 'number' || !Number.isInteger(failType)) {
      throw new BadInput('failType must be a whole number');
    }
    actions.service.failNextSend({ failType });
    return { done: true };
  },
};
