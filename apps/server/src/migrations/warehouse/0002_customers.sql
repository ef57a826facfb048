CREATE TABLE customers (
  customer_id UInt64,
  alive UInt8,
  -- JSON object, name to value. No names of people, no contact fields.
  traits String CODEC(ZSTD(1)),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id
SETTINGS index_granularity = 1024, non_replicated_deduplication_window = 10000;
