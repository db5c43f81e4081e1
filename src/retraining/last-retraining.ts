/** Was the last retraining worth it: is the model better since, and is that more than chance? */
import { formatCount, formatNumber, formatP, formatPoints, formatShare } from '../checks/numbers.ts'
import type { Segment, Window } from '../core/window.ts'
import { dayKey, dayText } from '../monitor/table-days.ts'
import { compareShares } from '../stats/compare-shares.ts'
import { type WelchInput, welchTTest } from '../stats/welch-t-test.ts'
import { type MonitorRecord, numberOf } from './monitor-record.ts'
import { pooledQuality, type Quality, qualityOf } from './quality.ts'

export type RetrainingVerdict = 'better' | 'worse' | 'no_difference' | 'unknown'

export interface RetrainingSide {
  /** Null where nothing was measured. */
  readonly value: number | null
  /** Labelled rows; without labels, windows. */
  readonly n: number
  readonly windows: number
  readonly fromUs: number | null
  readonly toUs: number | null
}

export interface LastRetraining {
  /** Versions as the model id column names them; null where only the time of training is known. */
  readonly fromVersion: string | null
  readonly toVersion: string | null
  readonly knownBy: 'model_id' | 'trained_at'
  /** Start of the new version's first window, or the time of training. */
  readonly atUs: number
  /** Without labels: the drift score of the prediction, averaged over windows. */
  readonly metric: 'accuracy_score' | 'mean_average_error' | 'prediction_drift_score'
  readonly before: RetrainingSide
  readonly after: RetrainingSide
  /** After minus before; null where one of them is missing. */
  readonly change: number | null
  readonly pValue: number | null
  readonly verdict: RetrainingVerdict
  readonly sentence: string
}

/** At most so many windows are taken on each side. */
const MOST_WINDOWS = 30
const ALPHA = 0.05

interface Switch {
  readonly fromVersion: string | null
  readonly toVersion: string | null
  readonly knownBy: LastRetraining['knownBy']
  readonly atUs: number
  readonly isBefore: (segment: Segment, window: Window) => boolean
  readonly isAfter: (segment: Segment, window: Window) => boolean
}

interface Placed {
  readonly segment: Segment
  readonly window: Window | null
}

/** Null where no retraining is known within the computed windows. */
export async function lastRetraining(record: MonitorRecord, trainedAtUs: number | null): Promise<LastRetraining | null> {
  const found = (await versionSwitch(record)) ?? trainingSwitch(record, trainedAtUs)
  if (found === null) return null
  const segments = found.knownBy === 'model_id' ? 'models' : 'whole'
  const rows = (await record.profile(':table', segments)).filter(({ window }) => window !== null && record.isMature(window))
  const measured = <T>(all: readonly (Placed & T)[]) => ({
    before: all.filter(({ segment, window }) => found.isBefore(segment, window!)).slice(-MOST_WINDOWS),
    after: all.filter(({ segment, window }) => found.isAfter(segment, window!)).slice(-MOST_WINDOWS),
  })
  const qualities = measured(
    rows.flatMap(({ segment, window, ...row }) => {
      const quality = qualityOf({ segment, window, ...row }, record.monitor)
      return quality === null ? [] : [{ segment, window, quality }]
    }),
  )
  if (qualities.before.length > 0 && qualities.after.length > 0)
    return byQuality(record, found, qualities.before, qualities.after)
  const { prediction } = record.monitor
  const scores = (prediction === undefined ? [] : await record.drift(prediction, segments)).flatMap(
    ({ segment, window, ...row }) => {
      const score = numberOf({ segment, window, ...row }, 'mean_shift_z')
      return score === null ? [] : [{ segment, window, score }]
    },
  )
  const drift = measured(scores)
  return byDrift(record, found, drift.before, drift.after)
}

/** The version that was seen first in the latest window, where another one was there before it. */
async function versionSwitch(record: MonitorRecord): Promise<Switch | null> {
  if (record.monitor.modelId === undefined) return null
  const firstUs = new Map<string, number>()
  for (const { segment, window } of await record.profile(':table', 'models'))
    if (window !== null && segment.modelId !== null && !firstUs.has(segment.modelId)) firstUs.set(segment.modelId, window.startUs)
  const versions = [...firstUs].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1))
  const newest = versions[0]
  const previous = versions.find(([, us]) => newest !== undefined && us < newest[1])
  if (!newest || !previous) return null
  const atUs = newest[1]
  return {
    fromVersion: previous[0],
    toVersion: newest[0],
    knownBy: 'model_id',
    atUs,
    // In the window of the change both have rows: each is counted with its own.
    isBefore: ({ modelId }, { startUs }) => modelId === previous[0] && startUs <= atUs,
    isAfter: ({ modelId }, { startUs }) => modelId === newest[0] && startUs >= atUs,
  }
}

