/**
 * The checks that tell something of the whole table (`RefreshFacts`), as findings name them, those that could not be made included.
 * Only the newest window carries them: when another becomes the newest, its findings take the place of the older ones.
 */
export const FACT_CHECKS = [
  'schema',
  'column_missing',
  'column_type',
  'column_new',
  'timestamps',
  'null_timestamps',
  'future_timestamps',
  'freshness',
] as const
