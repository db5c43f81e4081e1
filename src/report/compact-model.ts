/**
 * The model as it stands in the file, and back. Long series are most of a report, so: numbers keep four significant
 * digits (three letters each where they are small and not negative), statuses are one letter each, shares two letters each
 * (base 64 of 1/10,000; four above 40 %), and words that repeat stand once in a list. Decoding is exact for everything but
 * the rounded series; shares are decoded when asked for.
 */
import type {
  FindingStatus,
  ReportColumnSeries,
  ReportGranularity,
  ReportModel,
  ReportQuality,
  ReportScores,
  ReportSeries,
  ReportSlice,
  ReportWindowQuality,
} from './report-model.ts'

type Rewrite<T, K extends keyof T, V> = Omit<T, K> & { readonly [P in K]: V }

type Packed = string | readonly (number | null)[]

interface CompactColumnSeries {
  readonly drift: Packed
  readonly chance: Packed
  readonly missing: Packed
  readonly statuses: string
  /** Positions in `words`, counted from 1, 0 for null, written like shares. */
  readonly direction: { readonly words: readonly string[]; readonly index: string }
  readonly shares10k: readonly (string | null)[]
}
type CompactSeries = Rewrite<ReportSeries, 'statuses', string>
type CompactSlice = Rewrite<ReportSlice, 'statuses', string>
type CompactScores = Omit<ReportScores, 'roc10k' | 'precisionRecall10k' | 'calibration10k'> & {
  readonly roc10k: string
  readonly precisionRecall10k: string
  readonly calibration10k: string
}
type CompactQuality = Rewrite<ReportQuality, 'scores', readonly CompactScores[]>
interface CompactGranularity extends Omit<ReportGranularity, 'columns' | 'series' | 'slices' | 'quality'> {
  readonly quality?: readonly (CompactQuality & { readonly window: number })[]
  readonly columns: readonly CompactColumnSeries[]
  readonly series: readonly CompactSeries[]
  readonly slices: readonly CompactSlice[]
}
export interface CompactModel extends Omit<ReportModel, 'monitors'> {
  readonly monitors: readonly (Omit<ReportModel['monitors'][number], 'granularities' | 'referenceQuality'> & {
    readonly granularities: readonly CompactGranularity[]
    readonly referenceQuality?: CompactQuality | null
  })[]
}

const LETTERS: Readonly<Record<FindingStatus, string>> = {
  ok: 'o',
  warn: 'w',
  fail: 'f',
  no_data: 'n',
  insufficient_data: 'i',
  error: 'e',
}
const STATUSES = new Map(Object.entries(LETTERS).map(([status, letter]) => [letter, status as FindingStatus]))

const encodeStatuses = (statuses: readonly (FindingStatus | null)[]): string =>
  statuses.map((s) => (s === null ? '-' : LETTERS[s])).join('')
const decodeStatuses = (text: string): (FindingStatus | null)[] => [...text].map((letter) => STATUSES.get(letter) ?? null)

const round = (value: number | null): number | null => {
  if (value === null || !Number.isFinite(value)) return null
  const rounded = Number(value.toPrecision(4))
  return Number.isFinite(rounded) ? rounded : value
}
const roundAll = (values: readonly (number | null)[]): (number | null)[] => values.map(round)

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUE_OF = new Map([...DIGITS].map((letter, value) => [letter, value]))
/** Below this two letters; from here on the first letter is the last of the alphabet, and three follow. */
const TWO_LETTERS = 63 * 64

export function encodeShares(shares: readonly number[]): string {
  let text = ''
  for (const share of shares)
    text +=
      share < TWO_LETTERS
        ? DIGITS[share >> 6]! + DIGITS[share & 63]!
        : DIGITS[63]! + DIGITS[share >> 12]! + DIGITS[(share >> 6) & 63]! + DIGITS[share & 63]!
  return text
}

export function decodeShares(text: string): number[] {
  const shares: number[] = []
  const at = (i: number): number => VALUE_OF.get(text[i]!) ?? 0
  for (let i = 0; i < text.length; ) {
    if (at(i) < 63) {
      shares.push((at(i) << 6) | at(i + 1))
      i += 2
    } else {
      shares.push((at(i + 1) << 12) | (at(i + 2) << 6) | at(i + 3))
      i += 4
    }
  }
  return shares
}

/** Smallest and largest power of ten of a packed number's last digit: 1e-12 to 1e3, so numbers from 1e-9 to 1e7. */
const LOWEST_POWER = -12
const POWERS = 16

/** Three letters a number: null, zero, or four digits and a power of ten. What does not fit so stays a list. */
export function packNumbers(values: readonly (number | null)[]): Packed {
  let text = ''
  for (const value of values) {
    let code = value === null || !Number.isFinite(value) ? 0 : 1
    if (value !== null && code === 1 && Math.abs(value) >= 1e-9) {
      if (value < 0) return roundAll(values)
      const [digits, exponent] = value.toExponential(3).split('e')
      const power = Number(exponent) - 3 - LOWEST_POWER
      if (power >= POWERS) return roundAll(values)
      code = 2 + power * 9000 + Math.round(Number(digits) * 1000) - 1000
    }
    text += DIGITS[code >> 12]! + DIGITS[(code >> 6) & 63]! + DIGITS[code & 63]!
  }
  return text
}

