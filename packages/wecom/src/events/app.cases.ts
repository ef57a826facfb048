/** One callback or more of every kind that an app receives of its members, and what it says. */
import type { AppEvents } from './app.ts';
import type { Cases } from './cases.ts';
import type { MessageEvents } from './messages.ts';

const agent = { AgentID: 1000002 };
const agentId = '1000002';
const id = { MsgId: '4561255354251345929', ...agent };
const msg = { msgId: '4561255354251345929', agentId };
const tap = { EventKey: 'key', TaskId: 'task', CardType: 'vote_interaction', ResponseCode: 'rc', ...agent };
const tapped = { eventKey: 'key', taskId: 'task', cardType: 'vote_interaction', responseCode: 'rc', agentId };

export const appCases: Cases<keyof (AppEvents & MessageEvents)> = {
  msgaudit_notify: [{ elements: { AgentID: 2000004 }, says: { agentId: '2000004' } }],
  kf_msg_or_event: [
    { elements: { Token: 't', OpenKfId: 'wk1' }, says: { token: 't', openKfId: 'wk1' } },
    { elements: { OpenKfId: 'wk1' }, says: { token: undefined, openKfId: 'wk1' } },
  ],
  kf_account_auth_change: [
    {
      elements: { AuthAddOpenKfId: ['wk1', 'wk2'], AuthDelOpenKfId: 'wk3' },
      says: { addedOpenKfIds: ['wk1', 'wk2'], removedOpenKfIds: ['wk3'] },
    },
    { elements: {}, says: { addedOpenKfIds: [], removedOpenKfIds: [] } },
  ],
  upload_media_job_finish: [{ elements: { JobId: 'job' }, says: { jobId: 'job' } }],
  template_card_event: [
    {
      elements: {
        ...tap,
        SelectedItems: {
          SelectedItem: [
            { QuestionKey: 'q1', OptionIds: { OptionId: ['a', 'b'] } },
            { QuestionKey: 'q2', OptionIds: { OptionId: 'c' } },
            { OptionIds: { OptionId: 'of no question' } },
          ],
        },
      },
      says: {
        ...tapped,
        selectedItems: [
          { questionKey: 'q1', optionIds: ['a', 'b'] },
          { questionKey: 'q2', optionIds: ['c'] },
        ],
      },
    },
    { elements: tap, says: { ...tapped, selectedItems: [] } },
  ],
  template_card_menu_event: [{ elements: tap, says: tapped }],
  enter_agent: [{ elements: { EventKey: '', ...agent }, says: { eventKey: undefined, agentId } }],
  subscribe: [{ elements: agent, says: { agentId } }],
  unsubscribe: [{ elements: agent, says: { agentId } }],
  click: [{ elements: { EventKey: 'menu_1', ...agent }, says: { eventKey: 'menu_1', agentId } }],
  view: [
    {
      elements: { EventKey: 'https://x/?a=1&b=2', ...agent },
      says: { eventKey: 'https://x/?a=1&b=2', agentId },
    },
  ],
  LOCATION: [
    {
      elements: {
        Latitude: 23.137466430664062,
        Longitude: -113.5,
        Precision: 120,
        AppType: 'wxwork',
        ...agent,
      },
      says: { latitude: 23.137466430664062, longitude: -113.5, precision: 120, appType: 'wxwork', agentId },
    },
  ],
  'message.text': [
    { elements: { ...id, Content: '航班 ]]> <b>&amp;' }, says: { ...msg, content: '航班 ]]> <b>&amp;' } },
    { elements: { MsgId: '1' }, says: { msgId: '1', agentId: undefined, content: '' } },
  ],
  'message.image': [
    {
      elements: { ...id, PicUrl: 'https://p/', MediaId: 'm' },
      says: { ...msg, picUrl: 'https://p/', mediaId: 'm' },
    },
  ],
  'message.voice': [
    { elements: { ...id, MediaId: 'm', Format: 'amr' }, says: { ...msg, mediaId: 'm', format: 'amr' } },
  ],
  'message.video': [
    {
      elements: { ...id, MediaId: 'm', ThumbMediaId: 't' },
      says: { ...msg, mediaId: 'm', thumbMediaId: 't' },
    },
  ],
  'message.location': [
    {
      elements: {
        ...id,
        Location_X: 23.134,
        Location_Y: 113.358,
        Scale: 20,
        Label: '白云机场',
        AppType: 'wxwork',
      },
      says: { ...msg, latitude: 23.134, longitude: 113.358, scale: 20, label: '白云机场', appType: 'wxwork' },
    },
  ],
  'message.link': [
    {
      elements: { ...id, Title: 't', Description: 'd', Url: 'u', PicUrl: 'p' },
      says: { ...msg, title: 't', description: 'd', url: 'u', picUrl: 'p' },
    },
  ],
};
