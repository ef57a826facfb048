create table tag_groups (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null
);

create table tags (
  id uuid primary key,
  group_id uuid not null references tag_groups,
  name text not null,
  -- The corp tag at WeCom that stands for this one; null until it was made there.
  wecom_tag_id text unique,
  created_at timestamptz not null,
  unique (group_id, name)
);

create table customer_tags (
  customer_id bigint not null references customers,
  tag_id uuid not null references tags on delete cascade,
  assigned_at timestamptz not null,
  -- Who: a user's name, `channel code`, `journey`, `wecom`.
  assigned_by text not null,
  primary key (customer_id, tag_id)
);
create index customer_tags_by_tag on customer_tags (tag_id);
