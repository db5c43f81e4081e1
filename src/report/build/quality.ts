/** Confusion matrix, curves and residuals of the windows whose quality a report shows, merged from the stored root windows. */
import { mergeQuality } from '../../aggregates/quality-state.ts'
import type { ConfusionState, QualityState, ScoresState } from '../../aggregates/states.ts'
import type { Monitor } from '../../config/project.ts'
import type { Window } from '../../core/window.ts'
import { planRoots } from '../../plan/roots.ts'
import { residualPoints } from '../../stats/residual-bins.ts'
import { calibrationCurve, precisionRecallCurve, rocCurve } from '../../stats/score-curves.ts'
import { scoreMetrics } from '../../stats/score-histogram.ts'
import type { BinsVersion, Store } from '../../store/store.ts'
import { OTHER_LABEL } from '../merge-rare-categories.ts'
import type { ReportConfusion, ReportQuality, ReportScores } from '../report-model.ts'
import { movingWindows } from './column-counts.ts'
import type { ShownWindow } from './windows.ts'

/** Newest complete windows of each granularity whose curves are kept. */
const KEPT_WINDOWS = 6
const MOST_CLASSES = 8
const MOST_SCORED_CLASSES = 3
/** Points of a curve: more than a pixel-wide screen shows. */
const CURVE_POINTS = 100

export interface QualityInput {
  readonly store: Store
  readonly monitor: Monitor
  readonly bins: BinsVersion
  /** Of the granularities, and their windows; null: a snapshot. */
  readonly texts: readonly (string | null)[]
  readonly windows: readonly (readonly ShownWindow[])[]
  /** The judged window's granularity and place. */
  readonly place: { readonly granularity: number; readonly window: number } | null
  readonly judged: Window | null
}

export interface ReadQuality {
  /** By granularity, then by the window's place in its list. */
  readonly windows: ReadonlyMap<string | null, ReadonlyMap<number, ReportQuality>>
  readonly reference: ReportQuality | null
}

export async function readQuality(input: QualityInput): Promise<ReadQuality> {
  const { monitor, texts, windows, place } = input
  const byGranularity = new Map<string | null, Map<number, ReportQuality>>()
  if (monitor.label === undefined) return { windows: byGranularity, reference: null }
  for (const [g, text] of texts.entries()) {
    const kept = new Map<number, ReportQuality>()
    byGranularity.set(text, kept)
    for (const i of candidates(windows[g]!, place?.granularity === g ? place.window : null)) {
      const isJudged = place?.granularity === g && place.window === i
      if (kept.size >= KEPT_WINDOWS && !isJudged) continue
      const quality = reportQuality(await qualityOfWindow(input, windows[g]![i]!.window), monitor)
      if (quality) kept.set(i, quality)
    }
  }
  return { windows: byGranularity, reference: reportQuality(await qualityOfReference(input), monitor) }
}

/** A few more than are kept, newest first, as the newest may have no labels yet; the judged one always. */
function candidates(windows: readonly ShownWindow[], judged: number | null): readonly number[] {
  const complete = windows.flatMap(({ complete: whole, rows }, i) => (rows > 0 && (whole || windows.length === 1) ? [i] : []))
  const newest = complete.slice(-4 * KEPT_WINDOWS).reverse()
  return judged === null ? newest : [judged, ...newest.filter((i) => i !== judged)]
}

async function qualityOfWindow({ store, monitor }: QualityInput, window: Window): Promise<QualityState | null> {
  const granularity = monitor.granularities.find((g) => g.text === window.granularity)
  const own = granularity === undefined || granularity.unit === 'rows'
  const text = own ? window.granularity : (planRoots(monitor.granularities).root?.text ?? null)
  const untilUs = own ? window.startUs + 1 : window.endUs
  return merged(await store.segments(monitor.name, text, window.startUs, untilUs, { wholeOnly: true }))
}

async function qualityOfReference({ store, monitor, bins, judged }: QualityInput): Promise<QualityState | null> {
  const moving = await movingWindows(store, monitor, judged)
  if (moving === null) {
    const segments = await store.referenceSegments(monitor.name, bins.version)
    return merged(
      segments.filter(({ window, segment }) => window === null && segment.sliceKey === null && segment.modelId === null),
    )
  }
  let state: QualityState | null = null
  for (const window of moving) {
    const own = await store.segments(monitor.name, window.granularity, window.startUs, window.startUs + 1, { wholeOnly: true })
    state = merged([...(state ? [{ quality: state }] : []), ...own])
  }
  return state
}

