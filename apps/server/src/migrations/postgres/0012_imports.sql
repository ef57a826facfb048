-- imports: files on their way in. The bytes lie here while they are needed, so that any replica can go on with an import.

create table imports (
  id uuid primary key,
  kind text not null check (kind in ('members', 'events')),
  file_name text not null,
  status text not null check (status in ('uploading', 'uploaded', 'running', 'done', 'failed', 'cancelled')),
  -- Of the upload under way; a second upload replaces the first, which then finds its token gone.
  upload_token uuid,
  bytes bigint not null default 0,
  lines bigint,
  encoding text,
  sha256 text,
  map jsonb,
  read bigint not null default 0,
  accepted bigint not null default 0,
  repeated bigint not null default 0,
  refused bigint not null default 0,
  problem text,
  created_at timestamptz not null,
  created_by text not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- Who works on it, until when unless renewed.
  leased_by uuid,
  leased_until timestamptz
);
create index imports_running on imports (started_at) where status = 'running';
create index imports_same_file on imports (sha256) where status = 'done';

create table import_chunks (
  import_id uuid not null references imports on delete cascade,
  seq integer not null,
  bytes bytea not null,
  primary key (import_id, seq)
);
-- Compressing personal data that is gone within the hour is not worth the time.
alter table import_chunks alter column bytes set storage external;

create table import_refusals (
  import_id uuid not null references imports on delete cascade,
  line bigint not null,
  field text,
  reason text not null,
  primary key (import_id, line)
);
