import antdLocale from 'antd/locale/zh_CN';
import channelCodes from './channel-codes.json';
import common from './common.json';
import customers from './customers.json';
import errors from './errors.json';
import eventStream from './event-stream.json';
import imports from './imports.json';
import journeys from './journeys.json';
import outreach from './outreach.json';
import overview from './overview.json';
import segments from './segments.json';
import settings from './settings.json';
import tags from './tags.json';

export { antdLocale };
export const texts = {
  ...channelCodes,
  ...common,
  ...customers,
  ...errors,
  ...eventStream,
  ...imports,
  ...journeys,
  ...outreach,
  ...overview,
  ...segments,
  ...settings,
  ...tags,
};
