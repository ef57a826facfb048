/**
 * Acquisition: where friends come from.
 *
 * Owns *channel codes*: a QR code for one touchpoint, answered by several members of staff, which greets and tags whom
 * it brings. The code's *state* is a random token that WeCom hands back with every friend; it is looked up here and says
 * nothing about anybody. WeCom tells of additions, not of scans, so additions are what is counted.
 * Refuses staff who may not have customers, and a second open code of the same name.
 */
import type { Body, ChannelCode, CustomerId, contract } from '@jetbridge/contract';
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import { randomToken } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { type Loop, startLoop } from '../../kernel/loop.ts';
import type { PageAsk } from '../../kernel/page.ts';
import { type Postgres, type Sql, sqlState } from '../../kernel/postgres.ts';
import type { Customers } from '../customers/index.ts';
import type { Tags } from '../tags/index.ts';
import type { ApiFailure, Wecom } from '../wecom/index.ts';
import { type FriendContext, friendListener } from './friends.ts';
import * as store from './store.ts';
import { listCodes, showCode } from './views.ts';

export type { NewFriend } from './friends.ts';
export { bindAcquisitionRoutes } from './routes.ts';

export interface AcquisitionOptions {
  pg: Postgres;
  clock: Clock;
  log: Logger;
  tags: Pick<Tags, 'names' | 'assign' | 'onRemove'>;
  customers: Pick<Customers, 'onMerge'>;
  wecom: Pick<
    Wecom,
    'configured' | 'activeStaff' | 'staff' | 'createWay' | 'findWay' | 'updateWay' | 'closeWay' | 'onFriend'
  >;
  /** Told of new friends in the transaction that stores them; notes consent. */
  onFriends: FriendContext['onFriends'];
}

export type Acquisition = ReturnType<typeof createAcquisition>;
type NewCode = Body<typeof contract.acquisition.create>;
type CodeChange = Body<typeof contract.acquisition.update>;

/** A creation untouched for so long was cut off. */
const unfinishedAfterMs = 30_000;

export function createAcquisition(context: AcquisitionOptions) {
  const { pg } = context;
  context.wecom.onFriend(friendListener(context));
  context.customers.onMerge((tx, merges) => store.moveCustomers(tx, merges));
  context.tags.onRemove((tx, tag) => store.forgetTag(tx, tag.id));
  return {
    list: (ask: PageAsk) => listCodes(context, ask),
    get: (id: string): Promise<ChannelCode> => shown(context, id),
    create: (code: NewCode) => create(context, code),
    update: (id: string, change: CodeChange) => update(context, id, change),
    close: (id: string) => close(context, id),
    /** Names of the codes by which friendships began, keyed by `<staff userid>\n<external userid>`. */
    codesOf: async (sql: Sql, ids: readonly CustomerId[]): Promise<Map<string, string>> =>
      new Map(
        (await store.codesOfCustomers(sql, ids)).map((row) => [
          `${row.staffUserid}\n${row.externalUserid}`,
          row.name,
        ]),
      ),
    /** Finishes what was cut off, now; for tests. */
    finish: () => finish(context, new Date(context.clock.now().getTime() + 1)),
    start: (): Pick<Loop, 'stop'> =>
      startLoop({
        name: 'acquisition unfinished codes',
        log: context.log,
        idleMs: unfinishedAfterMs,
        run: async () => {
          if (!context.wecom.configured) return false;
          await finish(context, new Date(context.clock.now().getTime() - unfinishedAfterMs));
          return false;
        },
      }),
  };

  async function close(at: AcquisitionOptions, id: string): Promise<void> {
    const code = await known(at, id);
    if (code.configId) await at.wecom.closeWay(code.configId);
    await store.closeCode(pg, id, at.clock.now());
  }
}

async function known(context: AcquisitionOptions, id: string): Promise<store.CodeRow> {
  const code = await store.readCode(context.pg, id);
  if (!code) throw new AppError('acquisition.code_not_found');
  return code;
}

