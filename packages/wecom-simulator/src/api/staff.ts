/** gettoken, members with customer contact. */
import { endpoints } from '@jetbridge/wecom';
import { isInScope } from '../permission.ts';
import { Refusal, route } from '../route.ts';

export const staffRoutes = [
  route(
    endpoints.getToken,
    { state: 'verified', facts: '1.1', note: 'the same token while it lives: assumed' },
    ({ corpid, corpsecret }, { settings, tokens }) => {
      if (corpid !== settings.corp.corpId) throw new Refusal(40013);
      const app = settings.apps.find(({ secret }) => secret === corpsecret);
      if (!app) throw new Refusal(40001);
      return tokens.issue(app);
    },
  ),

  route(endpoints.getFollowUserList, { state: 'verified', facts: '4.1' }, (_, { world, app }) => ({
    follow_user: [...world.staff.values()].flatMap(({ userid }) => (isInScope(app, userid) ? [userid] : [])),
  })),
];