export function unpackNumbers(packed: Packed): readonly (number | null)[] {
  if (typeof packed !== 'string') return packed
  return Array.from({ length: packed.length / 3 }, (_, i) => {
    const [a, b, c] = [0, 1, 2].map((k) => VALUE_OF.get(packed[i * 3 + k]!) ?? 0) as [number, number, number]
    const code = (a << 12) | (b << 6) | c
    if (code < 2) return code === 0 ? null : 0
    const power = Math.floor((code - 2) / 9000)
    // Through text: 0.3 comes back as 0.3, not as 0.30000000000000004.
    return Number(`${1000 + ((code - 2) % 9000)}e${power + LOWEST_POWER}`)
  })
}

function encodeColumn(series: ReportColumnSeries): CompactColumnSeries {
  const words = [...new Set(series.direction.filter((word) => word !== null))]
  const indexOf = new Map(words.map((word, i) => [word, i]))
  return {
    statuses: encodeStatuses(series.statuses),
    drift: packNumbers(series.drift),
    chance: packNumbers(series.chance),
    missing: packNumbers(series.missing),
    direction: {
      words,
      index: words.length === 0 ? '' : encodeShares(series.direction.map((word) => (word === null ? 0 : indexOf.get(word)! + 1))),
    },
    shares10k: series.shares10k.map((shares) => (shares ? encodeShares(shares) : null)),
  }
}

function decodeColumn(series: CompactColumnSeries): ReportColumnSeries {
  let shares: (number[] | null)[] | null = null
  const { words } = series.direction
  const index = decodeShares(series.direction.index)
  return {
    statuses: decodeStatuses(series.statuses),
    drift: unpackNumbers(series.drift),
    chance: unpackNumbers(series.chance),
    missing: unpackNumbers(series.missing),
    direction: Array.from(series.statuses, (_, i) => words[(index[i] ?? 0) - 1] ?? null),
    get shares10k() {
      shares ??= series.shares10k.map((text) => (text === null ? null : decodeShares(text)))
      return shares
    },
  }
}

const encodeQuality = <Q extends ReportQuality>(quality: Q): Rewrite<Q, 'scores', readonly CompactScores[]> => ({
  ...quality,
  scores: quality.scores.map((scores) => ({
    ...scores,
    rocAuc: round(scores.rocAuc),
    averagePrecision: round(scores.averagePrecision),
    calibrationError: round(scores.calibrationError) ?? 0,
    roc10k: encodeShares(scores.roc10k),
    precisionRecall10k: encodeShares(scores.precisionRecall10k),
    calibration10k: encodeShares(scores.calibration10k),
  })),
  residuals: quality.residuals.map(({ rows, prediction, mean, stddev }) => ({
    rows,
    prediction: round(prediction) ?? 0,
    mean: round(mean) ?? 0,
    stddev: round(stddev),
  })),
})

const decodeQuality = (quality: CompactQuality): ReportQuality => ({
  ...quality,
  scores: quality.scores.map((scores) => ({
    ...scores,
    roc10k: decodeShares(scores.roc10k),
    precisionRecall10k: decodeShares(scores.precisionRecall10k),
    calibration10k: decodeShares(scores.calibration10k),
  })),
})

export function encodeModel(model: ReportModel): CompactModel {
  return {
    ...model,
    monitors: model.monitors.map(({ referenceQuality, ...monitor }) => ({
      ...monitor,
      ...(referenceQuality ? { referenceQuality: encodeQuality(referenceQuality) } : {}),
      granularities: monitor.granularities.map(({ quality, ...g }) => ({
        ...g,
        ...(quality && quality.length > 0 ? { quality: quality.map(encodeQuality<ReportWindowQuality>) } : {}),
        columns: g.columns.map(encodeColumn),
        series: g.series.map((s) => ({
          ...s,
          values: roundCounts(s),
          band: s.band && { ...s.band, low: roundAll(s.band.low), high: roundAll(s.band.high) },
          statuses: encodeStatuses(s.statuses),
        })),
        slices: g.slices.map((s) => ({
          ...s,
          statuses: encodeStatuses(s.statuses),
          metrics: s.metrics.map((m) => ({ ...m, values: roundCounts(m) })),
        })),
      })),
    })),
  }
}

/** Row counts are shown in full, so they are not rounded. */
const roundCounts = (s: { readonly unit: string; readonly values: readonly (number | null)[] }): readonly (number | null)[] =>
  s.unit === 'rows' ? s.values : roundAll(s.values)

export function decodeModel(model: CompactModel): ReportModel {
  return {
    ...model,
    monitors: model.monitors.map(({ referenceQuality, ...monitor }) => ({
      ...monitor,
      ...(referenceQuality ? { referenceQuality: decodeQuality(referenceQuality) } : {}),
      granularities: monitor.granularities.map(({ quality, ...g }) => ({
        ...g,
        ...(quality ? { quality: quality.map((q) => ({ ...decodeQuality(q), window: q.window })) } : {}),
        columns: g.columns.map(decodeColumn),
        series: g.series.map((s) => ({ ...s, statuses: decodeStatuses(s.statuses) })),
        slices: g.slices.map((s) => ({ ...s, statuses: decodeStatuses(s.statuses) })),
      })),
    })),
  }
}
