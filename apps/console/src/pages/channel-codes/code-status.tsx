import type { ChannelCode } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';

export function CodeStatus({ code }: { code: ChannelCode }) {
  const { t } = useTranslation();
  const tone = code.status === 'failed' ? 'amber' : code.status === 'live' ? 'key' : '';
  return <span className={`tag ${tone}`}>{t(`channelCodes.statuses.${code.status}`)}</span>;
}
