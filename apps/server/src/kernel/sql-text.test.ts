import { describe, expect, it } from 'vitest';
import { sqlStatements } from './sql-text.ts';
import { bindParameters } from './warehouse-parameters.ts';

const bind = (sql: string, values: Record<string, string> = {}) =>
  bindParameters(sql, new Map(Object.entries(values)));

describe('a script', () => {
  it('is split at semicolons and at `-- statement`, but not inside strings, names and comments', () => {
    const script = `-- first; of all
CREATE TABLE a (x String DEFAULT ';') /* ; */;
SELECT 1
-- statement
SELECT \`;\`, "it;", 'don\\'t;'
;
-- the end`;
    expect(sqlStatements(script)).toEqual([
      `-- first; of all\nCREATE TABLE a (x String DEFAULT ';') /* ; */`,
      'SELECT 1',
      "SELECT `;`, \"it;\", 'don\\'t;'",
    ]);
  });
});

describe('a placeholder', () => {
  it('becomes a typed literal', () => {
    expect(bind('SELECT {n:UInt64}, {s:String}', { n: '18446744073709551615', s: 'x' })).toBe(
      `SELECT _CAST(18446744073709551615, 'UInt64'), 'x'`,
    );
    expect(bind("{d:DateTime64(3, 'UTC')}", { d: '1700000000.123' })).toBe(
      `_CAST('1700000000.123', 'DateTime64(3, \\'UTC\\')')`,
    );
    expect(bind('{x:Nullable(String)}', { x: '\\N' })).toBe(`_CAST(NULL, 'Nullable(String)')`);
    expect(bind('{t:Identifier}', { t: 'a`b' })).toBe('`a\\`b`');
  });

  it('cannot be left by its value', () => {
    const hostile = "'; DROP TABLE customers; --\\";
    const escaped = hostile.replaceAll('\\', '\\\\');
    expect(bind('SELECT {s:String}', { s: escaped })).toBe(`SELECT '\\'; DROP TABLE customers; --\\\\'`);
    expect(bind('SELECT {n:UInt8}', { n: '1) OR (1=1' })).toBe(`SELECT _CAST('1) OR (1=1', 'UInt8')`);
  });

  it('is left alone inside strings and comments, and values are not looked into', () => {
    expect(bind(`SELECT '{n:UInt8}' -- {n:UInt8}`)).toBe(`SELECT '{n:UInt8}' -- {n:UInt8}`);
    expect(bind('SELECT {s:String}, {n:UInt8}', { s: '{n:UInt8}', n: '1' })).toBe(
      `SELECT '{n:UInt8}', _CAST(1, 'UInt8')`,
    );
  });

  it('without a value is refused', () => {
    expect(() => bind('SELECT {n:UInt8}')).toThrow('Substitution `n` is not set');
  });
});
