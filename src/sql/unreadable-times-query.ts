import type { InstantSql } from './timestamp.ts'

/** Rows whose time is text that cannot be read as one: column n. */
export const unreadableTimesQuery = (from: string, instant: InstantSql): string =>
  `select count(*) as n from ${from} where ${instant.raw} is not null and ${instant.micros} is null`
