/**
 * Members, departments and member tags (通讯录). Which apps are told which personal data was narrowed in 2022, so that
 * everything but ids is optional; an update has only what has changed. OFF 90970, 96361.
 */
import type { XmlNode } from '../xml.ts';
import { child, filled, integer, integers, list, nodes, type Readers } from './read.ts';

interface ExtraAttribute {
  name: string;
  /** Of type 0. */
  text: string | undefined;
  /** Of type 1. */
  web: { title: string | undefined; url: string | undefined } | undefined;
}

interface MemberFields {
  userId: string;
  name: string | undefined;
  departments: number[] | undefined;
  mainDepartment: number | undefined;
  /** Of each of `departments`: does the member lead it. */
  leads: boolean[] | undefined;
  directLeaders: string[] | undefined;
  position: string | undefined;
  mobile: string | undefined;
  /** 1 male, 2 female. */
  gender: number | undefined;
  email: string | undefined;
  bizMail: string | undefined;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number | undefined;
  avatar: string | undefined;
  alias: string | undefined;
  telephone: string | undefined;
  address: string | undefined;
  extraAttributes: ExtraAttribute[] | undefined;
}

interface Party {
  partyId: number;
  name: string | undefined;
  parentId: number | undefined;
  order: number | undefined;
}

interface MemberTagChange {
  tagId: number;
  addedUsers: string[];
  removedUsers: string[];
  addedParties: number[];
  removedParties: number[];
}

interface BatchJob {
  jobId: string;
  /** sync_user, replace_user, invite_user, replace_party and others. */
  jobType: string | undefined;
  errcode: number | undefined;
  errmsg: string | undefined;
}

export interface DirectoryEvents {
  'change_contact.create_user': MemberFields;
  /** `userId` is the old id when `newUserId` is there. */
  'change_contact.update_user': MemberFields & { newUserId: string | undefined };
  'change_contact.delete_user': { userId: string };
  'change_contact.create_party': Party;
  'change_contact.update_party': Party;
  'change_contact.delete_party': { partyId: number };
  'change_contact.update_tag': MemberTagChange;
  batch_job_result: BatchJob;
}

export const directoryReaders: Readers<DirectoryEvents> = {
  'change_contact.create_user': member,
  'change_contact.update_user': (f) => {
    const one = member(f);
    return one && { newUserId: filled(f, 'NewUserID'), ...one };
  },
  'change_contact.delete_user': (f) => {
    const userId = filled(f, 'UserID');
    return userId === undefined ? undefined : { userId };
  },
  'change_contact.create_party': party,
  'change_contact.update_party': party,
  'change_contact.delete_party': (f) => {
    const partyId = integer(f, 'Id');
    return partyId === undefined ? undefined : { partyId };
  },
  'change_contact.update_tag': (f) => {
    const tagId = integer(f, 'TagId');
    if (tagId === undefined) return undefined;
    return {
      tagId,
      addedUsers: list(f, 'AddUserItems') ?? [],
      removedUsers: list(f, 'DelUserItems') ?? [],
      addedParties: integers(f, 'AddPartyItems') ?? [],
      removedParties: integers(f, 'DelPartyItems') ?? [],
    };
  },
  batch_job_result: (f) => {
    const job = child(f, 'BatchJob');
    const jobId = job && filled(job, 'JobId');
    if (!job || jobId === undefined) return undefined;
    return {
      jobId,
      jobType: filled(job, 'JobType'),
      errcode: integer(job, 'ErrCode'),
      errmsg: filled(job, 'ErrMsg'),
    };
  },
};

function member(f: XmlNode): MemberFields | undefined {
  const userId = filled(f, 'UserID');
  if (userId === undefined) return undefined;
  return {
    userId,
    name: filled(f, 'Name'),
    departments: integers(f, 'Department'),
    mainDepartment: integer(f, 'MainDepartment'),
    leads: list(f, 'IsLeaderInDept')?.map((flag) => flag === '1'),
    directLeaders: list(f, 'DirectLeader'),
    position: filled(f, 'Position'),
    mobile: filled(f, 'Mobile'),
    gender: integer(f, 'Gender'),
    email: filled(f, 'Email'),
    bizMail: filled(f, 'BizMail'),
    status: integer(f, 'Status'),
    avatar: filled(f, 'Avatar'),
    alias: filled(f, 'Alias'),
    telephone: filled(f, 'Telephone'),
    address: filled(f, 'Address'),
    extraAttributes: extraAttributes(f),
  };
}

function extraAttributes(fields: XmlNode): ExtraAttribute[] | undefined {
  const attributes = child(fields, 'ExtAttr');
  return (
    attributes &&
    nodes(attributes, 'Item').flatMap((item) => {
      const name = filled(item, 'Name');
      if (name === undefined) return [];
      const text = child(item, 'Text');
      const web = child(item, 'Web');
      return {
        name,
        text: text && filled(text, 'Value'),
        web: web && { title: filled(web, 'Title'), url: filled(web, 'Url') },
      };
    })
  );
}

function party(f: XmlNode): Party | undefined {
  const partyId = integer(f, 'Id');
  if (partyId === undefined) return undefined;
  return {
    partyId,
    name: filled(f, 'Name'),
    parentId: integer(f, 'ParentId'),
    order: integer(f, 'Order'),
  };
}
