-- access: who may do what, who is signed in, and what was changed by whom.

create table users (
  id uuid primary key,
  username text not null,
  display_name text not null,
  password_hash text not null,
  roles text[] not null,
  created_at timestamptz not null,
  last_sign_in_at timestamptz
);
create unique index users_username on users (lower(username));

-- A session is known by the SHA-256 of its token: a copy of this table signs nobody in.
create table sessions (
  token_hash text primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null,
  renewed_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

create table api_keys (
  id uuid primary key,
  name text not null,
  prefix text not null,
  key_hash text not null unique,
  roles text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  last_used_at timestamptz
);

-- Failed sign-ins per account and per address; in PostgreSQL so that all replicas count together.
create table sign_in_attempts (
  subject text primary key,
  failures integer not null,
  window_ends_at timestamptz not null
);

create table audit_log (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  target text,
  -- null while the action runs, and for good when the process died in it
  outcome text check (outcome in ('done', 'refused', 'failed')),
  request_id text not null,
  details jsonb not null
);
create index audit_log_at on audit_log (at);
