/** Customers pass to another member: after 24 hours by themselves, unless they refuse. */
import type { Parts, Reactions } from '../parts.ts';
import { dayOf } from '../period.ts';
import { changeTags, type Relation, type World } from '../world.ts';
import { endFriendship, newRelation } from './friendship.ts';
import { isActive, isFull } from './members.ts';
import { hasLeft, type Transfer } from './state.ts';

const PENDING_MS = 24 * 3_600_000;
const QUOTA_DAYS = 90;
const QUOTA = 2;

/** The customer is told of a new member by a message, to which they may react. */
type Telling = Parts & { actions: Pick<Reactions, 'received'> };

interface Wanted {
  handover: string;
  takeover: string;
  externalUserId: string;
  resigned: boolean;
  successMessage: string | undefined;
}

/** 0 when it has begun, otherwise the errcode of this customer. */
export function startTransfer(parts: Telling, wanted: Wanted): number {
  const { world, scheduler, settings, random } = parts;
  const refused = refusalOf(world, wanted, scheduler.now());
  if (refused !== 0) return refused;
  const startedAt = scheduler.now();
  const transfer: Transfer = { ...wanted, startedAt, takeoverAt: startedAt + PENDING_MS, status: 2 };
  const earlier = world.roster.transfers.get(wanted.externalUserId);
  if (earlier) earlier.push(transfer);
  else world.roster.transfers.set(wanted.externalUserId, [transfer]);
  scheduler.after(PENDING_MS, () => complete(parts, transfer));
  const { rate, delayMs } = settings.refuseTransfer;
  const draw = [wanted.externalUserId, startedAt] as const;
  if (random.chance(rate, 'refuse transfer', ...draw)) {
    scheduler.after(random.between(delayMs, 'refuse transfer after', ...draw), () => {
      refuseTransfer(parts, wanted.externalUserId);
    });
  }
  return 0;
}

/** The customer does not want the new member. False when nothing waits for an answer. */
export function refuseTransfer(parts: Parts, externalUserId: string): boolean {
  const transfer = waitingFor(parts.world, externalUserId);
  if (!transfer) return false;
  fail(parts, transfer, { status: 3, FailReason: 'customer_refused' });
  return true;
}

/** Those between two members, in the order in which they began; a customer's latest only. */
export function transfersBetween(
  world: World,
  pair: { handover: string; takeover: string; resigned: boolean },
): Transfer[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  const latest: Transfer[] = [];
  for (const list of world.roster.transfers.values()) {
    const found = list.findLast(
      (each) =>
        same(each.handover, pair.handover) &&
        same(each.takeover, pair.takeover) &&
        each.resigned === pair.resigned,
    );
    if (found) latest.push(found);
  }
  return latest.sort((a, b) => a.startedAt - b.startedAt);
}

/** Friends of members who have left, the latest leaver first; not those whose transfer waits. */
export function unassigned(world: World): { relation: Relation; leftAt: number }[] {
  return [...world.roster.left.values()]
    .sort((a, b) => b.at - a.at)
    .flatMap(({ member, at }) =>
      world
        .relationsOf(member.userid)
        .filter(
          (relation) => !relation.ended && !waitingFor(world, relation.person.externalUserId, member.userid),
        )
        .map((relation) => ({ relation, leftAt: at })),
    );
}

function waitingFor(world: World, externalUserId: string, handover?: string): Transfer | undefined {
  return world.roster.transfers
    .get(externalUserId)
    ?.findLast(
      (each) =>
        each.status === 2 &&
        (handover === undefined || each.handover.toLowerCase() === handover.toLowerCase()),
    );
}

function refusalOf(world: World, wanted: Wanted, now: number): number {
  const { handover, takeover, externalUserId, resigned } = wanted;
  if (!world.people.byExternalUserId(externalUserId)) return 40096;
  if (resigned && !hasLeft(world, handover)) return 40097;
  if (handover.toLowerCase() === takeover.toLowerCase()) return 40130;
  if (!world.relation(handover, externalUserId)) return 40131;
  if (waitingFor(world, externalUserId)) return 40129;
  if (!resigned && countRecent(world, externalUserId, now) >= QUOTA) return 40128;
  const taker = world.staff.get(takeover.toLowerCase());
  return taker && isFull(world, taker) ? 40099 : 0;
}

/** On-job ones of the last 90 natural days, today among them; those that came to nothing do not count. */
function countRecent(world: World, externalUserId: string, now: number): number {
  const first = dayOf(now) - QUOTA_DAYS + 1;
  const all = world.roster.transfers.get(externalUserId) ?? [];
  return all.filter((each) => !each.resigned && each.status === 1 && dayOf(each.startedAt) >= first).length;
}

function complete(parts: Telling, transfer: Transfer): void {
  const { world } = parts;
  if (transfer.status !== 2) return;
  const old = world.relation(transfer.handover, transfer.externalUserId);
  const taker = world.staff.get(transfer.takeover.toLowerCase());
  if (!old) {
    transfer.status = 5;
    return;
  }
  if (!taker || !isActive(taker) || isFull(world, taker)) {
    fail(parts, transfer, { status: 4, FailReason: 'customer_limit_exceed' });
    return;
  }
  transfer.status = 1;
  // There is nobody left to be told of an old friendship of a member who has gone.
  if (transfer.resigned) {
    world.endRelation(old, { at: parts.scheduler.now(), by: 'transfer' });
    parts.settings.onChange?.();
  } else endFriendship(parts, old, 'transfer');
  takeOver(parts, transfer, old);
}

function takeOver(parts: Telling, transfer: Transfer, old: Relation): void {
  const { world, scheduler, callbacks, settings } = parts;
  if (world.relation(transfer.takeover, transfer.externalUserId)) return;
  const relation = newRelation(transfer.takeover, old.person, {
    state: undefined,
    createdAt: scheduler.now(),
    addWay: 202,
    operUserid: transfer.handover,
  });
  relation.remark = old.remark;
  relation.description = old.description;
  relation.remarkCorp = old.remarkCorp;
  relation.remarkMobiles = old.remarkMobiles;
  if (old.tags.size > 0) changeTags(relation, { add: old.tags });
  world.addRelation(relation);
  settings.onChange?.();
  callbacks.emit({
    Event: 'change_external_contact',
    ChangeType: 'add_external_contact',
    UserID: relation.userid,
    ExternalUserID: transfer.externalUserId,
  });
  if (transfer.resigned) return;
  const name = world.staff.get(transfer.takeover.toLowerCase())?.name ?? transfer.takeover;
  const text = transfer.successMessage || `您好，您的服务已升级，后续将由我的同事${name}为您服务。`;
  const message = { at: scheduler.now(), from: relation.userid, kind: 'chat' as const, text, links: [] };
  parts.actions.received(relation, message);
}

function fail(
  parts: Parts,
  transfer: Transfer,
  why: { status: 3 | 4; FailReason: 'customer_refused' | 'customer_limit_exceed' },
): void {
  transfer.status = why.status;
  transfer.takeoverAt = parts.scheduler.now();
  parts.callbacks.emit({
    Event: 'change_external_contact',
    ChangeType: 'transfer_fail',
    UserID: transfer.takeover,
    ExternalUserID: transfer.externalUserId,
    FailReason: why.FailReason,
  });
}
