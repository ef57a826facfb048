/**
 * WeCom's error codes, in tables of lines: code | retry | who acts | meaning in Chinese | meaning in English.
 * Retry: X never, N now, R after refreshing the token, D after a delay, T tomorrow (a daily or longer quota).
 * Source: developer.work.weixin.qq.com/document/path/90313 and the pages of the endpoints; meanings, retry and actor are
 * ours.
 */
import { attendanceErrors } from './error-codes/attendance.ts';
import { customersErrors } from './error-codes/customers.ts';
import { devicesErrors } from './error-codes/devices.ts';
import { directoryErrors } from './error-codes/directory.ts';
import { generalErrors } from './error-codes/general.ts';
import { licencesErrors } from './error-codes/licences.ts';
import { officeErrors } from './error-codes/office.ts';
import { ordersErrors } from './error-codes/orders.ts';
import type { ErrorMeaning, Retry, WhoActs } from './errors.ts';

export const ERROR_CODE_TABLES: readonly string[] = [
  generalErrors,
  customersErrors,
  directoryErrors,
  ordersErrors,
  officeErrors,
  attendanceErrors,
  devicesErrors,
  licencesErrors,
];

const RETRY: Readonly<Record<string, Retry>> = {
  X: 'never',
  N: 'now',
  R: 'after_refresh',
  D: 'after_delay',
  T: 'tomorrow',
};

let meanings: Map<number, ErrorMeaning> | undefined;

/** Read on first use: most processes never meet an error, or meet it long after their start. */
export function knownMeaning(code: number): ErrorMeaning | undefined {
  meanings ??= new Map(ERROR_CODE_TABLES.flatMap(readTable));
  return meanings.get(code);
}

function readTable(table: string): [number, ErrorMeaning][] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [code, retry, whoActs, zh, en] = line.split('|');
      const meaning: ErrorMeaning = {
        code: Number(code),
        zh: zh ?? '',
        en: en ?? '',
        retry: RETRY[retry ?? ''] ?? 'never',
        whoActs: isActor(whoActs) ? whoActs : 'us',
      };
      return [meaning.code, meaning];
    });
}

function isActor(text: string | undefined): text is WhoActs {
  return text === 'us' || text === 'admin' || text === 'staff' || text === 'user';
}
