import { endpoints, type WecomClient, WecomError } from '@jetbridge/wecom';

/** A welcome has 20 seconds from the event on, and one try. */
export async function welcome(wecom: WecomClient, welcomeCode: string, signal: AbortSignal): Promise<string> {
  const params = { welcome_code: welcomeCode, text: { content: '欢迎登机！' } };
  try {
    await wecom.call(endpoints.sendWelcome, params, { maxWaitMs: 5_000, signal });
    return 'sent';
  } catch (error) {
    if (!(error instanceof WecomError)) throw error;
    if (error.errcode === 41050) return 'too late, or sent already';
    if (error.kind === 'network') return 'not known: the answer was lost';
    if (error.retry === 'after_delay') return `try again in ${error.retryAfterMs ?? 1000} ms`;
    return `${error.whoActs} must act: ${error.en} (${error.zh})`;
  }
}
