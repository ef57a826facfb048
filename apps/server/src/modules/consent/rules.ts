import type { Channel, Purpose } from '@jetbridge/contract';

/** One decision of a customer for one purpose on one channel. */
export interface ConsentState {
  purpose: Purpose;
  channel: Channel;
  granted: boolean;
  at: Date;
}

/**
 * Whether a person may be contacted. `service` rests on the contract of carriage and holds until it is withdrawn
 * (PIPL article 13, paragraph 1, number 2); `marketing` holds only once it was granted (number 1).
 */
export function mayContact(purpose: Purpose, recorded: boolean | undefined): boolean {
  return recorded ?? purpose === 'service';
}

/** Which of two records survives when two customers turn out to be one: a withdrawal, else the newer. */
export function survivor<T extends ConsentState>(left: T, right: T): T {
  if (left.granted !== right.granted) return left.granted ? right : left;
  return left.at >= right.at ? left : right;
}
