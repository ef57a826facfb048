/** Access tokens shared by all replicas: sealed in PostgreSQL, with a copy in memory for the many calls. */
import type { CachedToken, TokenCache } from '@jetbridge/wecom';
import type { Vault } from '../../kernel/crypto.ts';
import type { Postgres } from '../../kernel/postgres.ts';

export function createTokenCache({ pg, vault }: { pg: Postgres; vault: Vault }): TokenCache {
  const memory = new Map<string, CachedToken>();
  const name = (key: string) => vault.blindIndex('wecom token', key);
  const read = async (key: string) => {
    const [row] = await pg.query<{ sealed: string; expiresAt: Date }>(
      `select sealed, expires_at as "expiresAt" from wecom_tokens where name = $1`,
      [name(key)],
    );
    return (
      row && { sealed: row.sealed, token: vault.decrypt(row.sealed), expiresAt: row.expiresAt.getTime() }
    );
  };
  return {
    async get(key) {
      const known = memory.get(key);
      if (known) return known;
      const shared = await read(key);
      if (!shared) return undefined;
      const value = { token: shared.token, expiresAt: shared.expiresAt };
      memory.set(key, value);
      return value;
    },
    async set(key, value) {
      memory.set(key, value);
      await pg.query(
        `insert into wecom_tokens (name, sealed, expires_at) values ($1, $2, $3)
         on conflict (name) do update set sealed = excluded.sealed, expires_at = excluded.expires_at`,
        [name(key), vault.encrypt(value.token), new Date(value.expiresAt)],
      );
    },
    async delete(key, token) {
      if (memory.get(key)?.token === token) memory.delete(key);
      const shared = await read(key);
      if (shared?.token !== token) return;
      // Another replica may put a new one there meanwhile: sealed anew, so it differs and stays.
      await pg.query(`delete from wecom_tokens where name = $1 and sealed = $2`, [name(key), shared.sealed]);
    },
  };
}
