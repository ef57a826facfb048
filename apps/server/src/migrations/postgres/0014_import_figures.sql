-- What a file says as a whole, as of the last step that is in: different customers, and exact sums of its numbers.
alter table imports
  add column customers bigint,
  add column sums jsonb not null default '[]';