const merged = (segments: readonly { readonly quality?: QualityState }[]): QualityState | null =>
  segments.reduce<QualityState | null>(
    (sum, { quality }) => (sum && quality ? mergeQuality(sum, quality) : (quality ?? sum)),
    null,
  )

/** Null without labelled rows. */
export function reportQuality(
  state: QualityState | null,
  monitor: Pick<Monitor, 'positive' | 'minimumCategoryCount'>,
): ReportQuality | null {
  if (state === null) return null
  const confusion = state.confusion ? confusionOf(state.confusion, monitor.minimumCategoryCount) : null
  const rows = confusion ? confusion.counts.flat().reduce((a, b) => a + b, 0) : (state.errors?.n ?? 0)
  if (rows === 0) return null
  const named = new Set(confusion?.classes)
  return {
    rows,
    confusion,
    scores: [...(state.scores ?? [])]
      .filter(([name]) => named.has(name))
      .map(([name, scores]) => scoresOf(name, scores))
      .filter((scores) => scores !== null)
      .toSorted((a, b) => b.positives - a.positives)
      .slice(0, MOST_SCORED_CLASSES),
    residuals: state.residuals
      ? residualPoints(state.residuals)
          // A bin of few rows could be a person.
          .filter((point) => point.rows >= monitor.minimumCategoryCount)
          .map(({ rows: n, meanPrediction, meanError, stddev }) => ({
            rows: n,
            prediction: meanPrediction,
            mean: meanError,
            stddev,
          }))
      : [],
  }
}

/** The largest classes by name; what is rare or does not fit is one class of its own. */
function confusionOf(confusion: ConfusionState, minimumCount: number): ReportConfusion {
  const cells = [...confusion].map(([key, count]) => {
    const [prediction, label] = JSON.parse(key) as [string, string]
    return { prediction, label, count }
  })
  const sizes = new Map<string, number>()
  for (const { prediction, label, count } of cells)
    for (const name of new Set([prediction, label])) sizes.set(name, (sizes.get(name) ?? 0) + count)
  const bySize = [...sizes].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const named = bySize.filter(([, size]) => size >= minimumCount).slice(0, MOST_CLASSES)
  const hasOther = named.length < bySize.length
  const names = named.map(([name]) => name).sort(new Intl.Collator('en', { numeric: true }).compare)
  const classes = hasOther ? [...names, OTHER_LABEL] : names
  const place = (name: string): number => {
    const index = names.indexOf(name)
    return index < 0 ? names.length : index
  }
  const counts = classes.map(() => classes.map(() => 0))
  for (const { prediction, label, count } of cells) counts[place(label)]![place(prediction)]! += count
  return { classes, hasOther, counts }
}

function scoresOf(className: string, state: ScoresState): ReportScores | null {
  if (state.keys.length === 0) return null
  const metrics = scoreMetrics({ ...state, logLoss: 0 })
  const roc = rocCurve(state)
  const pr = precisionRecallCurve(state)
  return {
    className,
    rows: metrics.rows,
    positives: metrics.positives,
    rocAuc: metrics.rocAuc,
    averagePrecision: metrics.averagePrecision,
    calibrationError: metrics.expectedCalibrationError,
    roc10k: roc ? curve(roc.falsePositiveRates, roc.truePositiveRates) : [],
    precisionRecall10k: pr ? curve(pr.recall.toReversed(), pr.precision.toReversed()) : [],
    calibration10k: calibrationCurve(state).flatMap(({ meanScore, positiveShare }) => [in10k(meanScore), in10k(positiveShare)]),
  }
}

const in10k = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 10_000)

/** The points of a curve at about equal steps along it, its ends kept; x and y one after the other. */
export function curve(x: Float64Array, y: Float64Array): number[] {
  let length = 0
  for (let i = 1; i < x.length; i++) length += Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!)
  const step = length / CURVE_POINTS
  const points: number[] = []
  let since = Number.POSITIVE_INFINITY
  for (let i = 0; i < x.length; i++) {
    if (i > 0) since += Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!)
    if (since < step && i < x.length - 1) continue
    points.push(in10k(x[i]!), in10k(y[i]!))
    since = 0
  }
  return points
}
