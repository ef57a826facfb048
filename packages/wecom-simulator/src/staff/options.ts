/** What can be said of members, departments and their rules when a simulator is made. */
import type { ExternalContact } from '@jetbridge/wecom';
import type { Range } from '../options.ts';

export interface StaffDetails {
  /** Default true; one who is not verified cannot take over customers (40098). */
  realName?: boolean;
  /** Department ids, the main one first. Default the root, 1. */
  departments?: readonly number[];
  position?: string;
  mobile?: string;
  email?: string;
  /** 1 male, 2 female. */
  gender?: 1 | 2;
  /** Friends the member may have; default without end. */
  contactCap?: number;
  /** The admin console has a welcome message for this member, so events carry no WelcomeCode. */
  consoleWelcome?: boolean;
  /** How long this member takes to accept a request (of a way with `skip_verify: false`). Default at once. */
  accepts?: Range | 'never';
  externalProfile?: NonNullable<ExternalContact['external_profile']>;
}

export interface DepartmentInput {
  /** From 2 up; the root 1 is always there. */
  id: number;
  name: string;
  /** Default the root. */
  parentId?: number;
  order?: number;
}

export interface StaffOptions {
  departments?: readonly DepartmentInput[];
  /** Ids of rule groups (规则组), whose tags the strategy endpoints keep. Default 1. */
  strategies?: readonly number[];
  /** Customers who refuse an on-job or resigned transfer by themselves. Default none. */
  refuseTransfer?: { rate: number; delayMs: Range };
  /** Contact ways there may be (41045), default the documented 500,000. */
  contactWayCap?: number;
  /**
   * Share of pages that are short or empty although more follow, as the vendor allows itself. Default 0.
   */
  oddPages?: number;
}

export function staffDefaults(options: StaffOptions) {
  return {
    departments: options.departments ?? [],
    strategies: options.strategies ?? [1],
    refuseTransfer: options.refuseTransfer ?? { rate: 0, delayMs: { min: 60_000, max: 80_000_000 } },
    contactWayCap: options.contactWayCap ?? 500_000,
    oddPages: options.oddPages ?? 0,
  };
}
