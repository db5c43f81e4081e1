/** What quality is compared with: the reference, where it has labels, else the monitor's own earlier windows. */
import { Temporal } from 'temporal-polyfill'
import type { Granularity } from '../core/granularity.ts'
import { type Segment, segmentId, type Window } from '../core/window.ts'
import type { ProfileRow } from '../metrics/rows.ts'
import type { MonitorEvidence } from './monitor-evidence.ts'
import { type PooledQuality, poolQuality } from './pooled-quality.ts'

export interface Baseline {
  readonly name: string
  readonly quality: PooledQuality
  readonly rows: readonly ProfileRow[]
}

const BEFORE = {
  daily: { duration: { days: 28 }, name: 'the 28 days before' },
  weekly: { duration: { weeks: 4 }, name: 'the 4 weeks before' },
  monthly: { duration: { months: 3 }, name: 'the 3 months before' },
} as const

/** Rows of one segment in windows of one size that ended in `(startUs, endUs]`. */
export function rowsEnded(
  rows: readonly ProfileRow[],
  segment: Segment,
  granularity: Granularity | undefined,
  { startUs, endUs }: Pick<Window, 'startUs' | 'endUs'>,
): readonly ProfileRow[] {
  const id = segmentId(segment)
  return rows.filter(
    ({ window, logType, segment: own }) =>
      logType === 'INPUT' &&
      window !== null &&
      window.granularity === (granularity?.text ?? null) &&
      window.endUs > startUs &&
      window.endUs <= endUs &&
      segmentId(own) === id,
  )
}

/** @returns null when neither the reference nor an earlier window has a labelled row of this segment */
export function baselineOf(evidence: MonitorEvidence, rows: readonly ProfileRow[], segment: Segment): Baseline | null {
  const id = segmentId(segment)
  const reference = rows.filter(({ logType, segment: own }) => logType === 'BASELINE' && segmentId(own) === id)
  const ofReference = poolQuality(reference)
  if (ofReference.labelled > 0) return { name: 'the reference', quality: ofReference, rows: reference }
  const { duration, name } = BEFORE[evidence.name]
  const { startUs } = evidence.period
  const earlier = rowsEnded(rows, segment, evidence.granularities[0], {
    startUs: before(startUs, duration, evidence.monitor.timeZone),
    endUs: startUs,
  })
  const quality = poolQuality(earlier)
  return quality.labelled > 0 ? { name, quality, rows: earlier } : null
}

const before = (us: number, duration: Temporal.DurationLike, zone: string): number =>
  Number(
    Temporal.Instant.fromEpochMilliseconds(us / 1000)
      .toZonedDateTimeISO(zone)
      .subtract(duration).epochNanoseconds / 1000n,
  )
