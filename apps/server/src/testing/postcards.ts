import { type Client, createClient } from '@jetbridge/client';
import type { CustomerId } from '@jetbridge/contract';
import { createHttp, type Http } from '../kernel/http.ts';
import { createMetrics } from '../kernel/metrics.ts';
import { type Outbox, startOutbox } from '../kernel/outbox.ts';
import type { Sql } from '../kernel/postgres.ts';
import { openSignal, type Signal } from '../kernel/signal.ts';
import { createAccess } from '../modules/access/index.ts';
import { bindConsentRoutes, type Consent, createConsent } from '../modules/consent/index.ts';
import { type Customers, createCustomers } from '../modules/customers/index.ts';
import { createEvents, type Events } from '../modules/events/index.ts';
import {
  bindOutreachRoutes,
  type Channel,
  createOutreach,
  type Outreach,
} from '../modules/outreach/index.ts';
import { createTags, type Tags } from '../modules/tags/index.ts';
import { openTestStores, type TestStores } from './stores.ts';

type Sent = Parameters<Channel['deliver']>[0][number];
type Answer = Awaited<ReturnType<Channel['deliver']>> extends Map<string, infer H> ? H : never;
type ReceiptListener = Parameters<Channel['onReceipts']>[0];

/** A channel like any other, whose letters stay in this process, so that a test can read them. */
export interface Postcards extends Channel {
  /** Who can be reached; everybody while null. */
  friends: Set<CustomerId> | null;
  /** Every message handed over, repetitions included. */
  posted: Sent[];
  /** How the next hand-over ends; taken by the channel when absent. */
  answer: ((message: Sent) => Answer | null) | null;
  receipts: ReceiptListener[];
}

function createPostcards(): Postcards {
  const postcards: Postcards = {
    code: 'wecom',
    friends: null,
    posted: [],
    answer: null,
    receipts: [],
    reachable: async (_sql, ids) => new Set(ids.filter((id) => postcards.friends?.has(id) ?? true)),
    async deliver(messages) {
      const answers = new Map<string, Answer>();
      for (const message of messages) {
        const answer = postcards.answer
          ? postcards.answer(message)
          : { message: `m-${message.key}`, address: `to-${message.customerId}` };
        if (answer === null) continue;
        answers.set(message.key, answer);
        postcards.posted.push(message);
      }
      return answers;
    },
    onReceipts: (listener) => void postcards.receipts.push(listener),
  };
  return postcards;
}

/** Everything outreach needs, on real stores, with postcards for a channel. */
export interface TestOutreach {
  stores: TestStores;
  signal: Signal;
  events: Events;
  customers: Customers;
  tags: Tags;
  consent: Consent;
  outreach: Outreach;
  postcards: Postcards;
  outbox: Outbox;
  http: Http;
  /** Binds nothing more; call it once every route is bound. */
  listen(): Promise<{ url: string; client: Client }>;
  /** New customers, who have agreed to marketing unless told otherwise. */
  people(count: number, options?: { marketing?: boolean }): Promise<CustomerId[]>;
  close(): Promise<void>;
}

const localKey = `jb_${'o'.repeat(43)}`;
let made = 0;

export async function openTestOutreach(): Promise<TestOutreach> {
  const stores = await openTestStores();
  const signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  const events = createEvents({ ...stores, signal });
  await events.ensurePartitions();
  const customers = createCustomers(stores);
  const tags = createTags({ ...stores, events, customers });
  const consent = createConsent({ ...stores, events, customers });
  const postcards = createPostcards();
  const parts = { ...stores, events, customers, consent };
  const outreach = createOutreach({ ...parts, channels: [postcards], publicUrl: 'https://yj.example' });
  const outbox = startOutbox({ ...stores, signal, topics: outreach.topics });
  // From here on only `drain` delivers, so that a test knows when.
  await outbox.stop();
  const access = createAccess({ pg: stores.pg, clock: stores.clock, localKey });
  const http = await createHttp({
    logger: stores.log,
    gate: access.gate,
    registry: createMetrics().registry,
    checkReplies: true,
  });
  bindConsentRoutes(http, consent);
  bindOutreachRoutes(http, outreach);
  return {
    stores,
    signal,
    events,
    customers,
    tags,
    consent,
    outreach,
    postcards,
    outbox,
    http,
    async listen() {
      const url = await http.app.listen({ port: 0, host: '127.0.0.1' });
      return { url, client: createClient({ url, token: localKey }) };
    },
    people: (count, options = {}) =>
      stores.pg.tx((tx) => addPeople(tx, { customers, consent, stores }, { count, ...options })),
    async close() {
      await http.app.close();
      await signal.close();
      await stores.close();
    },
  };
}

async function addPeople(
  tx: Sql,
  parts: { customers: Customers; consent: Consent; stores: TestStores },
  wanted: { count: number; marketing?: boolean },
): Promise<CustomerId[]> {
  const lists = Array.from({ length: wanted.count }, () => {
    made += 1;
    return [{ kind: 'member_no' as const, value: `P${made}` }];
  });
  const ids = await parts.customers.resolveIdentifiers(tx, lists);
  if (wanted.marketing !== false) {
    const at = parts.stores.clock.now();
    await parts.consent.grantOnFriendAdded(
      tx,
      ids.map((customerId) => ({ customerId, evidence: 'test', at })),
    );
  }
  return ids;
}
