/** What the tests of moments share. */
import { endpoints, type NewMoment } from '@jetbridge/wecom';
import { callApi, corp, type TestWorld } from '../test-world.ts';

/** The job, and the dispatch after it. */
export const DISPATCHED_MS = 2_000;

/** The moment's id once members can be asked about it. */
export async function dispatched(
  { client, simulator, clock }: TestWorld,
  moment: NewMoment,
): Promise<string> {
  const { jobid } = await client.call(endpoints.addMomentTask, moment);
  await simulator.tick(clock.now() + DISPATCHED_MS);
  const { result } = await client.call(endpoints.getMomentTaskResult, { jobid });
  return result?.moment_id ?? '';
}

/** Sends without the client, which would wait for its own rate limit. */
export async function bare({ client, simulator }: TestWorld) {
  const { access_token } = await client.call(endpoints.getToken, {
    corpid: corp.corpId,
    corpsecret: corp.secret,
  });
  return (body: unknown) =>
    callApi(simulator.url(), `externalcontact/add_moment_task?access_token=${access_token}`, body);
}

export async function attach({ client }: TestWorld, attachment_type: 1 | 2 = 1): Promise<string> {
  const media = { fileName: 'sunset.jpg', content: new Uint8Array(64) };
  const input = { media_type: 'image', attachment_type, media } as const;
  return (await client.call(endpoints.uploadAttachment, input)).media_id;
}

export const text = { content: '春节航班已开售' };
