CREATE TABLE events (
  customer_id UInt64,
  name LowCardinality(String),
  event_time DateTime64(3, 'UTC'),
  received_at DateTime64(3, 'UTC'),
  event_id UUID,
  type LowCardinality(String),
  source_id LowCardinality(String),
  properties String CODEC(ZSTD(1)),
  -- The customer at first writing. It differs from customer_id on the copies that a merge made.
  origin_id UInt64,
  PROJECTION by_name (
    SELECT customer_id, name, event_time, properties ORDER BY name, customer_id, event_time
  )
)
ENGINE = MergeTree
ORDER BY (customer_id, event_time, event_id)
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000;

-- Counts for the live overview: per minute and name, copies made by merges left out.
CREATE TABLE event_minutes (
  minute DateTime('UTC'),
  name LowCardinality(String),
  events UInt64
)
ENGINE = SummingMergeTree
ORDER BY (minute, name);

CREATE MATERIALIZED VIEW event_minutes_of_events TO event_minutes AS
SELECT toStartOfMinute(received_at) AS minute, name, count() AS events
FROM events
WHERE origin_id = customer_id
GROUP BY minute, name;

-- The newest day by arrival, for the live stream: events are sorted by customer and cannot be asked for the latest.
CREATE TABLE recent_events (
  received_at DateTime64(3, 'UTC'),
  event_id UUID,
  customer_id UInt64,
  name LowCardinality(String),
  event_time DateTime64(3, 'UTC'),
  source_id LowCardinality(String),
  properties String CODEC(ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (received_at, event_id)
TTL toDateTime(received_at) + INTERVAL 1 DAY
SETTINGS index_granularity = 1024;

CREATE MATERIALIZED VIEW recent_events_of_events TO recent_events AS
SELECT received_at, event_id, customer_id, name, event_time, source_id, properties
FROM events
WHERE origin_id = customer_id;
