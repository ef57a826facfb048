/** `POST /__sim/staff/NAME`: what people do with the working life of members, over HTTP. */
import { BadInput, type Command, given, type Input, maybeText, text, who } from '../control-input.ts';
import type { StaffInput } from '../options.ts';
import { ADD_WAYS } from './client-actions.ts';
import type { MemberChanges } from './directory-actions.ts';

const done = (result: boolean) => ({ done: result });
const pair = (input: Input) => ({ userid: text(input, 'userid'), person: who(input) });

/** `POST /__sim/staff/NAME`. */
export const staffCommands: Readonly<Record<string, Command>> = {
  join: (input, { actions }) => {
    const member = { userid: userid(input), name: text(input, 'name'), ...details(input) };
    return done(actions.staff.join(member satisfies StaffInput));
  },
  change: (input, { actions }) => {
    const name = maybeText(input, 'name');
    const changes = { ...details(input), ...(name === undefined ? {} : { name }) };
    return done(actions.staff.change({ userid: text(input, 'userid'), changes }));
  },
  leave: (input, { actions }) => done(actions.staff.leave({ userid: text(input, 'userid') })),
  holiday: (input, { actions }) => done(actions.staff.goOnHoliday({ userid: text(input, 'userid') })),
  'come-back': (input, { actions }) => done(actions.staff.comeBack({ userid: text(input, 'userid') })),
  'add-department': (input, { actions }) =>
    done(
      actions.staff.addDepartment({
        id: number(input, 'id'),
        name: text(input, 'name'),
        ...given({ parentId: maybeNumber(input, 'parentId') }),
      }),
    ),
  'change-department': (input, { actions }) =>
    done(
      actions.staff.changeDepartment({
        id: number(input, 'id'),
        ...given({ name: maybeText(input, 'name'), parentId: maybeNumber(input, 'parentId') }),
      }),
    ),
  'remove-department': (input, { actions }) =>
    done(actions.staff.removeDepartment({ id: number(input, 'id') })),
  'add-friend': (input, { actions }) => {
    const how = text(input, 'how');
    if (!isAddWay(how)) throw new BadInput(`how must be one of ${Object.keys(ADD_WAYS).join(', ')}`);
    const by = input.by === 'member' ? 'member' : 'customer';
    return done(actions.staff.addFriend({ ...pair(input), how, by }));
  },
  'add-back': (input, { actions }) => done(actions.staff.addBack(pair(input))),
  accept: (input, { actions }) => done(actions.staff.accept(pair(input))),
  ignore: (input, { actions }) => done(actions.staff.ignore(pair(input))),
  remark: (input, { actions }) =>
    done(
      actions.staff.remark({
        ...pair(input),
        ...given({
          remark: maybeText(input, 'remark'),
          description: maybeText(input, 'description'),
          mobiles: maybeTexts(input, 'mobiles'),
        }),
      }),
    ),
  tag: (input, { actions }) =>
    done(
      actions.staff.tag({
        ...pair(input),
        ...given({
          add: maybeTexts(input, 'add'),
          remove: maybeTexts(input, 'remove'),
          personal: maybeTexts(input, 'personal'),
        }),
      }),
    ),
  'refuse-transfer': (input, { actions }) => done(actions.staff.refuseTransfer({ person: who(input) })),
  'create-tag': (input, { actions }) => ({
    id: actions.staff.createTag({ group: text(input, 'group'), name: text(input, 'name') }) ?? null,
  }),
  'rename-tag': (input, { actions }) =>
    done(actions.staff.renameTag({ id: text(input, 'id'), name: text(input, 'name') })),
  'delete-tag': (input, { actions }) => done(actions.staff.deleteTag({ id: text(input, 'id') })),
  'shuffle-tags': (input, { actions }) =>
    done(
      actions.staff.shuffleTags({
        order: maybeTexts(input, 'order') ?? [],
        ...given({ group: maybeText(input, 'group') }),
      }),
    ),
};

function userid(input: Input): string {
  const value = text(input, 'userid');
  if (!/^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$/.test(value)) throw new BadInput('userid has a wrong form');
  return value;
}

function details(input: Input): MemberChanges {
  const departments = input.departments;
  if (
    departments !== undefined &&
    !(Array.isArray(departments) && departments.every((id) => Number.isInteger(id)))
  ) {
    throw new BadInput('departments must be a list of numbers');
  }
  return given({
    departments: departments as number[] | undefined,
    position: maybeText(input, 'position'),
    mobile: maybeText(input, 'mobile'),
    email: maybeText(input, 'email'),
    activated: maybeFlag(input, 'activated'),
    realName: maybeFlag(input, 'realName'),
    consoleWelcome: maybeFlag(input, 'consoleWelcome'),
    contactCap: maybeNumber(input, 'contactCap'),
  });
}

function isAddWay(how: string): how is keyof typeof ADD_WAYS {
  return Object.hasOwn(ADD_WAYS, how);
}

function number(input: Input, name: string): number {
  const value = input[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    throw new BadInput(`${name} must be a whole number`);
  }
  return value;
}

function maybeNumber(input: Input, name: string): number | undefined {
  return input[name] === undefined ? undefined : number(input, name);
}

function maybeFlag(input: Input, name: string): boolean | undefined {
  const value = input[name];
  if (value !== undefined && typeof value !== 'boolean') throw new BadInput(`${name} must be true or false`);
  return value;
}

function maybeTexts(input: Input, name: string): string[] | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw new BadInput(`${name} must be a list of texts`);
  }
  return value;
}
