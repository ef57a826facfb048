create table channel_codes (
  id uuid primary key,
  name text not null,
  touchpoint text not null,
  staff text[] not null,
  tags uuid[] not null,
  welcome text not null,
  welcome_link text,
  -- The token that WeCom hands back with every friend; says nothing about anybody.
  state_token text not null unique,
  status text not null check (status in ('creating', 'live', 'failed', 'closed')),
  problem text,
  -- WeCom's id of the contact way and what its QR shows; null until WeCom has answered.
  config_id text unique,
  url text,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz
);
create unique index channel_codes_name on channel_codes (lower(name)) where status in ('creating', 'live');
create index channel_codes_unfinished on channel_codes (changed_at) where status = 'creating';

-- Who came by which code. A friend who left and came back counts once, with the newest time.
create table channel_code_friends (
  code_id uuid not null references channel_codes,
  staff_userid text not null,
  external_userid text not null,
  customer_id bigint not null references customers,
  added_at timestamptz not null,
  removed_at timestamptz,
  primary key (code_id, staff_userid, external_userid)
);
create index channel_code_friends_by_pair on channel_code_friends (staff_userid, external_userid);
create index channel_code_friends_by_customer on channel_code_friends (customer_id);
create index channel_code_friends_added on channel_code_friends (added_at);
