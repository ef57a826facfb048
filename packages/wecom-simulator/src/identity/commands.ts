/** `POST /__sim/identity/NAME`. */
import { BadInput, type Command, type Input, text, who } from '../control-input.ts';
import type { Someone } from './actions.ts';
import { PRIVATE_FIELDS, type PrivateField } from './state.ts';
import type { SignedPage } from './tickets.ts';

/** `userid` for a member, `person` (or `externalUserId`) for a traveller. */
const someone = (input: Input): Someone =>
  input.userid === undefined ? { person: who(input) } : { userid: text(input, 'userid') };

function fields(input: Input): PrivateField[] {
  const isField = (value: unknown): value is PrivateField => PRIVATE_FIELDS.some((field) => field === value);
  if (!Array.isArray(input.fields) || !input.fields.every(isField)) {
    throw new BadInput(`fields must be a list of ${PRIVATE_FIELDS.join(', ')}`);
  }
  return input.fields;
}

function signedPage(input: Input): SignedPage {
  const { kind = 'config', agentId, timestamp } = input;
  if (kind !== 'config' && kind !== 'agentConfig') throw new BadInput('kind must be config or agentConfig');
  if (agentId !== undefined && typeof agentId !== 'number') throw new BadInput('agentId must be a number');
  // Pages pass it as text just as well.
  const seconds = typeof timestamp === 'string' ? Number(timestamp) : timestamp;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds))
    throw new BadInput('timestamp must be a number');
  return {
    kind,
    corpId: text(input, 'corpId'),
    url: text(input, 'url'),
    timestamp: seconds,
    nonceStr: text(input, 'nonceStr'),
    signature: text(input, 'signature'),
    ...(agentId === undefined ? {} : { agentId }),
  };
}

export const identityCommands: Readonly<Record<string, Command>> = {
  'hold-phone': (input, { actions }) => {
    const nobody =
      input.userid === undefined && input.person === undefined && input.externalUserId === undefined;
    return { done: actions.identity.holdPhone(nobody ? undefined : someone(input)) };
  },
  withhold: (input, { actions }) => ({
    done: actions.identity.withhold({ userid: text(input, 'userid'), fields: fields(input) }),
  }),
  'check-signature': (input, { actions }) => actions.identity.checkSignature(signedPage(input)),
  openid: (input, { actions }) => ({ openid: actions.identity.openid(someone(input)) ?? null }),
  'service-id': (input, { actions }) => ({
    externalUserId: actions.identity.serviceId(who(input)) ?? null,
  }),
  'temporary-id': (input, { actions }) => ({
    temporaryId: actions.identity.temporaryId(who(input)) ?? null,
  }),
};
