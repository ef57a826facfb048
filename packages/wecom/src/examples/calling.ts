import { createWecomClient, endpoints } from '@jetbridge/wecom';

export async function channelCode(settings: {
  corpId: string;
  secret: string;
  agentId: number;
  baseUrl?: string;
}) {
  const wecom = createWecomClient(settings);
  const way = await wecom.call(endpoints.addContactWay, {
    type: 1,
    scene: 2,
    state: 'gate_A12',
    user: ['LinXiao'],
  });
  return { config: way.config_id, picture: way.qr_code };
}
