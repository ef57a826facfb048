-- One row: caps, quiet hours and quota as operators set them; without it the defaults hold.
create table outreach_policy (
  one boolean primary key default true check (one),
  policy jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

-- What was to be said, by whom and why. A journey says the same to a hundred thousand people, so it is kept once.
create table message_contents (
  -- Hash of everything else.
  id uuid primary key,
  channel text not null,
  purpose text not null,
  -- Who asked, such as `journey:<id>:<node>`.
  origin text not null,
  text text not null,
  link text
);

create table sends (
  -- Time of the decision, then 74 random bits; the tracked link /l/:code is the same id in base64url.
  id uuid primary key,
  -- Of whoever asked, for whom a second ask of the same key is the same ask; null where the asker sees to that itself.
  key text collate "C",
  -- No foreign key: checked row by row it would cost more than everything else that is written here.
  customer_id bigint not null,
  content_id uuid not null,
  status text not null check (status in ('queued', 'handed_over', 'delivered', 'failed', 'refused')),
  reason text,
  decided_at timestamptz not null,
  clicks integer not null default 0,
  -- The words as they left, with the name put in.
  body text,
  -- The channel's id of the message and whom it went to: what a receipt names.
  handed_as text collate "C",
  address text collate "C",
  sent_at timestamptz,
  delivered_at timestamptz
);
create unique index sends_by_key on sends (key) where key is not null;
create index sends_by_customer on sends (customer_id, id);
create index sends_by_receipt on sends (handed_as, address) where handed_as is not null;
create index sends_failed on sends (id) where status = 'failed';

-- What has been spent on a person. Its row lock puts concurrent decisions about one person in a row.
create table contact_budgets (
  customer_id bigint primary key,
  -- When marketing messages were decided in the last 90 days, newest last, at most 100.
  marketing_at timestamptz[] not null default '{}',
  -- Messages against the channel's quota in the period named, such as `month:2026-11-01`.
  quota_period text not null default '',
  quota_used integer not null default 0
) with (fillfactor = 70);

-- A receipt may come before the hand-over is written down; it waits here until then.
create table send_receipts (
  handed_as text not null,
  address text not null,
  status text not null check (status in ('delivered', 'failed')),
  reason text,
  at timestamptz not null,
  primary key (handed_as, address, status)
);

-- Decisions and their ends by hour; sharded so that concurrent workers do not wait for each other.
create table send_counts (
  hour timestamptz not null,
  -- asked, sent, delivered, failed, or refused:<reason>
  outcome text not null,
  shard smallint not null,
  count bigint not null,
  primary key (hour, outcome, shard)
);
