/** Customers: friends of members, and the tags that members put on them. OFF 96361, 92277, 101456, 92005. */
import { textOf, type XmlNode } from '../xml.ts';
import { filled, type Readers } from './read.ts';

export interface FriendFields {
  userId: string;
  externalUserId: string;
}

/** `welcomeCode` is absent when a welcome was already sent or is configured in the admin console. */
interface FriendAdded extends FriendFields {
  state: string | undefined;
  welcomeCode: string | undefined;
}

interface TagChange {
  tag: {
    /** Absent for a shuffle of the groups themselves. */
    id: string | undefined;
    /** `tag` or `tag_group`. */
    type: string | undefined;
    /** Only tags of a rule group have it. */
    strategyId: string | undefined;
  };
}

export interface CustomerEvents {
  'change_external_contact.add_external_contact': FriendAdded;
  /** The customer added the member through a code that skips verification; the whole friendship may follow. */
  'change_external_contact.add_half_external_contact': FriendAdded;
  'change_external_contact.edit_external_contact': FriendFields & { state: string | undefined };
  /** By the member, or with `source` DELETE_BY_TRANSFER by a transfer on the job. */
  'change_external_contact.del_external_contact': FriendFields & { source: string | undefined };
  /** By the customer. */
  'change_external_contact.del_follow_user': FriendFields;
  /** `userId` is the member who was to take over; customer_refused or customer_limit_exceed. */
  'change_external_contact.transfer_fail': FriendFields & { failReason: string | undefined };
  'change_external_contact.msg_audit_approved': FriendFields & { welcomeCode: string | undefined };
  'change_external_tag.create': TagChange;
  'change_external_tag.update': TagChange;
  'change_external_tag.delete': TagChange;
  'change_external_tag.shuffle': TagChange;
}

export function friend(fields: XmlNode): FriendFields | undefined {
  const userId = textOf(fields, 'UserID');
  const externalUserId = textOf(fields, 'ExternalUserID');
  return userId && externalUserId ? { userId, externalUserId } : undefined;
}

const added = (fields: XmlNode): FriendAdded | undefined => {
  const who = friend(fields);
  return who && { state: filled(fields, 'State'), welcomeCode: filled(fields, 'WelcomeCode'), ...who };
};

const tagChange = (fields: XmlNode): TagChange => ({
  tag: {
    id: filled(fields, 'Id'),
    type: filled(fields, 'TagType'),
    strategyId: filled(fields, 'StrategyId'),
  },
});

export const customerReaders: Readers<CustomerEvents> = {
  'change_external_contact.add_external_contact': added,
  'change_external_contact.add_half_external_contact': added,
  'change_external_contact.edit_external_contact': (f) => {
    const who = friend(f);
    return who && { state: filled(f, 'State'), ...who };
  },
  'change_external_contact.del_external_contact': (f) => {
    const who = friend(f);
    return who && { source: filled(f, 'Source'), ...who };
  },
  'change_external_contact.del_follow_user': friend,
  'change_external_contact.transfer_fail': (f) => {
    const who = friend(f);
    return who && { failReason: filled(f, 'FailReason'), ...who };
  },
  'change_external_contact.msg_audit_approved': (f) => {
    const who = friend(f);
    return who && { welcomeCode: filled(f, 'WelcomeCode'), ...who };
  },
  'change_external_tag.create': tagChange,
  'change_external_tag.update': tagChange,
  'change_external_tag.delete': tagChange,
  'change_external_tag.shuffle': tagChange,
};
