/** Reading what a command of the control API was given. */
import type { Simulator } from './simulator.ts';

export type Input = Record<string, unknown>;
export type Command = (input: Input, simulator: Simulator) => unknown;

/** Told to the caller with status 400. */
export class BadInput extends Error {}

export const text = (input: Input, name: string): string => {
  const value = input[name];
  if (typeof value !== 'string' || value === '') throw new BadInput(`${name} must be text`);
  return value;
};
export const maybeText = (input: Input, name: string): string | undefined =>
  input[name] === undefined ? undefined : text(input, name);
export const who = (input: Input): string | number => {
  const person = input.person ?? input.externalUserId;
  if (typeof person !== 'string' && typeof person !== 'number')
    throw new BadInput('person must be an id or index');
  return person;
};
/** Drops what is undefined, as optional properties must be absent. */
export const given = <T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