function trainingSwitch({ windows }: MonitorRecord, trainedAtUs: number | null): Switch | null {
  if (trainedAtUs === null) return null
  const isBefore = (_: Segment, { endUs }: Window): boolean => endUs <= trainedAtUs
  const isAfter = (_: Segment, { startUs }: Window): boolean => startUs >= trainedAtUs
  const whole = { sliceKey: null, sliceValue: null, modelId: null }
  if (!windows.some((window) => isBefore(whole, window)) || !windows.some((window) => isAfter(whole, window))) return null
  return { fromVersion: null, toVersion: null, knownBy: 'trained_at', atUs: trainedAtUs, isBefore, isAfter }
}

function byQuality(
  record: MonitorRecord,
  found: Switch,
  before: readonly (Placed & { readonly quality: Quality })[],
  after: readonly (Placed & { readonly quality: Quality })[],
): LastRetraining {
  const then = pooledQuality(before.map(({ quality }) => quality))!
  const now = pooledQuality(after.map(({ quality }) => quality))!
  const isError = now.metric === 'mean_average_error'
  const pValue =
    then.share && now.share
      ? compareShares(then.share, now.share).pValue
      : then.mean && now.mean
        ? (welchTTest(then.mean, now.mean)?.pValue ?? null)
        : null
  const change = now.value - then.value
  const verdict = verdictOf(isError ? -change : change, pValue)
  const say = isError ? formatNumber : formatShare
  const difference = isError ? formatNumber(Math.abs(change)) : formatPoints(change)
  return {
    ...switchOf(found),
    metric: now.metric,
    before: { ...sideOf(before), value: then.value, n: then.rows },
    after: { ...sideOf(after), value: now.value, n: now.rows },
    change,
    pValue,
    verdict,
    sentence:
      `${isError ? 'mean absolute error' : 'accuracy'} ${say(now.value)} on ${formatCount(now.rows)} labelled rows ${sinceText(record, found)}, ` +
      `before ${say(then.value)} on ${formatCount(then.rows)}: ${verdictText(verdict, difference, pValue)}`,
  }
}

function byDrift(
  record: MonitorRecord,
  found: Switch,
  before: readonly (Placed & { readonly score: number })[],
  after: readonly (Placed & { readonly score: number })[],
): LastRetraining {
  const then = meanOf(before.map(({ score }) => score))
  const now = meanOf(after.map(({ score }) => score))
  const known = then.mean !== null && now.mean !== null
  const change = known ? now.mean! - then.mean! : null
  const pValue = welchTTest(then, now)?.pValue ?? null
  const verdict = change === null ? 'unknown' : verdictOf(-change, pValue)
  const since = sinceText(record, found)
  return {
    ...switchOf(found),
    metric: 'prediction_drift_score',
    before: { ...sideOf(before), value: then.mean, n: then.n },
    after: { ...sideOf(after), value: now.mean, n: now.n },
    change,
    pValue,
    verdict,
    sentence: known
      ? `no labels on both sides; drift score of the prediction ${formatNumber(now.mean!)} in ${windowsText(now.n)} ${since}, before ` +
        `${formatNumber(then.mean!)} in ${windowsText(then.n)}: ${verdictText(verdict, formatNumber(Math.abs(change!)), pValue)}`
      : `${since}: neither labels nor drift were measured both before and after, so nothing can be said`,
  }
}

const windowsText = (n: number): string => `${formatCount(n)} ${n === 1 ? 'window' : 'windows'}`

function meanOf(values: readonly number[]): WelchInput {
  const n = values.length
  if (n === 0) return { n, mean: null, variance: null }
  const mean = values.reduce((sum, x) => sum + x, 0) / n
  return { n, mean, variance: n < 2 ? null : values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1) }
}

/** @param gain positive is better */
function verdictOf(gain: number, pValue: number | null): RetrainingVerdict {
  if (pValue === null) return 'unknown'
  if (pValue > ALPHA || gain === 0) return 'no_difference'
  return gain > 0 ? 'better' : 'worse'
}

function verdictText(verdict: RetrainingVerdict, difference: string, pValue: number | null): string {
  const p = pValue === null ? '' : ` (p ${formatP(pValue)})`
  switch (verdict) {
    case 'better':
      return `better by ${difference}, more than chance explains${p}`
    case 'worse':
      return `WORSE by ${difference}, more than chance explains${p}`
    case 'no_difference':
      return `no difference that chance does not explain${p}`
    case 'unknown':
      return `too few to tell a difference of ${difference} from chance`
  }
}

const sinceText = ({ monitor }: MonitorRecord, { knownBy, toVersion, atUs }: Switch): string => {
  const date = dayText(dayKey(atUs, monitor.timeZone))
  return knownBy === 'model_id' ? `of version ${toVersion} since ${date}` : `since the training of ${date}`
}

const switchOf = ({ fromVersion, toVersion, knownBy, atUs }: Switch) => ({ fromVersion, toVersion, knownBy, atUs })

const sideOf = (parts: readonly Placed[]): Omit<RetrainingSide, 'value' | 'n'> => ({
  windows: parts.length,
  fromUs: parts[0]?.window?.startUs ?? null,
  toUs: parts.at(-1)?.window?.endUs ?? null,
})
