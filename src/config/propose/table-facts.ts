import type { Column } from '../../core/columns.ts'

/**
 * What `leeway init` needs to know about a column. Small and cheap to compute: one aggregate query and one sample.
 */
export interface ColumnFacts extends Column {
  readonly nulls: number
  /** Distinct non-null values; approximate (5 %) is enough. */
  readonly distinct: number
  /** Numbers for numeric columns (finite values), microseconds since 1970-01-01 UTC for timestamps and dates, null for everything else. */
  readonly min: number | null
  readonly max: number | null
  /** Numeric: every finite value is whole. */
  readonly whole: boolean
  /** Up to 20 values as class text with their counts, most frequent first; empty where distinct is above 10,000. */
  readonly frequent: readonly { readonly value: string; readonly count: number }[]
  /** The column in the sampled rows, as class text: whole numbers without decimal point, `true`/`false`, null for missing. */
  readonly sample: readonly (string | null)[]
}

export interface TableFacts {
  /** As the configuration should name it: relative to leeway.yaml's folder where it is a file. */
  readonly path: string
  readonly rows: number
  /** `sample` holds the same rows in every column: up to 500, evenly spread over the table (first and last included). */
  readonly columns: readonly ColumnFacts[]
  /** Other data files in the same folder, named like `path`; one of them may be the reference. */
  readonly neighbours: readonly string[]
  /** Name under `connections`; absent: default. */
  readonly connection?: string
}

/** One guess, and why: `{ key: 'monitors.hotel.label', value: 'is_canceled', why: '…' }`. */
export interface Guess {
  readonly key: string
  readonly value: string
  readonly why: string
}

export const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** The share of rows in which two columns hold the same value, over sampled rows where both have one. */
export function agreement(a: ColumnFacts, b: ColumnFacts): number {
  let same = 0
  let both = 0
  for (const [row, value] of a.sample.entries()) {
    const other = b.sample[row]
    if (value === null || other === null || other === undefined) continue
    both++
    if (value === other) same++
  }
  return shareOf(same, both)
}

/** Pearson's correlation over sampled rows where both are numbers; 0 where there are too few or one does not vary. */
export function correlation(a: ColumnFacts, b: ColumnFacts): number {
  const pairs: [number, number][] = []
  for (const [row, text] of a.sample.entries()) {
    const other = b.sample[row]
    if (text === null || other === null || other === undefined) continue
    const [x, y] = [Number(text), Number(other)]
    if (Number.isFinite(x) && Number.isFinite(y)) pairs.push([x, y])
  }
  if (pairs.length < 10) return 0
  const meanX = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length
  const meanY = pairs.reduce((sum, [, y]) => sum + y, 0) / pairs.length
  let xx = 0
  let yy = 0
  let xy = 0
  for (const [x, y] of pairs) {
    xx += (x - meanX) ** 2
    yy += (y - meanY) ** 2
    xy += (x - meanX) * (y - meanY)
  }
  const product = Math.sqrt(xx) * Math.sqrt(yy)
  return product > 0 && Number.isFinite(product) ? xy / product : 0
}
