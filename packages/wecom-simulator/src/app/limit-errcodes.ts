/** Errcodes of broken limits in messages and chats of an app. */

/** In order: the first that matches path and problem counts. 42027 to 42051 are published without more than a field. */
const CARD: readonly (readonly [RegExp, number])[] = [
  [/task_id/, 42014],
  [/card_type/, 42031],
  [/action_list\.key is repeated/, 42051],
  [/action_list\[\]\.key/, 42039],
  [/horizontal_content_list\[\]\.keyname/, 42027],
  [/(card_action|horizontal_content_list|jump_list)\.url/, 42028],
  [/horizontal_content_list\.media_id/, 42029],
  [/\.appid/, 42030],
  [/(vertical_content_list|jump_list)\[\]\.title/, 42033],
  [/horizontal_content_list\.userid/, 42050],
  [/horizontal_content_list/, 42035],
  [/vertical_content_list/, 42036],
  [/option_list\[\]\.id/, 42040],
  [/option_list\[\]\.text/, 42041],
  [/option_list/, 42037],
  [/button_list\[\]\.text/, 42038],
  [/button_list(\[\])?\.key/, 42039],
  [/jump_list/, 42042],
  [/question_key/, 42043],
  [/card_image\.url/, 42044],
  [/card_action/, 42045],
  [/submit_button\.text/, 42049],
  [/submit_button/, 42046],
  [/select_list/, 42047],
];

const CHAT_REQUIRED: Readonly<Record<string, number>> = { chatid: 86201, userlist: 86204 };

const CHAT: readonly (readonly [RegExp, number])[] = [
  [/^chatid has other/, 86001],
  [/^chatid/, 86205],
  [/^name/, 86004],
  [/^owner is not/, 86207],
  [/^owner/, 86005],
  [/^(userlist|add_user_list)/, 86006],
];

const MESSAGE: readonly (readonly [RegExp, number])[] = [
  [/^touser, toparty or totag is required/, 82001],
  [/^userids, partyids/, 82001],
  [/^touser/, 40032],
  [/^toparty/, 82002],
  [/^totag/, 82003],
  [/^(news|mpnews)\.articles has/, 45008],
  [/^markdown\.content has/, 45002],
  [/^\w+ is required$/, 82004],
];

/** Undefined where the general table knows. */
export function appErrcode(
  endpoint: string,
  broken: { path: string; problem: string },
  missing: boolean,
): number | undefined {
  const what = `${broken.path} ${broken.problem}`.trim();
  if (endpoint.startsWith('appchat/')) {
    const known = missing ? CHAT_REQUIRED[broken.path] : first(CHAT, what);
    if (known !== undefined) return known;
  }
  if (what.startsWith('template_card')) return first(CARD, what);
  // What a field lacks is general; here only what fields have to do with each other.
  const general = missing && broken.path !== '';
  const isMessage = endpoint.startsWith('message/') || endpoint === 'appchat/send';
  return isMessage && !general ? first(MESSAGE, what) : undefined;
}

function first(table: readonly (readonly [RegExp, number])[], what: string): number | undefined {
  return table.find(([pattern]) => pattern.test(what))?.[1];
}
