/** Travellers. Made when first looked at, so that a population of any size costs nothing until it acts. */
import type { Attachment, ExternalContact } from '@jetbridge/wecom';
import type { Random } from './random.ts';

export interface PersonInput {
  /** Given only to continue an earlier world; otherwise made from the seed. */
  externalUserId?: string;
  unionid?: string;
  name: string;
  mobile?: string;
  /** 0 unknown, 1 male, 2 female. */
  gender?: 0 | 1 | 2;
  /** A WeCom user of another corp, with an id `wo…` and no unionid. */
  corp?: OtherCorp;
}

export interface OtherCorp {
  name: string;
  fullName?: string;
  position?: string;
  profile?: ExternalContact['external_profile'];
  /** Partner corps (互联企业): no WelcomeCode. */
  partner?: boolean;
}

/** A message as the traveller's phone shows it. */
export interface Received {
  /** Unix milliseconds. */
  at: number;
  from: string;
  kind: 'welcome' | 'mass' | 'chat';
  text: string;
  links: string[];
  /** Of a welcome; those of a mass message are found by its id. */
  attachments?: readonly Attachment[];
  /** Of the mass message. */
  msgid?: string;
  /** When the traveller looked at it, Unix milliseconds; WeCom never tells. */
  readAt?: number;
}

export interface Person {
  readonly index: number;
  readonly externalUserId: string;
  readonly unionid: string;
  readonly name: string;
  readonly mobile: string | undefined;
  readonly gender: 0 | 1 | 2;
  /** Undefined for WeChat users. */
  readonly corp: OtherCorp | undefined;
  /** Added to by `receive` only: the many who have got nothing share one empty list. */
  received: readonly Received[];
  /** Mass messages received in a quota period. */
  massQuota: { readonly period: string; readonly count: number };
}

export function receive(person: Person, message: Received): void {
  if (person.received === NOTHING) person.received = [];
  (person.received as Received[]).push(message);
}

const NOTHING: readonly Received[] = [];
const NO_QUOTA_USED = { period: '', count: 0 };

export interface People {
  count(): number;
  at(index: number): Person | undefined;
  byExternalUserId(id: string): Person | undefined;
  byUnionid(id: string): Person | undefined;
  add(input: PersonInput): Person;
  /** What `add` was given, in order. */
  added(): readonly PersonInput[];
  /** Those who have been looked at. */
  met(): Iterable<Person>;
}

const SURNAMES = '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余'.split('');
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞红宇欣怡子涵浩然梓萱雨桐一诺思源'.split(
  '',
);

export function createPeople(random: Random, initial: number | readonly PersonInput[]): People {
  const given = typeof initial === 'number' ? [] : initial;
  const added: PersonInput[] = [];
  const first = typeof initial === 'number' ? initial : initial.length;
  // Sparse, by index.
  const met: Person[] = [];
  const indexes = createIndexes(given);
  // Hides that ids count upwards, reversibly, so that an id is found without a table of all of them.
  const mask = random.bytes('external_userid mask').readUIntBE(0, 6);

  const count = () => first + added.length;
  const inputAt = (index: number): PersonInput | undefined =>
    index < first ? given[index] : added[index - first];
  const makeId = (index: number): string => {
    const position = Buffer.alloc(6);
    position.writeUIntBE(Number(BigInt(index) ^ BigInt(mask)), 0, 6);
    const prefix = inputAt(index)?.corp ? 'wo' : 'wm';
    return `${prefix}${position.toString('base64url')}${random.text(22, 'external_userid', index)}`;
  };
  const at = (index: number): Person | undefined => {
    if (!Number.isSafeInteger(index) || index < 0 || index >= count()) return undefined;
    const known = met[index];
    if (known) return known;
    const input = inputAt(index);
    const person = new Traveller(random, index, {
      input,
      externalUserId: input?.externalUserId ?? makeId(index),
    });
    met[index] = person;
    return person;
  };
  return {
    count,
    at,
    byExternalUserId: (id) => {
      const known = indexes.external(id);
      if (known !== undefined) return at(known);
      if (typeof id !== 'string' || !/^w[mo][A-Za-z0-9_-]{30}$/.test(id)) return undefined;
      const position = Buffer.from(id.slice(2, 10), 'base64url').readUIntBE(0, 6);
      const index = Number(BigInt(position) ^ BigInt(mask));
      const person = met[index];
      if (person) return person.externalUserId === id ? person : undefined;
      return index < count() && makeId(index) === id ? at(index) : undefined;
    },
    byUnionid: (id) => {
      const known = indexes.unionid(id);
      if (known !== undefined) return at(known);
      for (const index in met) if (met[index]?.unionid === id) return met[index];
      return undefined;
    },
    add: (input) => {
      const index = count();
      added.push(input);
      indexes.note(index, input);
      const person = at(index);
      if (!person) throw new Error('a person just added is missing');
      return person;
    },
    added: () => added,
    *met() {
      for (const index in met) if (met[index]) yield met[index];
    },
  };
}

/** By index, external_userid or unionid. */
export function findPerson(people: People, who: string | number): Person | undefined {
  if (typeof who === 'number') return people.at(who);
  return people.byExternalUserId(who) ?? people.byUnionid(who);
}

/** Everything that follows from seed and index is worked out when asked for, or a million people would not fit. */
class Traveller implements Person {
  received: readonly Received[] = NOTHING;
  massQuota: Person['massQuota'] = NO_QUOTA_USED;
  readonly index: number;
  readonly externalUserId: string;
  readonly #random: Random;
  readonly #input: PersonInput | undefined;

  constructor(
    random: Random,
    index: number,
    from: { input: PersonInput | undefined; externalUserId: string },
  ) {
    this.index = index;
    this.externalUserId = from.externalUserId;
    this.#random = random;
    this.#input = from.input;
  }
  get corp(): OtherCorp | undefined {
    return this.#input?.corp;
  }
  get unionid(): string {
    return this.#input?.unionid ?? `o6${this.#random.text(26, 'unionid', this.index)}`;
  }
  get name(): string {
    return this.#input?.name ?? madeUpName(this.#random, this.index);
  }
  get mobile(): string | undefined {
    return this.#input?.mobile;
  }
  get gender(): 0 | 1 | 2 {
    return this.#input?.gender ?? (this.#random.chance(0.5, 'gender', this.index) ? 1 : 2);
  }
}

function madeUpName(random: Random, index: number): string {
  const pick = (from: readonly string[], key: string) =>
    from[random.between({ min: 0, max: from.length - 1 }, key, index)] ?? '';
  const second = random.chance(0.6, 'long name', index) ? pick(GIVEN, 'given 2') : '';
  return `${pick(SURNAMES, 'surname')}${pick(GIVEN, 'given 1')}${second}`;
}

// Built on the first question: most runs never ask by given id.
function createIndexes(given: readonly PersonInput[]) {
  let built: { external: Map<string, number>; unionid: Map<string, number> } | undefined;
  const note = (maps: NonNullable<typeof built>, index: number, input: PersonInput) => {
    if (input.externalUserId) maps.external.set(input.externalUserId, index);
    if (input.unionid) maps.unionid.set(input.unionid, index);
  };
  const maps = () => {
    if (!built) {
      built = { external: new Map(), unionid: new Map() };
      for (const [index, input] of given.entries()) note(built, index, input);
    }
    return built;
  };
  return {
    external: (id: string) => maps().external.get(id),
    unionid: (id: string) => maps().unionid.get(id),
    note: (index: number, input: PersonInput) => note(maps(), index, input),
  };
}
