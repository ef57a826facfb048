/**
 * Customers by their several ids. Most of it is published for apps of providers; an app of the corp's own reads the
 * unionid from `getFriend` and keeps its own table.
 */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

const both = [
  { path: 'unionid', required: true },
  { path: 'openid', required: true },
] as const;

/** A certified corp's customer by the ids of its own mini program or official account. (OFF 93274) */
export const unionidToExternalUserid = defineEndpoint<
  { unionid: string; openid: string },
  ReplyBase & { external_userid: string }
>()('externalcontact/unionid_to_external_userid', { method: 'POST', repeatable: true, limits: both });

/** The customer, or for who is none yet an id to recognise them by for 90 days. (OFF 95878) */
export const convertUnionid = defineEndpoint<
  {
    unionid: string;
    openid: string /** Whose mini program: 0 the corp's, 1 the provider's. */;
    subject_type?: 0 | 1;
  },
  ReplyBase & { external_userid?: string; pending_id?: string }
>()('idconvert/unionid_to_external_userid', {
  method: 'POST',
  quota: 'id_conversion',
  repeatable: true,
  limits: [...both, { path: 'subject_type', oneOf: [0, 1] }],
});

/** Whether customers who have come since were given a pending id before. (OFF 97108) */
export const findPendingIds = defineEndpoint<
  { external_userid: string[] /** Customer group whose members they are. */; chat_id?: string },
  ReplyBase & { result: { external_userid: string; pending_id: string }[] }
>()('idconvert/batch/external_userid_to_pending_id', {
  method: 'POST',
  quota: 'id_conversion',
  repeatable: true,
  limits: [{ path: 'external_userid', required: true, items: 100 }],
  empty: { result: [] },
});

/** A provider's id of a customer into that of the corp. (OFF 95884) */
export const fromServiceExternalUserid = defineEndpoint<
  { external_userid: string; source_agentid: number },
  ReplyBase & { external_userid: string }
>()('externalcontact/from_service_external_userid', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'external_userid', required: true, chars: 64 },
    { path: 'source_agentid', required: true },
  ],
});

/** The corp's id of a customer into that of the provider. (OFF 95195) */
export const toServiceExternalUserid = defineEndpoint<
  { external_userid: string },
  ReplyBase & { external_userid: string }
>()('externalcontact/to_service_external_userid', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'external_userid', required: true, chars: 64 }],
});

/** Ids after a provider's upgrade, while both are valid. */
export const getNewExternalUserids = defineEndpoint<
  { external_userid_list: string[] },
  ReplyBase & { items: { external_userid: string; new_external_userid: string }[] }
>()('externalcontact/get_new_external_userid', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'external_userid_list', required: true, items: 1000 }],
  empty: { items: [] },
});

/** Ends the upgrade for a corp: from then on only the new ids are given out. */
export const finishExternalUseridMigration = defineEndpoint<{ corpid: string }, ReplyBase>()(
  'externalcontact/finish_external_userid_migration',
  { method: 'POST', repeatable: true, limits: [{ path: 'corpid', required: true }] },
);

/** Corp tags as a provider sees them. */
export const convertTagIds = defineEndpoint<
  { external_tagid_list: string[] },
  ReplyBase & {
    items: { external_tagid: string; open_external_tagid: string }[];
    invalid_external_tagid_list: string[];
  }
>()('idconvert/external_tagid', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'external_tagid_list', required: true, items: 1000 }],
  empty: { items: [], invalid_external_tagid_list: [] },
});

/** Customer service accounts as a provider sees them. */
export const convertKfIds = defineEndpoint<
  { open_kfid_list: string[] },
  ReplyBase & {
    items: { open_kfid: string; new_open_kfid: string }[];
    invalid_open_kfid_list: string[];
  }
>()('idconvert/open_kfid', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'open_kfid_list', required: true, items: 1000 }],
  empty: { items: [], invalid_open_kfid_list: [] },
});

/** Ids that meetings, forms and the like give to who is not known yet. */
export const convertTemporaryIds = defineEndpoint<
  {
    /** Where the ids come from: 1 meetings, 2 forms. */
    business_type: number;
    /** 1 members of other corps, 2 customers, 3 both. */
    user_type: number;
    tmp_external_userid_list: string[];
  },
  ReplyBase & {
    results: { tmp_external_userid: string; external_userid?: string; corpid?: string; userid?: string }[];
    invalid_tmp_external_userid_list: string[];
  }
>()('idconvert/convert_tmp_external_userid', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'business_type', required: true },
    { path: 'user_type', required: true },
    { path: 'tmp_external_userid_list', required: true, items: 100 },
  ],
  empty: { results: [], invalid_tmp_external_userid_list: [] },
});
