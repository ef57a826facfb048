/** Endpoints of chats of members that an app makes. */
import { endpoints } from '@jetbridge/wecom';
import { type Cap, spend } from '../meters.ts';
import { type Call, Refusal, route } from '../route.ts';
import { seesApp } from './audience.ts';
import { checkMedia, deliver, shown } from './deliver.ts';
import { acceptingLongText } from './long-text.ts';
import type { StoredChat } from './state.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MAX_MEMBERS = 500;

export const chatRoutes = [
  route(
    endpoints.createAppChat,
    {
      state: 'verified',
      facts: '6.3',
      note: '48002 for an app that does not see the whole corp, the owner drawn when none is named: assumed',
    },
    ({ name = '', owner, userlist, chatid }, call) => {
      const { world, app, random } = call;
      // A scope is a list of members here, so an app that has one does not see the root department.
      if (app.scope) throw new Refusal(48002);
      if (chatid && world.app.chats.has(chatid)) throw new Refusal(86215);
      const members = membersOf(userlist, call);
      rated(call, [{ key: 'appchat/create day', cap: 1_000, windowMs: 'day' }]);
      const id = chatid || `wrappchat${hex(random.bytes('app chat', world.serial()))}`;
      const drawn = members[random.between({ min: 0, max: members.length - 1 }, 'chat owner', id)] ?? '';
      const chat = { chatid: id, name, owner: '', userlist: members, agentId: app.agentId };
      chat.owner = owner ? inChat(chat, owner) : drawn;
      world.app.chats.set(id, chat);
      return { chatid: id };
    },
  ),

  route(
    endpoints.updateAppChat,
    { state: 'verified', facts: '6.3', note: 'who is owner after the owner was removed: assumed' },
    (params, call) => {
      const chat = ownChat(params.chatid, call);
      // An empty text stands for no list, as limits have it.
      const added = membersOf(params.add_user_list || [], call);
      const removed = (params.del_user_list || []).map((userid) => inChat(chat, userid));
      const userlist = [...new Set([...chat.userlist.filter((each) => !removed.includes(each)), ...added])];
      if (userlist.length < 2 || userlist.length > MAX_MEMBERS) throw new Refusal(86006);
      const kept = userlist.includes(chat.owner) ? chat.owner : (userlist[0] ?? '');
      const owner = params.owner ? inChat({ userlist }, params.owner, 86207) : kept;
      rated(call, [{ key: 'appchat/update hour', cap: 1_000, windowMs: HOUR_MS }]);
      Object.assign(chat, { userlist, owner, name: params.name || chat.name });
      return {};
    },
  ),

  route(endpoints.getAppChat, { state: 'verified', facts: '6.3' }, ({ chatid }, call) => {
    const { agentId: _, ...chat_info } = ownChat(chatid, call);
    return { chat_info: { ...chat_info, userlist: [...chat_info.userlist] } };
  }),

  route(
    acceptingLongText(endpoints.sendAppChat),
    { state: 'verified', facts: '6.3', note: 'members who have left or lost the app get nothing: assumed' },
    (message, call) => {
      const { world, app, scheduler } = call;
      const chat = ownChat(message.chatid, call);
      const content = shown(message);
      const now = scheduler.now();
      checkMedia(world, content, now);
      const reached = chat.userlist.flatMap((userid) => {
        const member = world.staff.get(userid.toLowerCase());
        return member && seesApp(world, app, userid) ? [member] : [];
      });
      const caps: Cap[] = [
        { key: 'appchat/send minute', cap: 20_000, windowMs: MINUTE_MS },
        { key: 'appchat/send hour', cap: 300_000, windowMs: HOUR_MS },
      ];
      rated(call, caps, reached.length);
      const members = reached.filter(({ userid }) => {
        const member = `${app.agentId}:${userid.toLowerCase()}`;
        const perMember: Cap[] = [
          { key: `appchat/send minute ${member}`, cap: 200, windowMs: MINUTE_MS },
          { key: `appchat/send day ${member}`, cap: 10_000, windowMs: 'day' },
        ];
        return spend(world.app.meters, { caps: perMember, now });
      });
      deliver(call, { agentId: app.agentId, members, message: content, chatId: chat.chatid });
      return {};
    },
  ),
];

function ownChat(chatid: string, { world, app }: Call): StoredChat {
  const chat = world.app.chats.get(chatid);
  if (!chat) throw new Refusal(86003);
  if (chat.agentId !== app.agentId) throw new Refusal(86008);
  return chat;
}

/** As the directory writes them, each once. */
function membersOf(userids: readonly string[], { world }: Call): string[] {
  const members = userids.map((userid) => {
    const member = world.staff.get(String(userid).toLowerCase());
    if (!member) throw new Refusal(86216);
    return member.userid;
  });
  return [...new Set(members)];
}

function inChat({ userlist }: Pick<StoredChat, 'userlist'>, userid: string, otherwise = 86216): string {
  const found = userlist.find((each) => each.toLowerCase() === String(userid).toLowerCase());
  if (found === undefined) throw new Refusal(otherwise);
  return found;
}

function rated({ world, scheduler }: Call, caps: readonly Cap[], amount = 1): void {
  if (!spend(world.app.meters, { caps, amount, now: scheduler.now(), blocks: true }))
    throw new Refusal(45009);
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex').slice(0, 16);
}
