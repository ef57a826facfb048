import { createJsSdk, endpoints, oauthUrl, type WecomClient, webSignInUrl } from '@jetbridge/wecom';

/** What a sidebar page asks its server for. `url` is its address; check that it is yours before you sign it. */
export function sidebar(wecom: WecomClient) {
  const sdk = createJsSdk({ client: wecom });
  return async (url: string) => ({
    corpId: wecom.corpId,
    agentId: wecom.agentId,
    config: await sdk.configSignature(url),
    agentConfig: await sdk.agentConfigSignature(url),
  });
}

/** Where to send a browser: inside WeCom without a question, anywhere else to a code for members to scan. */
export function signIn(
  wecom: WecomClient,
  { insideWecom, state }: { insideWecom: boolean; state: string },
): string {
  const { corpId, agentId } = wecom;
  const redirectUri = 'https://app.example.com/signed-in';
  if (insideWecom) return oauthUrl({ corpId, redirectUri, scope: 'snsapi_base', state });
  if (agentId === undefined) throw new Error('signing in needs an app');
  return webSignInUrl({ corpId, agentId, redirectUri, state });
}

/** Compare `state` with what you sent before you ask. */
export async function whoIsIt(wecom: WecomClient, code: string) {
  const who = await wecom.call(endpoints.getUserInfo, { code });
  return who.userid ? { member: who.userid } : { customer: who.external_userid ?? who.openid };
}
