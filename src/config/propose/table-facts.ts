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
  /** `sample` holds the same rows in every column: up to 2,000, evenly spread over the table (first and last included). */
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

/** Cohen's kappa of two columns over sampled rows where both have a value: 0 where they agree by chance alone, 1 where always. */
export function agreementBeyondChance(a: ColumnFacts, b: ColumnFacts): number {
  const [countsA, countsB] = [new Map<string, number>(), new Map<string, number>()]
  let both = 0
  for (const [row, value] of a.sample.entries()) {
    const other = b.sample[row]
    if (value === null || other === null || other === undefined) continue
    both++
    countsA.set(value, (countsA.get(value) ?? 0) + 1)
    countsB.set(other, (countsB.get(other) ?? 0) + 1)
  }
  if (both === 0) return 0
  let chance = 0
  for (const [value, count] of countsA) chance += (count / both) * ((countsB.get(value) ?? 0) / both)
  return chance >= 1 ? 0 : (agreement(a, b) - chance) / (1 - chance)
}

/**
 * How well a score separates two classes over the sampled rows: 0 not at all, 1 wholly (twice the ROC AUC minus one).
 * Null where the column does not have exactly two classes with the positive one among them.
 */
export function separation(score: ColumnFacts, label: ColumnFacts, positive: string): number | null {
  const rows: { readonly p: number; readonly hit: boolean }[] = []
  for (const [row, value] of label.sample.entries()) {
    const p = Number(score.sample[row] ?? Number.NaN)
    if (value !== null && Number.isFinite(p)) rows.push({ p, hit: value === positive })
  }
  const hits = rows.filter(({ hit }) => hit).length
  if (hits === 0 || hits === rows.length || label.distinct !== 2) return null
  rows.sort((a, b) => a.p - b.p)
  let ranks = 0
  for (let i = 0; i < rows.length; ) {
    let j = i
    while (j < rows.length && rows[j]!.p === rows[i]!.p) j++
    // Equal scores share their mean rank.
    for (let k = i; k < j; k++) if (rows[k]!.hit) ranks += (i + 1 + j) / 2
    i = j
  }
  const auc = (ranks - (hits * (hits + 1)) / 2) / (hits * (rows.length - hits))
  return 2 * auc - 1
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
