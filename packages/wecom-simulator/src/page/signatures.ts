/** Signatures of the JS-SDK: those of the page in the frame are checked, the example's own are made. */
import type { Core } from '../core.ts';

/** `checked` is false where nobody can say. */
export function checkSignature(_core: Core, _body: string): { valid: boolean; checked: boolean } {
  return { valid: true, checked: false };
}

export function signatureFor(core: Core, _asked: URLSearchParams) {
  return { timestamp: Math.floor(core.scheduler.now() / 1000), nonceStr: 'demo', signature: 'unchecked' };
}
