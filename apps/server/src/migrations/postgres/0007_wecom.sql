-- Callbacks as they came, once each. What is known to be welcome-worthy is greeted before anything else is done.
create table wecom_callbacks (
  id bigint generated always as identity primary key,
  -- SHA-256 of the callback's identifying fields and its plaintext: equal for every delivery of one event.
  dedupe_key text not null unique,
  kind text not null,
  -- Whose callbacks keep their order: `c:<external_userid>`, else `corp`.
  subject text not null,
  -- The plaintext, sealed: it names people.
  body text not null,
  event_time timestamptz not null,
  received_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'done', 'dead')),
  -- `due` until the welcome was sent or given up; null when the callback brought no welcome code.
  welcome text check (welcome in ('due', 'done')),
  attempts smallint not null default 0,
  -- Not before; while a worker holds the row, the end of its lease.
  next_at timestamptz not null,
  worked_at timestamptz,
  problem text
);
create index wecom_callbacks_due on wecom_callbacks (next_at) where state = 'pending';
create index wecom_callbacks_order on wecom_callbacks (subject, id) where state = 'pending';
create index wecom_callbacks_welcome on wecom_callbacks (next_at) where welcome = 'due';
create index wecom_callbacks_received on wecom_callbacks (received_at);

create table wecom_welcomes (
  callback_id bigint primary key,
  staff_userid text not null,
  external_userid text not null,
  -- sent; none: nobody wrote a text; missed: the code's 20 s were over; refused: WeCom said no;
  -- uncertain: the answer to an earlier try was lost, and the code is used up.
  outcome text not null check (outcome in ('sent', 'none', 'missed', 'refused', 'uncertain')),
  problem text,
  received_at timestamptz not null,
  finished_at timestamptz not null,
  -- Callback received → WeCom accepted the welcome.
  delay_ms integer not null,
  published boolean not null default false
);
create index wecom_welcomes_at on wecom_welcomes (finished_at);
create index wecom_welcomes_by_pair on wecom_welcomes (external_userid, staff_userid);

create table wecom_staff (
  userid text primary key,
  name text not null,
  -- Whether WeCom lets this member have customers now.
  active boolean not null,
  synced_at timestamptz not null
);

create table wecom_friends (
  staff_userid text not null,
  external_userid text not null,
  customer_id bigint not null references customers,
  state text not null check (state in ('friend', 'removed')),
  since timestamptz not null,
  removed_at timestamptz,
  -- customer: the traveller deleted or blocked the member; staff: the member did; transfer; missing: found by a comparison.
  removed_by text check (removed_by in ('customer', 'staff', 'transfer', 'missing')),
  -- How often they became friends: numbers the event of each time.
  times integer not null default 1,
  -- The traveller added the member, who has not added back yet.
  half boolean not null default false,
  add_way smallint,
  -- The State that the friend brought: a channel code's token.
  origin text,
  last_interaction_at timestamptz,
  changed_at timestamptz not null,
  -- Corp tags that WeCom is known to have on this pair; the version guards them against a concurrent writer.
  marked_tags text[] not null default '{}',
  marked_version integer not null default 0,
  primary key (staff_userid, external_userid)
);
create index wecom_friends_by_external on wecom_friends (external_userid);
create index wecom_friends_by_customer on wecom_friends (customer_id);

-- One row per name: how far the archive was read, when the last comparison ran and what holds it.
create table wecom_progress (
  name text primary key,
  seq bigint not null default 0,
  finished_at timestamptz,
  leased_until timestamptz,
  problem text
);

-- Messages handed to WeCom, by the key of whoever asked. `calling` is written before the call.
create table wecom_sends (
  key text primary key,
  staff_userid text not null,
  external_userid text not null,
  state text not null check (state in ('calling', 'handed', 'delivered', 'failed')),
  msgid text,
  problem text,
  at timestamptz not null
);
create index wecom_sends_by_task on wecom_sends (msgid, external_userid) where msgid is not null;

-- One per mass message that staff have yet to confirm; asked about at growing intervals.
create table wecom_tasks (
  msgid text primary key,
  staff_userid text not null,
  created_at timestamptz not null,
  poll_at timestamptz,
  polls integer not null default 0
);
create index wecom_tasks_due on wecom_tasks (poll_at) where poll_at is not null;

-- Access tokens, sealed: shared by replicas, as WeCom may drop an older one when a newer is fetched.
create table wecom_tokens (
  name text primary key,
  sealed text not null,
  expires_at timestamptz not null
);
