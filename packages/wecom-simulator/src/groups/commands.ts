/** `POST /__sim/groups/NAME`. */
import { BadInput, type Command, given, type Input, maybeText, text, who } from '../control-input.ts';

const chat = (input: Input) => ({ chatId: text(input, 'chatId') });

/** `person` (or `externalUserId`) for a traveller, `userid` for a member of staff. */
const someone = (input: Input): { person: string | number } | { userid: string } =>
  input.userid === undefined ? { person: who(input) } : { userid: text(input, 'userid') };

const list = (input: Input, name: string): (string | number)[] => {
  const value = input[name] ?? [];
  const fits = (item: unknown): item is string | number =>
    typeof item === 'string' || typeof item === 'number';
  if (!Array.isArray(value) || !value.every(fits)) throw new BadInput(`${name} must be a list of ids`);
  return value;
};

/** As texts may be emptied on purpose. */
const content = (input: Input, name: string): string => {
  const value = input[name];
  if (typeof value !== 'string') throw new BadInput(`${name} must be text`);
  return value;
};

export const groupCommands: Readonly<Record<string, Command>> = {
  create: (input, { actions }) => ({
    chatId:
      actions.groups.create(
        given({
          owner: text(input, 'owner'),
          name: maybeText(input, 'name'),
          people: list(input, 'people'),
          staff: list(input, 'staff').map(String),
        }),
      ) ?? null,
  }),
  scan: (input, { actions }) =>
    actions.groups.scan(
      given({
        configId: maybeText(input, 'configId'),
        state: maybeText(input, 'state'),
        person: input.person === undefined && input.externalUserId === undefined ? undefined : who(input),
      }),
    ),
  invite: (input, { actions }) => ({
    done: actions.groups.invite({
      ...chat(input),
      ...someone(input),
      by: text(input, 'by'),
      byLink: input.byLink === true,
    }),
  }),
  leave: (input, { actions }) => ({ done: actions.groups.leave({ ...chat(input), ...someone(input) }) }),
  remove: (input, { actions }) => ({
    done: actions.groups.remove({ ...chat(input), ...someone(input), by: text(input, 'by') }),
  }),
  rename: (input, { actions }) => ({
    done: actions.groups.rename({ ...chat(input), name: content(input, 'name') }),
  }),
  notice: (input, { actions }) => ({
    done: actions.groups.setNotice({ ...chat(input), notice: content(input, 'notice') }),
  }),
  nickname: (input, { actions }) => ({
    done: actions.groups.setNickname({
      ...chat(input),
      ...someone(input),
      nickname: content(input, 'nickname'),
    }),
  }),
  'change-owner': (input, { actions }) => ({
    done: actions.groups.changeOwner({ ...chat(input), userid: text(input, 'userid') }),
  }),
  admins: (input, { actions }) => ({
    done: actions.groups.setAdmins({ ...chat(input), userids: list(input, 'userids').map(String) }),
  }),
  dismiss: (input, { actions }) => ({ done: actions.groups.dismiss(chat(input)) }),
  write: (input, { actions }) => ({
    done: actions.groups.write({ ...chat(input), ...someone(input), text: text(input, 'text') }),
  }),
  'bind-welcome': (input, { actions }) => ({
    done: actions.groups.bindWelcome(given({ ...chat(input), templateId: maybeText(input, 'templateId') })),
  }),
};
