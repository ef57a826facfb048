create sequence customer_ids;
create table customers (
  id bigint primary key default nextval('customer_ids'),
  created_at timestamptz not null,
  name text,
  name_at timestamptz,
  -- {"city": ["Shanghai", 1700000000000]}: value and event time in ms; the newest event time wins, trait by trait.
  traits jsonb not null default '{}',
  version bigint not null default 1,
  merged_into bigint references customers
);
create index customers_by_name on customers (name text_pattern_ops) where merged_into is null and name is not null;
create index customers_merged on customers (merged_into) where merged_into is not null;

create table identities (
  kind text not null,
  -- For mobile and email the blind index; the readable value is sealed.
  value text not null,
  sealed text,
  customer_id bigint not null references customers,
  first_seen_at timestamptz not null,
  primary key (kind, value)
);
create index identities_by_customer on identities (customer_id);

create table customer_merges (
  id uuid primary key,
  winner bigint not null references customers,
  loser bigint not null references customers,
  at timestamptz not null,
  because text not null,
  -- What the undo needs: the identities that moved and both sets of traits as they were.
  before jsonb not null,
  -- Null until the loser's events have been copied to the winner in the warehouse.
  copied_at timestamptz,
  undone_at timestamptz
);
create index customer_merges_open on customer_merges (at) where copied_at is null;
create index customer_merges_by_winner on customer_merges (winner);
create index customer_merges_by_loser on customer_merges (loser);

create table customer_conflicts (
  id uuid primary key,
  left_id bigint not null references customers,
  right_id bigint not null references customers,
  at timestamptz not null,
  because text not null,
  decided_at timestamptz,
  decision text,
  check (left_id < right_id)
);
create unique index customer_conflicts_pair on customer_conflicts (left_id, right_id);

-- Customers whose mirror in the warehouse must be written again by whoever changed them outside the spine.
create table customer_mirror_queue (
  customer_id bigint primary key references customers
);
