/** The statements that freeze a reference: ranges over all rows, a sample of numbers, counts of values. At most four, however many columns. */
import type { Dialect } from './dialect.ts'

export interface FreezeSource {
  readonly from: string
  /** Predicate, or empty for the whole table. */
  readonly where: string
}

/** A column as double; `finite`: its type holds neither NaN nor infinities. */
export interface NumberSql {
  readonly expression: string
  readonly finite: boolean
}

/** One row: n, and per extreme pair lo{i}, hi{i}. Where a column holds NaN or infinities these show: ask `finiteRangeQuery` then. */
export function rangeQuery(source: FreezeSource, extremes: readonly { readonly lo: string; readonly hi: string }[]): string {
  const measures = extremes.map(({ lo, hi }, i) => `${lo} as lo${i}, ${hi} as hi${i}`)
  return `select ${['count(*) as n', ...measures].join(', ')} from ${source.from}${where(source)}`
}

/** The same over finite values only. */
export function finiteRangeQuery(dialect: Dialect, source: FreezeSource, numbers: readonly NumberSql[]): string {
  const finite = numbers.map((number, i) => `${finiteOrNull(dialect, number)} as x${i}`)
  const measures = numbers.map((_, i) => `min(x${i}) as lo${i}, max(x${i}) as hi${i}`)
  return `select ${measures.join(', ')} from (select ${finite.join(', ')} from ${source.from}${where(source)})`
}

/** Sampled rows: each number, NaN where it is null or not finite, so that no validity needs to be read. */
export function sampleQuery(
  dialect: Dialect,
  source: FreezeSource,
  numbers: readonly NumberSql[],
  sample: Sample | null,
): string {
  const columns = numbers.map((expression, i) => `coalesce(${finiteOrNull(dialect, expression)}, 'nan'::double) as x${i}`)
  if (sample === null) return `select ${columns.join(', ')} from ${source.from}${where(source)}`
  if (sample.identity !== null) {
    const chosen = `${dialect.hash(sample.identity)} < ${threshold(sample.share)}`
    return `select ${columns.join(', ')} from ${source.from} where ${source.where === '' ? '' : `(${source.where}) and `}${chosen}`
  }
  const names = numbers.map((_, i) => `x${i}`)
  return `select ${names.join(', ')} from (select ${columns.join(', ')}, row_number() over () as r from ${source.from}${where(source)}) where ${dialect.hash(['r'])} < ${threshold(sample.share)}`
}

export interface Sample {
  /** Share of rows to take, in (0, 1). */
  readonly share: number
  /** What names a row from run to run; null: its place in the source's order. */
  readonly identity: readonly string[] | null
}

/** Hashes are uniform over 64 bits: below the threshold lies this share of rows, the same ones every time. */
const threshold = (share: number): string => `${BigInt(Math.floor(share * 2 ** 53)) << 11n}::ubigint`

/** Grouping sets carry all their columns in each row, so wide tables are cut into pieces of this many within the one statement. */
const SETS_PER_PIECE = 60

/**
 * Value counts of each expression: item (index of the expression), value, n, total (non-null rows), distinct_n. The `limit`
 * most frequent of each, ties by value.
 */
export function valueCountsQuery(dialect: Dialect, source: FreezeSource, texts: readonly string[], limit: number): string {
  const pieces: string[] = []
  for (let start = 0; start < texts.length; start += SETS_PER_PIECE) {
    pieces.push(pieceQuery(source, texts.slice(start, start + SETS_PER_PIECE), start))
  }
  return `select item, value, n, total, distinct_n from (
    select *, sum(n) over (partition by item) as total, count(*) over (partition by item) as distinct_n,
      row_number() over (partition by item order by n desc, value) as place
    from (${pieces.join('\nunion all ')}) where value is not null)
    where place <= ${dialect.integerLiteral(limit)} order by item, place`
}

function pieceQuery(source: FreezeSource, texts: readonly string[], start: number): string {
  const names = texts.map((_, i) => `v${i}`)
  const item =
    names.length === 1
      ? String(start)
      : `case ${names.map((name, i) => `when grouping(${name}) = 0 then ${start + i}`).join(' ')} end`
  const inner = `select ${texts.map((text, i) => `${text} as v${i}`).join(', ')} from ${source.from}${where(source)}`
  return `select ${item} as item, coalesce(${names.join(', ')}) as value, count(*) as n from (${inner}) group by grouping sets (${names.map((n) => `(${n})`).join(', ')})`
}

const where = (source: FreezeSource): string => (source.where === '' ? '' : ` where ${source.where}`)

const finiteOrNull = (dialect: Dialect, { expression, finite }: NumberSql): string =>
  finite ? expression : `case when ${dialect.isFinite(expression)} then ${expression} end`
