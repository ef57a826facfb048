import { endpoints, type WecomClient } from '@jetbridge/wecom';

/** Who follows whom, as WeCom sees it: to compare with what callbacks have told. */
export async function friendships(wecom: WecomClient, signal?: AbortSignal): Promise<Map<string, string[]>> {
  const options = signal ? { signal, maxWaitMs: 60_000 } : { maxWaitMs: 60_000 };
  const { follow_user: staff } = await wecom.call(endpoints.getFollowUserList, {}, options);
  const found = new Map<string, string[]>();
  for (let first = 0; first < staff.length; first += 100) {
    const params = { userid_list: staff.slice(first, first + 100), limit: 100 };
    for await (const row of wecom.iterate(endpoints.listFriendsOfStaff, params, options)) {
      const friends = found.get(row.follow_info.userid) ?? [];
      friends.push(row.external_contact.external_userid);
      found.set(row.follow_info.userid, friends);
    }
  }
  return found;
}
