import { type IdentityKind, identityKinds } from '@jetbridge/contract';

/** An identifier in its normal form, so that one person's two spellings meet. */
export interface Identifier {
  kind: IdentityKind;
  value: string;
}

const longest = 256;

/** Kinds whose value is personal data: stored as a blind index with the value sealed beside it. */
export const sealedKinds: ReadonlySet<IdentityKind> = new Set(['mobile', 'email']);

/** Null when the text cannot be an identifier of its kind. */
export function normalIdentifier(kind: IdentityKind, text: unknown): Identifier | null {
  if (typeof text !== 'string' && typeof text !== 'number') return null;
  const trimmed = String(text).trim();
  if (trimmed === '' || trimmed.length > longest || trimmed.includes('\u0000') || !trimmed.isWellFormed())
    return null;
  if (kind === 'email') return normalEmail(trimmed);
  if (kind === 'mobile') return normalMobile(trimmed);
  return { kind, value: trimmed };
}

function normalEmail(text: string): Identifier | null {
  return /^[^\s@]+@[^\s@]+$/.test(text) ? { kind: 'email', value: text.toLowerCase() } : null;
}

/** Digits with the country code; eleven digits from 13… to 19… are mainland China's. */
function normalMobile(text: string): Identifier | null {
  const digits = text.replace(/[\s().-]/g, '').replace(/^00/, '+');
  if (!/^\+?[0-9]{6,15}$/.test(digits)) return null;
  if (/^1[3-9][0-9]{9}$/.test(digits)) return { kind: 'mobile', value: `+86${digits}` };
  return { kind: 'mobile', value: digits.startsWith('+') ? digits : `+${digits}` };
}

const rank = new Map(identityKinds.map((kind, i) => [kind, i]));

/** Strongest kind first; the order that decides whose event it is. */
export function byStrength(a: { kind: IdentityKind }, b: { kind: IdentityKind }): number {
  return (rank.get(a.kind) ?? 99) - (rank.get(b.kind) ?? 99);
}
