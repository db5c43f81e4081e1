/**
 * Predictions joined with the outcomes of another table: one row per pair. The join is text like any other source, so that indexing,
 * freezing, scanning and custom metrics run over it inside the engine, and none of its rows is ever held by us.
 */
import type { Dialect } from './dialect.ts'

/** Number of the pair's kind, a whole number: 1 the only outcome of its prediction, 2 the first of several, 3 a further one. */
export const PAIR_KIND = '__lw_pair'
/** Seconds from a prediction to its first known outcome, on the first pair of each prediction; null elsewhere. */
export const LABEL_DELAY = '__lw_delay'
/** Microseconds since 1970 at which the pair's outcome became known; null where nothing says so. */
export const LABEL_KNOWN = '__lw_known'

export interface LabelJoinSql {
  /** What stands behind FROM: the predictions, restricted to those that are wanted. */
  readonly predictions: string
  /** A column of the predictions that has the outcome's name: the outcome takes its place. */
  readonly hidden: string | null
  /** Column of the predictions with their instant in microseconds, or null. */
  readonly instant: string | null
  readonly labels: string
  /** Predicate over `p` and `l`. */
  readonly condition: string
  /** The outcome, over the label table; it may say `l`. A row whose outcome is null is none. */
  readonly value: string
  /** Microseconds over the label table at which the outcome became known; null: always known. */
  readonly known: string | null
  /** Outcomes that became known later, or of which it is not said when, are not joined. */
  readonly asOfUs: number
  readonly match: 'all' | 'first' | 'last'
  /** The outcome's name. */
  readonly as: string
}

const ROW = '__lw_row'
const VALUE = '__lw_value'

/** Bare tables to bind a condition of the user's over. */
export const labelTables = (predictions: string, labels: string): string => `${predictions} as p, ${labels} as l`

/**
 * The FROM item of the pairs: the columns of the predictions, the outcome under its name, and the helpers of this file.
 *
 * Outcomes of one prediction are in the order in which they became known; those of one instant, and all of them where nothing says
 * when, in the order of their values. `first` and `last` take the ends of that order.
 */
export function labelJoinFrom(dialect: Dialect, join: LabelJoinSql): string {
  const { predictions, hidden, instant, labels, condition, value, known, asOfUs, match } = join
  const outcomes =
    `(select * from (select *, ${value} as ${VALUE}, ${known ?? 'cast(null as bigint)'} as ${LABEL_KNOWN} from ${labels} as l)` +
    ` where ${VALUE} is not null${known === null ? '' : ` and ${LABEL_KNOWN} <= ${asOfUs}`})`
  const way = match === 'last' ? ' desc' : ''
  // A number of the statement's own tells predictions apart: a table of predictions need not have a key.
  const numbered = `(select *, row_number() over () as ${ROW} from ${predictions})`
  const kept = dialect.starWithout('p', hidden === null ? [] : [hidden])
  const pairs =
    `select ${kept}, l.${VALUE} as ${VALUE}, l.${LABEL_KNOWN} as ${LABEL_KNOWN}` +
    `, row_number() over (partition by p.${ROW} order by l.${LABEL_KNOWN}${way}, l.${VALUE}${way}) as __lw_rank` +
    `, count(*) over (partition by p.${ROW}) as __lw_many, min(l.${LABEL_KNOWN}) over (partition by p.${ROW}) as __lw_soonest` +
    ` from ${numbered} as p join ${outcomes} as l on ${condition}`
  const delay = instant === null ? 'cast(null as double)' : `(__lw_soonest - ${instant}) / 1e6`
  const hiddenNow = [ROW, VALUE, '__lw_rank', '__lw_many', '__lw_soonest']
  return (
    `(select ${dialect.starWithout(null, hiddenNow)}, ${VALUE} as ${dialect.quoteIdentifier(join.as)}` +
    `, case when __lw_rank > 1 then 3 when __lw_many > 1 then 2 else 1 end as ${PAIR_KIND}` +
    `, case when __lw_rank = 1 then ${delay} end as ${LABEL_DELAY}` +
    ` from (${pairs})${match === 'all' ? '' : ' where __lw_rank = 1'})`
  )
}
