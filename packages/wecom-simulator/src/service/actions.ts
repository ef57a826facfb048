/** What people do with WeChat customer service (kf): customers, servicers in the client, the admin. */
import type { Parts, Reactions } from '../parts.ts';
import { type CustomerActions, createCustomerActions } from './customers.ts';
import { createServicerActions, type ServicerActions } from './servicers.ts';
import { createUpgradeActions, type UpgradeActions } from './upgrades.ts';

export { serviceCommands } from './commands.ts';

export interface AdminActions {
  /** Whom customers may be handed on to; what is not given stays. */
  configureUpgrades(input: {
    userids?: readonly string[];
    departmentIds?: readonly number[];
    chatIds?: readonly string[];
  }): void;
  /** Whether the corp is verified: if not, it may have ten accounts. */
  verify(input: { verified: boolean }): void;
  /** The next message by API will be accepted and then fail, as `msg_send_fail` tells with this `fail_type`. */
  failNextSend(input: { failType: number }): void;
}

export type ServiceActions = CustomerActions & ServicerActions & UpgradeActions & AdminActions;

export function createServiceActions(parts: Parts, _reactions: Reactions): ServiceActions {
  return {
    ...createCustomerActions(parts),
    ...createServicerActions(parts),
    ...createUpgradeActions(parts),
    ...createAdminActions(parts),
  };
}

function createAdminActions({ world: { service } }: Parts): AdminActions {
  return {
    configureUpgrades: ({ userids, departmentIds, chatIds }) => {
      const { upgrades } = service;
      service.upgrades = {
        userids: [...(userids ?? upgrades.userids)],
        departmentIds: [...(departmentIds ?? upgrades.departmentIds)],
        chatIds: [...(chatIds ?? upgrades.chatIds)],
      };
    },
    verify: ({ verified }) => {
      service.verified = verified;
    },
    failNextSend: ({ failType }) => {
      service.failNext.push(failType);
    },
  };
}
