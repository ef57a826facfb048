-- Who is in which segments now: the row of the highest version.
CREATE TABLE memberships (
  customer_id UInt64,
  segments Array(UInt32),
  -- Since when, in step with segments; 1970 where membership came with the rule rather than by an event.
  since Array(DateTime64(3, 'UTC')),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id
SETTINGS index_granularity = 128, non_replicated_deduplication_window = 10000;

-- Every change that a customer made. The key is the whole fact, so a repeated row is one row.
CREATE TABLE membership_log (
  segment UInt32,
  at DateTime64(3, 'UTC'),
  customer_id UInt64,
  change Int8,
  batch UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (segment, at, customer_id, change)
SETTINGS non_replicated_deduplication_window = 10000;

-- Results of a full pass, kept until they are applied.
CREATE TABLE segment_bitmaps (
  pass String,
  segment UInt32,
  members AggregateFunction(groupBitmap, UInt64),
  made_at DateTime('UTC')
)
ENGINE = MergeTree
ORDER BY (pass, segment)
TTL made_at + INTERVAL 1 HOUR;

-- Which customers' events cross the edge of a window between two moments: a small range of this, for any window.
ALTER TABLE events ADD PROJECTION by_time (SELECT customer_id, name, event_time ORDER BY name, event_time);
