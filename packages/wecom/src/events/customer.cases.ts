/** One callback or more of every kind about customers, groups and acquisition, and what it says. */
import type { AcquisitionEvents } from './acquisition.ts';
import type { Cases } from './cases.ts';
import type { CustomerEvents } from './customers.ts';
import type { GroupEvents } from './groups.ts';

const pair = { UserID: 'LinXiao', ExternalUserID: 'wmA' };
const who = { userId: 'LinXiao', externalUserId: 'wmA' };

const tag = [
  {
    elements: { Id: 'et1', TagType: 'tag' },
    says: { tag: { id: 'et1', type: 'tag', strategyId: undefined } },
  },
  {
    elements: { Id: 'st1', TagType: 'tag_group', StrategyId: 3 },
    says: { tag: { id: 'st1', type: 'tag_group', strategyId: '3' } },
  },
];

const added = [
  {
    elements: { ...pair, State: '0012', WelcomeCode: 'code' },
    says: { ...who, state: '0012', welcomeCode: 'code' },
  },
  { elements: { ...pair, State: '' }, says: { ...who, state: undefined, welcomeCode: undefined } },
];

const unchanged = {
  updateDetail: undefined,
  joinScene: undefined,
  quitScene: undefined,
  memberCount: undefined,
  members: [],
  lastMemberVersion: undefined,
  currentMemberVersion: undefined,
};

const link = [
  { elements: { LinkId: 'ca1' }, says: { linkId: 'ca1' } },
  { elements: {}, says: { linkId: undefined } },
];
const visit = [{ elements: { LinkId: 'ca1', State: 'gate' }, says: { linkId: 'ca1', state: 'gate' } }];
const nothing = [{ elements: {}, says: {} }];

export const customerCases: Cases<keyof (CustomerEvents & GroupEvents & AcquisitionEvents)> = {
  'change_external_contact.add_external_contact': added,
  'change_external_contact.add_half_external_contact': added,
  'change_external_contact.edit_external_contact': [{ elements: pair, says: { ...who, state: undefined } }],
  'change_external_contact.del_external_contact': [
    { elements: pair, says: { ...who, source: undefined } },
    { elements: { ...pair, Source: 'DELETE_BY_TRANSFER' }, says: { ...who, source: 'DELETE_BY_TRANSFER' } },
  ],
  'change_external_contact.del_follow_user': [{ elements: pair, says: who }],
  'change_external_contact.transfer_fail': [
    {
      elements: { ...pair, FailReason: 'customer_refused' },
      says: { ...who, failReason: 'customer_refused' },
    },
  ],
  'change_external_contact.msg_audit_approved': [
    { elements: { ...pair, WelcomeCode: 'c' }, says: { ...who, welcomeCode: 'c' } },
  ],
  'change_external_tag.create': tag,
  'change_external_tag.update': tag,
  'change_external_tag.delete': tag,
  'change_external_tag.shuffle': [
    { elements: { Id: 'et1' }, says: { tag: { id: 'et1', type: undefined, strategyId: undefined } } },
    { elements: { Id: '' }, says: { tag: { id: undefined, type: undefined, strategyId: undefined } } },
  ],
  'change_external_chat.create': [{ elements: { ChatId: 'wr1' }, says: { chatId: 'wr1' } }],
  'change_external_chat.dismiss': [{ elements: { ChatId: 'wr1' }, says: { chatId: 'wr1' } }],
  'change_external_chat.update': [
    {
      elements: {
        ...{ ChatId: 'wr1', UpdateDetail: 'add_member', JoinScene: 1, MemChangeCnt: 2 },
        ...{ MemChangeList: { Item: ['LinXiao', 'wmA'] }, LastMemVer: 'v1', CurMemVer: 'v2' },
      },
      says: {
        ...{ ...unchanged, chatId: 'wr1', updateDetail: 'add_member', joinScene: 1, memberCount: 2 },
        ...{ members: ['LinXiao', 'wmA'], lastMemberVersion: 'v1', currentMemberVersion: 'v2' },
      },
    },
    {
      elements: { ChatId: 'wr1', UpdateDetail: 'del_member', QuitScene: 0, MemChangeList: 'wmA' },
      says: { ...unchanged, chatId: 'wr1', updateDetail: 'del_member', quitScene: 0, members: ['wmA'] },
    },
    {
      elements: { ChatId: 'wr1', UpdateDetail: 'change_notice' },
      says: { ...unchanged, chatId: 'wr1', updateDetail: 'change_notice' },
    },
  ],
  'customer_acquisition.balance_low': nothing,
  'customer_acquisition.balance_exhausted': nothing,
  'customer_acquisition.balance_increased': nothing,
  'customer_acquisition.quota_expire_soon': [
    {
      elements: { ExpireTime: 1700086400, ExpireQuotaNum: 40 },
      says: { expireTime: 1700086400, expireQuotaNum: 40 },
    },
    { elements: {}, says: { expireTime: undefined, expireQuotaNum: undefined } },
  ],
  'customer_acquisition.link_unavailable': link,
  'customer_acquisition.delete_link': link,
  'customer_acquisition.open_profile': visit,
  'customer_acquisition.friend_request': visit,
  'customer_acquisition.customer_start_chat': [{ elements: pair, says: who }],
  'customer_acquisition.message_from_customer': [
    {
      elements: { LinkId: 'ca1', State: 'gate', ChatKey: 'key' },
      says: { linkId: 'ca1', state: 'gate', chatKey: 'key' },
    },
  ],
  'customer_acquisition.del_follow_user': [
    { elements: pair, says: who },
    { elements: {}, says: { userId: undefined, externalUserId: undefined } },
  ],
};
