'use strict';

/**
 * The module graph, as data. scripts/checks/architecture.mjs turns it into dependency-cruiser rules, and nothing else
 * decides who may know whom. DESIGN: "ask by calling down; announce by event; never call up".
 *
 * A new edge is one line here: the module beneath, and the sentence that says why it is asked directly rather than
 * told by an event.
 */

/** module → { module beneath: why }. Listed from the bottom up; the check refuses a cycle. */
const modules = {
  access: {},
  events: {},
  customers: {
    events: 'merges and trait changes are announced as events, in the transaction that makes them',
  },
  tags: {
    customers: 'a tag hangs on a customer, which must exist',
    events: 'tagging and untagging are announced as events',
  },
  segments: {
    customers: 'trait conditions are evaluated on the customer mirror, and members are shown by name',
    events: 'entering and leaving a segment are published as events',
  },
  consent: {
    customers: 'consent is given by a customer and follows a merge',
    events: 'giving and withdrawing are announced as events',
  },
  wecom: {
    events: 'what WeCom calls back (friend added, message, block) becomes an event',
    customers: 'a friend is a customer found by external_userid',
    tags: 'WeCom corp tags are kept in step with tags',
  },
  acquisition: {
    wecom: 'a channel code is a WeCom contact way, and the welcome leaves with its welcome code',
    tags: 'a code puts its tags on the friend it brings',
    customers: 'a code lists the customers that it brought',
  },
  outreach: {
    consent: 'nothing is sent without consent for the purpose and the channel',
    customers: 'the time zone and the address of the traveller decide when and where a message goes',
    wecom: 'a message to a friend leaves through WeCom',
    events: 'sends, refusals, clicks and receipts are events',
  },
  journeys: {
    outreach: 'a send node asks outreach whether a message may go, and outreach sends it',
    segments: 'a branch and a trigger ask for membership by rule',
    tags: 'a tag node puts a tag on the traveller',
    events: 'steps of a journey are announced as events, and waits subscribe to them',
    customers: 'who is where is shown by name',
  },
  imports: {
    events: 'rows of a file become events through the same door as every other event',
  },
  overview: {
    customers: 'who this is, and how many there are',
    tags: 'the tags of one customer',
    segments: 'the segments of one customer, and entries today',
    consent: 'the consents of one customer',
    wecom: 'friends gained and lost, welcomes in time, the friends of one customer',
    acquisition: 'which code brought whom',
    outreach: 'sends, refusals, replies',
    journeys: 'who is on the way, and entries today',
  },
};

/** Files of apps/server/src outside kernel and modules that may wire modules together, always by their index.ts. */
const compositions = {
  'application.ts': 'all modules wired on one kernel, with their routes and loops',
  'main.ts': 'the composition root: the application, the console and the demo airline as one process',
  'cli/': 'the commands: start the composition root, or ask the running server',
  'spine/':
    'carries a batch from events through customers and segments to journeys; none of the four knows the next',
  'demo/': 'seeds the demo airline through the same doors that customers use',
  'testing/': 'brings stores and servers up for tests; nothing that is shipped imports it',
};

/** What each workspace package may import of the others. `server` and `console` stand for the two applications. */
const packages = {
  contract: [],
  client: ['contract'],
  wecom: [],
  'wecom-simulator': ['wecom'],
  statistics: [],
  console: ['contract', 'client'],
  server: ['contract', 'client', 'wecom', 'wecom-simulator', 'statistics'],
};

/** Packages of apps/server that only these parts of it may import. */
const reserved = {
  wecom: ['modules/wecom/', 'demo/', 'application.ts', 'main.ts', 'testing/'],
  'wecom-simulator': ['demo/', 'main.ts', 'cli.ts', 'testing/'],
};

/** npm packages without I/O, clock or state of their own: all that rules.ts may import beside contract types. */
const purePackages = ['typebox', 'temporal-polyfill', 'decimal.js'];

/** Node's own modules of which rules.ts uses what is pure. */
const pureBuiltins = { net: 'isIP and isIPv6 say what an address is' };

/**
 * A table belongs to the noun in the name of the migration that creates it (0003_events.sql: events), and only its
 * owner's SQL may name it; anybody else asks the owner's index.ts. Tables that belong elsewhere are listed here.
 */
const tables = {};

/** Reads of another's table that no call could serve, because they join by the million: reader → { table: why }. */
const reads = {
  customers: {
    events: 'a timeline, and moving the events of merged customers, work on the warehouse itself',
  },
  segments: {
    events: 'conditions are aggregates over the events of the warehouse',
    customers: 'trait conditions are predicates on the customer mirror of the warehouse',
  },
  overview: {
    event_minutes: 'the counts that the warehouse keeps per minute are made for this page',
  },
};

module.exports = { modules, compositions, packages, reserved, purePackages, pureBuiltins, tables, reads };
