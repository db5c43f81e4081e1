/** The demo's predictor, in SQL: how likely a flight is late by more than 15 minutes, from its origin and hour, learnt on January 2001. */
import { duckdbDialect } from './duckdb-dialect.ts'

/** A late flight, as the airlines' regulator counts it. */
export const LATE_MINUTES = 15
/** Rows of the whole month that an origin and hour with few flights borrows. */
const BORROWED_ROWS = 200
/** Share of January's flights that the model calls late: about as many as were. */
const CALLED_LATE = 0.2
/** Origins with slices of their own. */
export const HUBS = ['ATL', 'DFW', 'LAX', 'ORD', 'PHX'] as const

const learning = `date < timestamp '2001-02-01'`

/**
 * One statement that scores every flight and writes the inference table.
 * Columns: scheduled, origin, destination, hub, hour, distance, p_late, predicted_late, late, delay.
 */
export function scoreFlightsQuery(source: string, target: string): string {
  const hubs = HUBS.map((name) => duckdbDialect.quoteString(name)).join(', ')
  return `copy (
    with flights as (
      select *, hour(date) as hour, (delay > ${LATE_MINUTES})::integer as late from read_parquet(${duckdbDialect.quoteString(source)})
    ),
    by_hour as (select hour, avg(late) as rate from flights where ${learning} group by hour),
    by_origin_hour as (select origin, hour, sum(late) as late, count(*) as n from flights where ${learning} group by origin, hour),
    scored as (
      select f.*, round((coalesce(o.late, 0) + ${BORROWED_ROWS} * h.rate) / (coalesce(o.n, 0) + ${BORROWED_ROWS}), 4) as p_late
      from flights f join by_hour h using (hour) left join by_origin_hour o using (origin, hour)
    ),
    cut as (select quantile_disc(p_late, ${1 - CALLED_LATE}) as p from scored where ${learning})
    select date as scheduled, origin, destination, case when origin in (${hubs}) then origin else 'other' end as hub, hour, distance,
      p_late, (p_late >= cut.p)::integer as predicted_late, late, delay
    from scored, cut order by date
  ) to ${duckdbDialect.quoteString(target)} (format parquet, compression zstd, row_group_size 122880)`
}
