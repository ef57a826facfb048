create table sources (
  id uuid primary key,
  name text not null,
  -- A write key is public by nature (it sits in web pages and apps), so it is kept readable.
  write_key text not null unique,
  user_id_kind text not null default 'member_no',
  enabled boolean not null default true,
  created_at timestamptz not null,
  deleted_at timestamptz
);

-- The log that every event enters and the spine drains. Dropped whole, day by day.
create sequence event_seq;
create table event_inbox (
  day date not null,
  event_id uuid not null,
  -- Drawn under a lock that is held until the commit: whoever sees a number sees every lower one that will ever be.
  seq bigint not null default nextval('event_seq'),
  lane smallint not null,
  source_id uuid,
  customer_id bigint,
  type text not null,
  name text not null,
  event_time timestamptz not null,
  received_at timestamptz not null,
  identifiers text not null,
  traits text,
  properties text not null,
  primary key (day, event_id)
) partition by range (day);
create index event_inbox_order on event_inbox (seq);

create function ensure_event_inbox(wanted date) returns void language plpgsql as $$
declare name text := 'event_inbox_' || to_char(wanted, 'YYYYMMDD');
begin
  if to_regclass(name) is null then
    perform pg_advisory_xact_lock(hashtext('ensure_event_inbox'));
    -- Another replica may have made it while this one waited; what to_regclass remembers does not show that.
    execute format('create table if not exists %I partition of event_inbox for values from (%L) to (%L)',
      name, wanted, wanted + 1);
  end if;
end $$;

-- How far each lane of the spine has come, and the batch it is working on.
create table spine_cursors (
  lane smallint primary key references lanes,
  seq bigint not null default 0,
  batch_id uuid
);
insert into spine_cursors (lane) select lane from lanes;

-- Written before a batch is worked on, so that a replay after a crash is the same batch.
create table spine_batches (
  id uuid primary key,
  lanes smallint[] not null,
  from_seq bigint not null,
  to_seq bigint not null,
  created_at timestamptz not null,
  -- Events found to be in the warehouse already; null until that was looked up.
  duplicates uuid[]
);
