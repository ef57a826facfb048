/** What people do with the working life of members: directory, holidays, leaving, friends, tags, transfers. */
import type { Parts, Reactions } from '../parts.ts';
import { type ClientActions, createClientActions } from './client-actions.ts';
import { type ConsoleTagActions, createConsoleTagActions } from './console-tags.ts';
import { createDirectoryActions, type DirectoryActions } from './directory-actions.ts';
import { ROOT_DEPARTMENT } from './members.ts';

export { staffCommands } from './commands.ts';

export type StaffActions = DirectoryActions & ClientActions & ConsoleTagActions;

export function createStaffActions(parts: Parts, _reactions: Reactions): StaffActions {
  const { departments } = parts.world.roster;
  departments.set(ROOT_DEPARTMENT, { id: ROOT_DEPARTMENT, name: '总部', parentId: 0, order: 0 });
  for (const { id, name, parentId = ROOT_DEPARTMENT, order = 0 } of parts.settings.departments) {
    departments.set(id, { id, name, parentId, order });
  }
  return {
    ...createDirectoryActions(parts),
    ...createClientActions(parts),
    ...createConsoleTagActions(parts),
  };
}
