import antdLocale from 'antd/locale/en_US';
import channelCodes from './channel-codes.json';
import common from './common.json';
import errors from './errors.json';
import overview from './overview.json';

export { antdLocale };
export const texts = { ...channelCodes, ...common, ...errors, ...overview };
