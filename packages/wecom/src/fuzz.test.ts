/**
 * Callbacks that are not authentic, by the ten thousand and the same every time. With fuzz-documents and fuzz-limits 100,000
 * cases of bad input: whatever it is, it is refused or read, in bounded time.
 */
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openCallback } from './callbacks.ts';
import { CallbackError, type CallbackErrorCode, encrypt, sign } from './crypto.ts';
import { writeDocument } from './documents.ts';
import { createFuzz } from './test-fuzz.ts';

const config = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'ww0123456789abcdef',
};
const otherCorp = {
  token: 'kz7Yx62CH8SaLN',
  encodingAesKey: 'cD0d7jx4tYvVtzqrmh3Dm3QFCXe6f8SlHoMtMh3qQEP',
  receiveId: 'ww6a112864f8022910',
};
const now = 1_700_000_000_000;
const windowed = { ...config, windowMs: 60_000 };

let cases = 0;
const started = performance.now();
afterAll(() => {
  expect(cases).toBeGreaterThanOrEqual(80_000);
  // In all rather than each: what hangs takes minutes, what is slow on a busy machine does not.
  expect(performance.now() - started).toBeLessThan(120_000);
});

/** Sealed for `to` at that second, signed with its token unless another is given. */
function sealed(plaintext: string, to = config, at = { seconds: now / 1000, token: to.token }) {
  const encrypted = encrypt(
    to.encodingAesKey,
    { message: plaintext, receiveId: to.receiveId },
    Buffer.alloc(16, 7),
  );
  return signed(encrypted, at);
}

function signed(encrypted: string, at = { seconds: now / 1000, token: config.token }) {
  const timestamp = String(at.seconds);
  const nonce = '1372623149';
  return { encrypted, timestamp, nonce, msg_signature: sign(at.token, { timestamp, nonce, encrypted }) };
}

type Sealed = ReturnType<typeof sealed>;

