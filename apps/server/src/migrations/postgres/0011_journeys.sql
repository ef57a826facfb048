create table journeys (
  id uuid primary key,
  name text not null,
  status text not null check (status in ('draft', 'running', 'paused')),
  draft jsonb not null,
  -- The version that new travellers enter; null until the first publication.
  version integer,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index journeys_name on journeys (lower(name));

create table journey_versions (
  journey_id uuid not null references journeys,
  version integer not null,
  graph jsonb not null,
  published_at timestamptz not null,
  published_by text not null,
  -- False once it is superseded and nobody is under way on it: workers no longer look at it.
  live boolean not null default true,
  primary key (journey_id, version)
);

-- The nodes of every version under a small number, which is all that an enrolment has to carry.
create table journey_nodes (
  id integer generated always as identity primary key,
  journey_id uuid not null,
  version integer not null,
  code text not null,
  kind text not null,
  foreign key (journey_id, version) references journey_versions,
  unique (journey_id, version, code)
);

-- Counts publications, pauses and resumptions, so that a worker knows when what it remembers is out of date.
create table journey_catalogue (
  one boolean primary key default true check (one),
  revision bigint not null
);
insert into journey_catalogue (revision) values (1);

create table enrolments (
  id uuid primary key,
  journey_id uuid not null,
  version integer not null,
  customer_id bigint not null,
  node_id integer not null,
  -- When the node is to run (again); null once the traveller has left.
  due_at timestamptz,
  -- How often the node has run for this traveller; 0: just arrived.
  runs smallint not null default 0,
  -- The event that ends the wait early, and whether it came. Whoever changes this row first, event or time-out, wins.
  waits_for text,
  woken boolean not null default false,
  entered_at timestamptz not null,
  -- When what started it happened; an event from before that ends no wait.
  since timestamptz not null,
  because text not null,
  outcome text check (outcome in ('done', 'removed')),
  left_at timestamptz,
  check ((outcome is null) = (due_at is not null))
) with (fillfactor = 80);
-- One active enrolment per journey and customer: active rows have null at the end, closed ones their own id.
create unique index enrolments_one_active on enrolments
  (customer_id, journey_id, (case when outcome is not null then id end)) nulls not distinct;
create index enrolments_due on enrolments (node_id, due_at) where due_at is not null;
create index enrolments_left on enrolments (journey_id, left_at, id) where left_at is not null;

-- How many passed a node by which way out; also `entered`, `done` and `removed`. Sharded against contention.
create table journey_counts (
  node_id integer not null,
  way text not null,
  shard smallint not null,
  count bigint not null,
  primary key (node_id, way, shard)
);

create table journey_hours (
  journey_id uuid not null,
  hour timestamptz not null,
  shard smallint not null,
  entered bigint not null,
  primary key (journey_id, hour, shard)
);
