/** One callback or more of every kind about members, departments and member tags, and what it says. */

import type { Cases } from './cases.ts';
import type { DirectoryEvents } from './directory.ts';

const nobody = {
  name: undefined,
  departments: undefined,
  mainDepartment: undefined,
  leads: undefined,
  directLeaders: undefined,
  position: undefined,
  mobile: undefined,
  gender: undefined,
  email: undefined,
  bizMail: undefined,
  status: undefined,
  avatar: undefined,
  alias: undefined,
  telephone: undefined,
  address: undefined,
  extraAttributes: undefined,
};

const everything = {
  elements: {
    ...{ UserID: 'LinXiao', Name: '林晓', Department: '1,2,3', MainDepartment: 1, IsLeaderInDept: '1,0,0' },
    ...{
      DirectLeader: 'ZhouMin,WangFang',
      Position: '值机',
      Mobile: '13800000000',
      Gender: 2,
      Email: 'l@x.cn',
    },
    ...{
      BizMail: 'l@corp.cn',
      Status: 1,
      Avatar: 'https://x/0',
      Alias: 'lin',
      Telephone: '020-1',
      Address: '广州',
    },
    ExtAttr: {
      Item: [
        { Name: '爱好', Type: 0, Text: { Value: '旅游' } },
        { Name: '主页', Type: 1, Web: { Title: '我', Url: 'https://x/' } },
        { Type: 0, Text: { Value: 'without a name' } },
      ],
    },
  },
  says: {
    ...{
      userId: 'LinXiao',
      name: '林晓',
      departments: [1, 2, 3],
      mainDepartment: 1,
      leads: [true, false, false],
    },
    ...{ directLeaders: ['ZhouMin', 'WangFang'], position: '值机', mobile: '13800000000', gender: 2 },
    ...{ email: 'l@x.cn', bizMail: 'l@corp.cn', status: 1, avatar: 'https://x/0', alias: 'lin' },
    ...{ telephone: '020-1', address: '广州' },
    extraAttributes: [
      { name: '爱好', text: '旅游', web: undefined },
      { name: '主页', text: undefined, web: { title: '我', url: 'https://x/' } },
    ],
  },
};

const party = {
  elements: { Id: 2, Name: '地服', ParentId: 1, Order: 10 },
  says: { partyId: 2, name: '地服', parentId: 1, order: 10 },
};

export const directoryCases: Cases<keyof DirectoryEvents> = {
  'change_contact.create_user': [
    everything,
    { elements: { UserID: 'LinXiao' }, says: { ...nobody, userId: 'LinXiao' } },
  ],
  'change_contact.update_user': [
    { elements: everything.elements, says: { ...everything.says, newUserId: undefined } },
    {
      elements: { UserID: 'LinXiao', NewUserID: 'LinXiao2', Status: 5 },
      says: { ...nobody, userId: 'LinXiao', newUserId: 'LinXiao2', status: 5 },
    },
  ],
  'change_contact.delete_user': [{ elements: { UserID: 'LinXiao' }, says: { userId: 'LinXiao' } }],
  'change_contact.create_party': [party],
  'change_contact.update_party': [
    party,
    { elements: { Id: 2 }, says: { partyId: 2, name: undefined, parentId: undefined, order: undefined } },
  ],
  'change_contact.delete_party': [{ elements: { Id: 2 }, says: { partyId: 2 } }],
  'change_contact.update_tag': [
    {
      elements: {
        TagId: 1,
        AddUserItems: 'a,b',
        DelUserItems: 'c',
        AddPartyItems: '1,2',
        DelPartyItems: '3',
      },
      says: {
        tagId: 1,
        addedUsers: ['a', 'b'],
        removedUsers: ['c'],
        addedParties: [1, 2],
        removedParties: [3],
      },
    },
    {
      elements: { TagId: 1, AddUserItems: '' },
      says: { tagId: 1, addedUsers: [], removedUsers: [], addedParties: [], removedParties: [] },
    },
  ],
  batch_job_result: [
    {
      elements: { BatchJob: { JobId: 'S0MrnndvRG5f', JobType: 'sync_user', ErrCode: 0, ErrMsg: 'ok' } },
      says: { jobId: 'S0MrnndvRG5f', jobType: 'sync_user', errcode: 0, errmsg: 'ok' },
    },
  ],
};