function open({ encrypted, ...query }: Sealed, json = false) {
  const body = json
    ? JSON.stringify({ Encrypt: encrypted })
    : `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return openCallback({ config: windowed, query, body, now });
}

/** The code it is refused with; anything but a refusal fails. */
function refusal(what: () => unknown): CallbackErrorCode {
  cases++;
  try {
    what();
  } catch (error) {
    if (error instanceof CallbackError) return error.code;
    throw error;
  }
  throw new Error('it was accepted');
}

const plaintexts = Array.from({ length: 40 }, (_, n) =>
  writeDocument(
    {
      ...{ ToUserName: config.receiveId, FromUserName: 'sys', CreateTime: now / 1000 + n, MsgType: 'event' },
      ...{ Event: 'change_external_contact', ChangeType: 'add_external_contact', UserID: 'LinXiao' },
      ...{ ExternalUserID: `wm${n}`, State: '登机口👍'.repeat(n), WelcomeCode: 'code' },
    },
    n % 2 ? 'json' : 'xml',
  ),
);
const authentic = plaintexts.map((text) => sealed(text));

describe('a callback that is not authentic', () => {
  const fuzz = createFuzz(1);

  it('by one bit of its signature, ciphertext, timestamp or nonce is refused', () => {
    expect(authentic.map((one) => open(one).event.kind)).toEqual(
      authentic.map(() => 'change_external_contact.add_external_contact'),
    );
    const names = ['msg_signature', 'encrypted', 'timestamp', 'nonce'] as const;
    const codes = new Set<string>();
    for (let i = 0; i < 40_000; i++) {
      const one = fuzz.pick(authentic);
      const name = fuzz.pick(names);
      const bent = { ...one, [name]: fuzz.flipBit(one[name]) };
      codes.add(refusal(() => open(bent, fuzz.chance(0.5))));
    }
    // A bit of the envelope's own marks ends it earlier; a bit of the time may leave the window.
    expect([...codes].sort()).toEqual(
      ['bad_signature', 'malformed_body', 'missing_parameter', 'stale'].filter((c) => codes.has(c)),
    );
    expect(codes).toContain('bad_signature');
  });

  it('with parts of another callback, another token, or of another corp is refused', () => {
    for (let i = 0; i < 10_000; i++) {
      const one = fuzz.pick(authentic);
      const other = fuzz.pick(authentic.filter((each) => each !== one));
      expect(refusal(() => open({ ...one, encrypted: other.encrypted }))).toBe('bad_signature');
      expect(
        refusal(() => open(signed(one.encrypted, { seconds: now / 1000, token: otherCorp.token }))),
      ).toBe('bad_signature');
    }
    for (const text of plaintexts) {
      expect(refusal(() => open(sealed(text, otherCorp)))).toBe('bad_signature');
      const foreign = { ...config, receiveId: otherCorp.receiveId };
      expect(refusal(() => open(sealed(text, foreign)))).toBe('wrong_receiver');
      const otherKey = { ...config, encodingAesKey: otherCorp.encodingAesKey };
      expect(refusal(() => open(sealed(text, otherKey)))).toBe('bad_ciphertext');
    }
  });

  it('replayed outside the window is refused, inside it is what the dedupe key is for', () => {
    for (let i = 0; i < 5_000; i++) {
      const text = fuzz.pick(plaintexts);
      const seconds = now / 1000 + (fuzz.chance(0.5) ? 1 : -1) * (61 + fuzz.below(1e8));
      expect(refusal(() => open(sealed(text, config, { seconds, token: config.token })))).toBe('stale');
      const near = now / 1000 - 60 + fuzz.below(121);
      cases++;
      expect(open(sealed(text, config, { seconds: near, token: config.token })).plaintext).toBe(text);
    }
  });

  it('though signed: any bytes, cut blocks, wrong padding or a wrong length are refused', () => {
    const key = Buffer.from(`${config.encodingAesKey}=`, 'base64');
    const seal = (block: Buffer) => {
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64');
    };
    const whole = fuzz.bytes(64);
    const badPadding = () => {
      const block = Buffer.from(whole);
      const pad = 2 + fuzz.below(30);
      block.fill(pad, 64 - pad);
      block.writeUInt32BE(4, 16);
      // One byte of the padding is another: its last one makes a size that is none, or contradicts the others.
      block[63 - fuzz.below(pad)] = fuzz.pick([0, 33, 64, 255, pad - 1]);
      return block;
    };
    const badLength = () => {
      const block = Buffer.from(whole);
      block.fill(9, 55);
      block.writeUInt32BE(36 + fuzz.below(2 ** 32 - 36), 16);
      return block;
    };
    for (let i = 0; i < 4_000; i++) {
      const cut = Buffer.from(fuzz.pick(authentic).encrypted, 'base64');
      const forged = [
        fuzz.bytes(fuzz.below(200)).toString('base64'),
        cut.subarray(0, 32 * fuzz.below(cut.length / 32)).toString('base64'),
        seal(badPadding()),
        seal(badLength()),
      ];
      for (const encrypted of forged) {
        const code = refusal(() => open(signed(encrypted)));
        expect(['bad_ciphertext', 'malformed_body', 'wrong_receiver']).toContain(code);
      }
    }
  });
});

describe('a body of anything', () => {
  it('is refused, unless it carries an untouched ciphertext', () => {
    const good = authentic[0];
    if (!good) throw new Error('there is no callback');
    const { encrypted, ...query } = good;
    const body = `<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
    const bodies = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `<xml><Encrypt>${text}</Encrypt></xml>`),
      fc.json(),
      fc.nat(body.length - 1).map((at) => body.slice(0, at)),
      fc.nat(body.length - 1).map((at) => `${body.slice(0, at)}\u0000${body.slice(at + 1)}`),
      fc.uint8Array({ maxLength: 300 }),
    );
    const queries = fc.oneof(
      fc.constant(query),
      fc.dictionary(fc.constantFrom('msg_signature', 'timestamp', 'nonce'), fc.jsonValue()),
    );
    fc.assert(
      fc.property(bodies, queries, (one, asked) => {
        cases++;
        try {
          const opened = openCallback({ config: windowed, query: asked, body: one, now });
          expect([opened.plaintext, asked]).toEqual([plaintexts[0], query]);
        } catch (error) {
          expect(error).toBeInstanceOf(CallbackError);
        }
      }),
      { numRuns: 2_000, seed: 11 },
    );
  });
});
