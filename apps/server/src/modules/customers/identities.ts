/** Who somebody is by what identifies him or her, for other modules. */
import type { CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import type { Sql } from '../../kernel/postgres.ts';
import { byStrength, normalIdentifier, sealedKinds } from '../events/index.ts';
import type { MergeHandler } from './merges.ts';
import { queueMirror } from './mirror.ts';
import { resolveMentions } from './resolve.ts';
import type { StoredIdentifier } from './rules.ts';
import { findByIdentity, identityValues } from './store.ts';

interface Deps {
  clock: Clock;
  vault: Vault;
  onMerge: MergeHandler[];
}

export function createIdentities({ clock, vault, onMerge }: Deps) {
  function stored(kind: IdentityKind, value: string): StoredIdentifier | null {
    const normal = normalIdentifier(kind, value);
    if (!normal) return null;
    if (!sealedKinds.has(kind)) return [kind, normal.value];
    return [kind, vault.blindIndex(kind, normal.value), vault.encrypt(normal.value)];
  }

  return {
    /** One customer per list of identifiers, made when missing. Malformed identifiers are left out. */
    async resolveIdentifiers(
      tx: Sql,
      lists: readonly { kind: IdentityKind; value: string }[][],
    ): Promise<CustomerId[]> {
      const mentions = lists.map((list) => ({
        customerId: null,
        at: clock.now(),
        identifiers: list
          .map(({ kind, value }) => stored(kind, value))
          .filter((identifier) => identifier !== null)
          .sort((a, b) => byStrength({ kind: a[0] }, { kind: b[0] })),
      }));
      const resolution = await resolveMentions(tx, { clock, onMerge }, mentions);
      await queueMirror(tx, resolution.changed);
      return resolution.owners;
    },

    async lookup(sql: Sql, kind: IdentityKind, value: string): Promise<CustomerId | null> {
      const key = stored(kind, value);
      return key === null ? null : findByIdentity(sql, kind, key[1]);
    },

    /** Values of one kind in clear, oldest first. */
    async identifiers(
      sql: Sql,
      ids: readonly CustomerId[],
      kind: IdentityKind,
    ): Promise<Map<CustomerId, string[]>> {
      const values = await identityValues(sql, ids, kind);
      if (!sealedKinds.has(kind)) return values;
      return new Map([...values].map(([id, list]) => [id, list.map((sealed) => vault.decrypt(sealed))]));
    },
  };
}
