-- What of the demo airline has been seeded: a row per step, written in the transaction of what it stands for where
-- there is one. `facts` are what later steps need to know, such as the instant that all dates are relative to.
create table demo_steps (
  step text primary key,
  facts jsonb not null default '{}',
  done_at timestamptz not null
);
