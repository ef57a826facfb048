/** A callback as it is written and sealed: the inner document, and the envelope with signature and ciphertext. */
import { encrypt, sign } from '@jetbridge/wecom';
import type { Corp } from './options.ts';
import type { Sealed } from './post.ts';

/** An array repeats its element; numbers are written bare, texts as CDATA. */
export type ElementValue = string | number | Elements | readonly ElementValue[];
export interface Elements {
  [name: string]: ElementValue | undefined;
}

export type CallbackFormat = 'xml' | 'json';

/** The plain text of an event, with the elements that all have. */
export function innerDocument(
  corpId: string,
  event: { at: number; elements: Elements; format: CallbackFormat },
): string {
  const all: Elements = {
    ToUserName: corpId,
    FromUserName: 'sys',
    CreateTime: Math.floor(event.at / 1000),
    MsgType: 'event',
    ...event.elements,
  };
  return event.format === 'json' ? JSON.stringify(all) : `<xml>${children(all)}</xml>`;
}

function children(elements: Elements): string {
  return Object.entries(elements)
    .flatMap(([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${content(value)}</${name}>`)
    .join('');
}

function content(value: ElementValue): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'object' ? children(value as Elements) : cdata(value);
}

// A section cannot hold its own end mark, so it is split there.
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Encrypted and signed, on purpose with the wrong key if so asked. `bytes` are 20 random ones. */
export function seal(
  corp: Corp,
  message: { plaintext: string; at: number; wrongSignature: boolean; format: CallbackFormat },
  bytes: Buffer,
): Sealed {
  const { corpId, token, encodingAesKey, agentId } = corp;
  const plain = { message: message.plaintext, receiveId: corpId };
  const encrypted = encrypt(encodingAesKey, plain, bytes.subarray(0, 16));
  const timestamp = String(Math.floor(message.at / 1000));
  const nonce = String(bytes.readUInt32BE(16));
  const key = message.wrongSignature ? `${token}!` : token;
  const signature = sign(key, { timestamp, nonce, encrypted });
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce }).toString();
  if (message.format === 'json') {
    const body = JSON.stringify({ ToUserName: corpId, Encrypt: encrypted, AgentID: agentId });
    return { query, body, type: 'application/json' };
  }
  const body = `<xml><ToUserName>${cdata(corpId)}</ToUserName><AgentID>${cdata(String(agentId))}</AgentID><Encrypt>${cdata(encrypted)}</Encrypt></xml>`;
  return { query, body, type: 'text/xml' };
}
