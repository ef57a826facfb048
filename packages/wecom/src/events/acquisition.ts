/** Customer acquisition links (获客助手): what customers do with them, and the quota they use. OFF 97299, 97402, 99485, 42924. */
import { textOf, type XmlNode } from '../xml.ts';
import { type FriendFields, friend } from './customers.ts';
import { filled, integer, type Readers } from './read.ts';

type Nothing = Record<never, never>;

interface Link {
  linkId: string | undefined;
}

interface LinkVisit extends Link {
  /** The customer_channel of the link's URL. */
  state: string | undefined;
}

export interface AcquisitionEvents {
  /** Fewer than 20 left. */
  'customer_acquisition.balance_low': Nothing;
  /** None left: links do not work for new customers. */
  'customer_acquisition.balance_exhausted': Nothing;
  'customer_acquisition.balance_increased': Nothing;
  /** 14, 7, 3, 2 and 1 days before; unix seconds. */
  'customer_acquisition.quota_expire_soon': {
    expireTime: number | undefined;
    expireQuotaNum: number | undefined;
  };
  'customer_acquisition.link_unavailable': Link;
  'customer_acquisition.delete_link': Link;
  'customer_acquisition.open_profile': LinkVisit;
  'customer_acquisition.friend_request': LinkVisit;
  'customer_acquisition.customer_start_chat': FriendFields;
  /** At the third, fifth and tenth message; who it was is told by the chat key, within 30 minutes. */
  'customer_acquisition.message_from_customer': LinkVisit & { chatKey: string | undefined };
  /** Known from one source only, which does not say what it carries. */
  'customer_acquisition.del_follow_user': {
    userId: string | undefined;
    externalUserId: string | undefined;
  };
}

const nothing = (): Nothing => ({});
const link = (fields: XmlNode): Link => ({ linkId: textOf(fields, 'LinkId') });
const visit = (fields: XmlNode): LinkVisit => ({ state: filled(fields, 'State'), ...link(fields) });

export const acquisitionReaders: Readers<AcquisitionEvents> = {
  'customer_acquisition.balance_low': nothing,
  'customer_acquisition.balance_exhausted': nothing,
  'customer_acquisition.balance_increased': nothing,
  'customer_acquisition.quota_expire_soon': (f) => ({
    expireTime: integer(f, 'ExpireTime'),
    expireQuotaNum: integer(f, 'ExpireQuotaNum'),
  }),
  'customer_acquisition.link_unavailable': link,
  'customer_acquisition.delete_link': link,
  'customer_acquisition.open_profile': visit,
  'customer_acquisition.friend_request': visit,
  'customer_acquisition.customer_start_chat': friend,
  'customer_acquisition.message_from_customer': (f) => ({ chatKey: filled(f, 'ChatKey'), ...visit(f) }),
  'customer_acquisition.del_follow_user': (f) => ({
    userId: filled(f, 'UserID'),
    externalUserId: filled(f, 'ExternalUserID'),
  }),
};
