/** What members do with an app, and what has become ready for it. OFF 90240, 96466, 95039, 96219. */
import { textOf, type XmlNode } from '../xml.ts';
import { child, decimal, filled, nodes, type Readers, texts } from './read.ts';

interface AppFields {
  agentId: string | undefined;
}

interface MenuTap extends AppFields {
  /** The key of the menu item; of `view` its URL. */
  eventKey: string | undefined;
}

interface CardTap extends MenuTap {
  taskId: string | undefined;
  cardType: string | undefined;
  /** For message/update_template_card: 72 hours, once. */
  responseCode: string | undefined;
}

interface SelectedItem {
  questionKey: string;
  optionIds: string[];
}

interface Position extends AppFields {
  latitude: number;
  longitude: number;
  /** Metres. */
  precision: number | undefined;
  appType: string | undefined;
}

export interface AppEvents {
  /** New data in the conversation archive; at most every 15 seconds. */
  msgaudit_notify: AppFields;
  /** WeChat customer service: something happened, perhaps several things. `token` is for kf/sync_msg, for 10 minutes. */
  kf_msg_or_event: { openKfId: string; token: string | undefined };
  kf_account_auth_change: { addedOpenKfIds: string[]; removedOpenKfIds: string[] };
  /** Of media/upload_by_url. */
  upload_media_job_finish: { jobId: string };
  template_card_event: CardTap & { selectedItems: SelectedItem[] };
  template_card_menu_event: CardTap;
  enter_agent: MenuTap;
  /** The member got into the app's visible scope, or followed it. */
  subscribe: AppFields;
  unsubscribe: AppFields;
  click: MenuTap;
  view: MenuTap;
  LOCATION: Position;
}

const app = (fields: XmlNode): AppFields => ({ agentId: textOf(fields, 'AgentID') });
const menu = (fields: XmlNode): MenuTap => ({ eventKey: filled(fields, 'EventKey'), ...app(fields) });
const card = (fields: XmlNode): CardTap => ({
  taskId: filled(fields, 'TaskId'),
  cardType: filled(fields, 'CardType'),
  responseCode: filled(fields, 'ResponseCode'),
  ...menu(fields),
});

export const appReaders: Readers<AppEvents> = {
  msgaudit_notify: app,
  kf_msg_or_event: (f) => {
    const openKfId = filled(f, 'OpenKfId');
    return openKfId === undefined ? undefined : { openKfId, token: filled(f, 'Token') };
  },
  kf_account_auth_change: (f) => ({
    addedOpenKfIds: texts(f, 'AuthAddOpenKfId'),
    removedOpenKfIds: texts(f, 'AuthDelOpenKfId'),
  }),
  upload_media_job_finish: (f) => {
    const jobId = filled(f, 'JobId');
    return jobId === undefined ? undefined : { jobId };
  },
  template_card_event: (f) => ({ selectedItems: selectedItems(f), ...card(f) }),
  template_card_menu_event: card,
  enter_agent: menu,
  subscribe: app,
  unsubscribe: app,
  click: menu,
  view: menu,
  LOCATION: (f) => {
    const latitude = decimal(f, 'Latitude');
    const longitude = decimal(f, 'Longitude');
    if (latitude === undefined || longitude === undefined) return undefined;
    return {
      latitude,
      longitude,
      precision: decimal(f, 'Precision'),
      appType: filled(f, 'AppType'),
      ...app(f),
    };
  },
};

function selectedItems(fields: XmlNode): SelectedItem[] {
  return nodes(child(fields, 'SelectedItems'), 'SelectedItem').flatMap((item) => {
    const questionKey = filled(item, 'QuestionKey');
    return questionKey === undefined
      ? []
      : { questionKey, optionIds: texts(child(item, 'OptionIds'), 'OptionId') };
  });
}
