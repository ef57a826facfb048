CREATE TABLE customers (
  customer_id UInt64,
  alive UInt8,
  -- JSON object, name to value. No names of people, no contact fields.
  traits String CODEC(LZ4),
  version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY customer_id
SETTINGS index_granularity = 128, min_compress_block_size = 8192, non_replicated_deduplication_window = 10000;
