-- What holds now, one row per purpose and channel.
create table consents (
  customer_id bigint not null references customers,
  purpose text not null,
  channel text not null,
  granted boolean not null,
  -- What the customer saw, said or did; said by a person, or by the notice beside a code.
  evidence text not null,
  recorded_by text not null,
  at timestamptz not null,
  primary key (customer_id, purpose, channel)
);

-- Everything that was ever recorded, for whoever has to prove it.
create table consent_history (
  id uuid primary key,
  customer_id bigint not null references customers,
  purpose text not null,
  channel text not null,
  granted boolean not null,
  evidence text not null,
  recorded_by text not null,
  at timestamptz not null
);
create index consent_history_by_customer on consent_history (customer_id, at);

-- A merge may hand an entry to another customer; what was recorded stays as it was.
create function refuse_consent_rewrite() returns trigger language plpgsql as $$
begin
  raise exception 'consent_history is append-only';
end $$;
create trigger consent_history_append_only before update of purpose, channel, granted, evidence, recorded_by, at
  on consent_history for each row execute function refuse_consent_rewrite();
