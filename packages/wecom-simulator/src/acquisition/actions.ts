/** What people do with acquisition links and their quota. */
import { BadInput, type Command, given, maybeText, text, who } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';
import { createFollow, type Follow, type FollowOutcome } from './follow.ts';
import { buyUnits, watchExpiry } from './quota.ts';

const FIRST_UNITS = { count: 1_000, days: 365 };

export interface AcquisitionActions {
  /** A customer follows a link and adds the member behind it. */
  follow(input: Follow): FollowOutcome;
  /** A customer opens a link and no more; false when there is no such link or person. */
  open(input: Follow): boolean;
  /** An admin deletes a link in the console, which is told. */
  deleteLink(input: { linkId: string }): boolean;
  /** An admin buys units. */
  buy(input: { count: number; days: number }): void;
  /**
   * `spentOn`: what uses up one unit, which is not published; an added customer by default, or the first message.
   * `tellsOpened`: `open_profile` is told, as in certain industries.
   */
  configure(input: { spentOn?: 'added' | 'first_chat'; tellsOpened?: boolean }): void;
}

export function createAcquisitionActions(parts: Parts, _reactions: Reactions): AcquisitionActions {
  const { acquisition } = parts.world;
  if (acquisition.batches.length === 0) {
    const expiresAt = parts.scheduler.now() + FIRST_UNITS.days * 86_400_000;
    acquisition.batches.push({ bought: FIRST_UNITS.count, left: FIRST_UNITS.count, expiresAt });
  }
  for (const batch of acquisition.batches) watchExpiry(parts, batch);
  const { follow, open } = createFollow(parts);
  return {
    follow,
    open,
    deleteLink: ({ linkId }) => {
      if (!acquisition.links.delete(linkId)) return false;
      parts.settings.onChange?.();
      parts.callbacks.emit({ Event: 'customer_acquisition', ChangeType: 'delete_link', LinkId: linkId });
      return true;
    },
    buy: (input) => buyUnits(parts, input),
    configure: (input) => void Object.assign(acquisition, input),
  };
}

const followed = (input: Parameters<Command>[0]): Follow => {
  const person = input.person === undefined && input.externalUserId === undefined ? undefined : who(input);
  const customerChannel = maybeText(input, 'customerChannel');
  return given({ linkId: text(input, 'linkId'), customerChannel, person }) as Follow;
};

function whole(input: Parameters<Command>[0], name: string, max: number): number {
  const value = input[name];
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= max) return value;
  throw new BadInput(`${name} must be a whole number from 1 to ${max}`);
}

/** `POST /__sim/acquisition/NAME`. */
export const acquisitionCommands: Readonly<Record<string, Command>> = {
  follow: (input, { actions }) => actions.acquisition.follow(followed(input)),
  open: (input, { actions }) => ({ done: actions.acquisition.open(followed(input)) }),
  'delete-link': (input, { actions }) => ({
    done: actions.acquisition.deleteLink({ linkId: text(input, 'linkId') }),
  }),
  buy: (input, { actions }) => {
    const bought = { count: whole(input, 'count', 1_000_000), days: whole(input, 'days', 3_650) };
    actions.acquisition.buy(bought);
    return { done: true };
  },
  configure: (input, { actions }) => {
    const { spentOn, tellsOpened } = input;
    if (spentOn !== undefined && spentOn !== 'added' && spentOn !== 'first_chat') {
      throw new BadInput('spentOn must be added or first_chat');
    }
    if (tellsOpened !== undefined && typeof tellsOpened !== 'boolean') {
      throw new BadInput('tellsOpened must be true or false');
    }
    actions.acquisition.configure({
      ...(spentOn === undefined ? {} : { spentOn }),
      ...(tellsOpened === undefined ? {} : { tellsOpened }),
    });
    return { done: true };
  },
};
