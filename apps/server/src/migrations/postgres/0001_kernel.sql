-- Lanes divide the work between replicas: each is owned by one living replica at a time.
create table replicas (
  id uuid primary key,
  seen_at timestamptz not null
);

create table lanes (
  lane smallint primary key,
  owner uuid
);
insert into lanes (lane) select generate_series(0, 63);

-- Effects on the world outside, written in the transaction that decided them, delivered at least once.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  payload jsonb not null,
  attempts int not null default 0,
  next_at timestamptz not null,
  failed text,
  unique (topic, key)
);
create index outbox_due on outbox (topic, next_at) where failed is null;
