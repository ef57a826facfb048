create table segments (
  id uuid primary key,
  -- Stands for the segment in the warehouse, where millions of rows name it.
  serial int generated always as identity unique,
  name text not null,
  rule jsonb not null,
  -- computing: the members are those of the rule before; the evaluator leaves the segment alone until they are computed.
  status text not null check (status in ('computing', 'live')),
  member_count bigint not null default 0,
  evaluated_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index segments_name on segments (lower(name));
create index segments_computing on segments (created_at) where status = 'computing';

-- Grows with every change of any segment, so that replicas notice by one small read.
create table segment_revision (
  singleton boolean primary key default true check (singleton),
  revision bigint not null
);
insert into segment_revision (revision) values (1);

-- Members that came or went because the rule changed, not the customers.
create table segment_definitions (
  serial int not null references segments (serial) on delete cascade,
  at timestamptz not null,
  members_before bigint not null,
  members_after bigint not null
);
create index segment_definitions_by_segment on segment_definitions (serial, at);

-- Customers to evaluate now. The version tells whether more arrived while one was being evaluated.
create table segment_queue (
  customer_id bigint primary key,
  lane smallint not null,
  queued_at timestamptz not null,
  version bigint not null default 1,
  -- Events that arrived: only segments that look at one of them are decided anew. Null: all of them.
  names text[]
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index segment_queue_order on segment_queue (queued_at);

-- Customers whose events cross the edge of a window at a moment soon to come.
create table segment_edges (
  customer_id bigint not null,
  due_at timestamptz not null,
  lane smallint not null,
  primary key (customer_id, due_at)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
create index segment_edges_due on segment_edges (due_at);

-- Edges up to here are in segment_edges, or were queued by the events that will cross them.
create table segment_sweep (
  singleton boolean primary key default true check (singleton),
  planned_until timestamptz not null
);
insert into segment_sweep (planned_until) values ('-infinity');

-- Decided and published, not yet known to be in the warehouse. Numbered, so that a repetition is the same.
create sequence membership_batches;
create table membership_changes (
  batch bigint primary key,
  lanes smallint[] not null,
  at timestamptz not null,
  changes jsonb not null
);