async function shown(context: AcquisitionOptions, id: string): Promise<ChannelCode> {
  const code = await showCode(context, id);
  if (!code) throw new AppError('acquisition.code_not_found');
  return code;
}

async function create(context: AcquisitionOptions, body: NewCode): Promise<ChannelCode> {
  if (!context.wecom.configured) throw new AppError('wecom.not_configured');
  const { pg, clock, wecom } = context;
  await checkFields(context, body);
  const id = uuidv7(clock);
  const stateToken = randomToken(12);
  // The row comes first: a friend who scans the very second WeCom has made the code must find it.
  await naming(() =>
    store.insertCode(pg, { ...body, welcomeLink: body.welcomeLink ?? null, id, stateToken }, clock.now()),
  );
  try {
    const made = await wecom.createWay({ remark: body.name, state: stateToken, staff: body.staff });
    await store.codeMade(pg, id, { ...made, now: clock.now() });
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    if (!failure.open) {
      await store.deleteCode(pg, id);
      throw error;
    }
    // Whether it was made is not known: it is shown as being made, and looked for soon.
    await store.codeProblem(pg, id, { reason: failure.reason, final: false, now: clock.now() });
  }
  return shown(context, id);
}

async function update(context: AcquisitionOptions, id: string, change: CodeChange): Promise<ChannelCode> {
  const code = await known(context, id);
  if (code.status === 'closed') throw new AppError('acquisition.code_not_found');
  const fields: store.CodeFields = { ...code, ...change, welcomeLink: change.welcomeLink ?? null };
  if (change.welcomeLink === undefined) fields.welcomeLink = code.welcomeLink;
  await checkFields(context, change);
  if (code.configId && (change.staff || change.name)) {
    await context.wecom.updateWay(code.configId, {
      remark: fields.name,
      state: code.stateToken,
      staff: fields.staff,
    });
  }
  await naming(() => store.updateCode(context.pg, id, { ...fields, now: context.clock.now() }));
  return shown(context, id);
}

/** Throws `acquisition.staff_unknown` or `tags.not_found`. */
async function checkFields(context: AcquisitionOptions, fields: CodeChange): Promise<void> {
  if (fields.staff) {
    const active = await context.wecom.activeStaff(fields.staff);
    const unknown = fields.staff.filter((userid) => !active.has(userid));
    if (unknown.length > 0) throw new AppError('acquisition.staff_unknown', { userids: unknown });
  }
  if (fields.tags && fields.tags.length > 0) {
    const tags = await context.tags.names(context.pg, fields.tags);
    const unknown = fields.tags.filter((id) => !tags.has(id));
    if (unknown.length > 0) throw new AppError('tags.not_found', { ids: unknown });
  }
}

/** Codes that were being made when something broke: found at WeCom by their state, else made. */
async function finish(context: AcquisitionOptions, before: Date): Promise<void> {
  const { pg, clock, wecom } = context;
  for (const code of await store.takeUnfinished(pg, before, clock.now())) {
    try {
      const way = { remark: code.name, state: code.stateToken, staff: code.staff };
      const made = (await wecom.findWay(code.stateToken, code.createdAt)) ?? (await wecom.createWay(way));
      const live = await store.codeMade(pg, code.id, { ...made, now: clock.now() });
      if (!live) await wecom.closeWay(made.configId);
    } catch (error) {
      const failure = failureOf(error);
      if (!failure) throw error;
      await store.codeProblem(pg, code.id, {
        reason: failure.reason,
        final: failure.final,
        now: clock.now(),
      });
    }
  }
}

function failureOf(error: unknown): ApiFailure | null {
  // The details of this code are what wecom's contact ways put there.
  return error instanceof AppError && error.code === 'wecom.api_failed'
    ? (error.details as ApiFailure)
    : null;
}

/** Turns the violation of the unique name into its code. */
async function naming<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) === '23505') throw new AppError('acquisition.name_taken');
    throw error;
  }
}
