-- What a file says as a whole, as of the last step that is in: different customers, and exact sums of its numbers.
alter table imports
  add column if not exists customers bigint,
  add column if not exists sums jsonb not null default '[]';
