-- Names of all events with their counts and the keys of their properties, for whoever builds a rule: some rows per name where
-- a scan would read them all. Keys come from twenty events of a name in each insert. Copies made by merges are left out.
CREATE TABLE IF NOT EXISTS event_names (
  name LowCardinality(String),
  events SimpleAggregateFunction(sum, UInt64),
  properties AggregateFunction(groupUniqArrayArray(100), Array(String))
)
ENGINE = AggregatingMergeTree
ORDER BY name
SETTINGS non_replicated_deduplication_window = 10000;

-- What is there already is counted once, however often this file is run.
TRUNCATE TABLE event_names;

INSERT INTO event_names
SELECT name, events, arrayReduce('groupUniqArrayArrayState(100)', [keys])
FROM (
  SELECT name, count() AS events, arrayFlatten(arrayMap(p -> JSONExtractKeys(p), groupArray(1000)(properties))) AS keys
  FROM events WHERE origin_id = customer_id GROUP BY name);

CREATE MATERIALIZED VIEW IF NOT EXISTS event_names_of_events TO event_names AS
SELECT name, events, arrayReduce('groupUniqArrayArrayState(100)', [keys]) AS properties
FROM (
  SELECT name, count() AS events, arrayFlatten(arrayMap(p -> JSONExtractKeys(p), groupArray(20)(properties))) AS keys
  FROM events WHERE origin_id = customer_id GROUP BY name);

-- A batch that is delivered again, after a crash or a lost answer, is recognised by each table that a view fills.
ALTER TABLE event_minutes MODIFY SETTING non_replicated_deduplication_window = 10000;
ALTER TABLE recent_events MODIFY SETTING non_replicated_deduplication_window = 10000;
