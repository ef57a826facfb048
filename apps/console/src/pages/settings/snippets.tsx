import type { Source } from '@jetbridge/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { Copy } from '../../components/copy.tsx';

const ways = ['node', 'curl'] as const;
type Way = (typeof ways)[number];

function snippetOf(way: Way, source: Source): string {
  const host = window.location.origin;
  if (way === 'curl') {
    return `curl ${host}/v1/track \\
  -u ${source.writeKey}: \\
  -H 'content-type: application/json' \\
  -d '{
    "userId": "YJ00000001",
    "event": "Order Completed",
    "messageId": "order-1",
    "properties": { "total": 1280, "currency": "CNY", "route": "CAN-HND" }
  }'`;
  }
  return `import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: '${source.writeKey}',
  host: '${host}',
});

analytics.identify({
  userId: 'YJ00000001',
  traits: { city: 'Guangzhou', tier: 'gold' },
});
analytics.track({
  userId: 'YJ00000001',
  event: 'Order Completed',
  properties: { total: 1280, currency: 'CNY', route: 'CAN-HND' },
});
await analytics.closeAndFlush();`;
}

/** Ready to paste: the source's own key and this server's address are in it. */
export function Snippets({ source }: { source: Source }) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>('node');
  const text = snippetOf(way, source);
  return (
    <>
      <div className="rowx" style={{ justifyContent: 'space-between', marginBottom: 8 }}>
        <Choice
          label={t('sources.snippet')}
          value={way}
          options={[
            { value: 'node', text: '@segment/analytics-node' },
            { value: 'curl', text: 'curl' },
          ]}
          onChange={setWay}
        />
        <Copy text={text} />
      </div>
      <pre className="snippet">{text}</pre>
      <p className="mut f1">{t('sources.snippetNote')}</p>
    </>
  );
}
