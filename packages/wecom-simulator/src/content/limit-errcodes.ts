/** Published errcodes for broken limits of media, moments, product album and interception rules, by endpoint. */
type Codes = Readonly<Record<string, number>>;

const moment: Codes = { 'text.content': 45002, attachments: 41064, 'attachments[].msgtype': 41065 };

const product: Codes = {
  description: 41087,
  price: 41086,
  product_sn: 41085,
  attachments: 41064,
  'attachments[].type': 41065,
};

const rule: Codes = {
  word_list: 41068,
  'word_list[]': 41083,
  'semantics_list[]': 41084,
  'extra_rule.semantics_list[]': 41084,
  'applicable_range.user_list': 41076,
  'applicable_range.department_list': 41076,
  'add_applicable_range.user_list': 41076,
  'add_applicable_range.department_list': 41076,
};

const INVALID: Readonly<Record<string, Codes>> = {
  'externalcontact/add_moment_task': moment,
  'externalcontact/add_product_album': product,
  'externalcontact/update_product_album': product,
  'externalcontact/add_intercept_rule': rule,
  'externalcontact/update_intercept_rule': rule,
};

const MISSING: Readonly<Record<string, Codes>> = {
  'externalcontact/add_product_album': { description: 41073, attachments: 41088 },
  'externalcontact/update_product_album': { attachments: 41088 },
};

/** Undefined where the general codes hold. */
export function contentErrcode(
  endpoint: string,
  broken: { path: string; problem: string },
  missing: boolean,
): number | undefined {
  if (broken.path === 'moment_id') return missing ? 41059 : 41060;
  // Rules that span fields are told apart by what they say.
  if (broken.path === '' && endpoint === 'externalcontact/add_moment_task') {
    return broken.problem.includes('empty') ? 41089 : 41064;
  }
  if (broken.path === '' && INVALID[endpoint] === product) {
    return broken.problem.startsWith('price') ? 41086 : 41085;
  }
  return (missing ? MISSING : INVALID)[endpoint]?.[broken.path];
}
