/** Keeps the file small whatever the model: histograms and sentences are most of its size, and few are ever looked at. */
import type { ReportGranularity, ReportModel } from './report-model.ts'
import { statusRank } from './view/status.ts'

export interface ReportLimits {
  /** Numbers (bins x windows x columns) kept in histograms over the whole report; about two bytes each. */
  readonly histogramNumbers: number
  /** Findings kept over the whole report; about 700 bytes each. */
  readonly findings: number
  /** Windows with curves kept over the whole report, of one class each; about a kilobyte each. */
  readonly curves: number
}

export const DEFAULT_LIMITS: ReportLimits = { histogramNumbers: 420_000, findings: 500, curves: 150 }

/** Windows whose histograms are always kept: the newest of each granularity, and the judged one. */
const ALWAYS = 2

/**
 * Drops what exceeds the limits. Kept first is what belongs to the judged and the newest windows; then, for histograms,
 * windows in which the column warned or failed; then newest first. The page says where something was not kept.
 */
export function limitReport(model: ReportModel, limits: ReportLimits = DEFAULT_LIMITS): ReportModel {
  return limitCurves(limitFindings(limitHistograms(model, limits.histogramNumbers), limits.findings), limits.curves)
}

const isJudged = (model: ReportModel, m: number, g: number, w: number): boolean =>
  model.monitors[m]!.verdict.granularity === g && model.monitors[m]!.verdict.window === w

interface Item {
  readonly rank: number
  readonly age: number
  readonly size: number
  readonly place: string
}

/** The places to keep, or null when everything fits. Rank 0 is kept whatever it costs. */
function choose(items: readonly Item[], most: number): ReadonlySet<string> | null {
  if (items.reduce((sum, item) => sum + item.size, 0) <= most) return null
  const kept = new Set<string>()
  let used = 0
  for (const item of items.toSorted((a, b) => a.rank - b.rank || a.age - b.age)) {
    if (item.rank > 0 && used + item.size > most) continue
    used += item.size
    kept.add(item.place)
  }
  return kept
}

function mapGranularities(
  model: ReportModel,
  change: (granularity: ReportGranularity, place: string) => ReportGranularity,
): ReportModel {
  return {
    ...model,
    monitors: model.monitors.map((monitor, m) => ({
      ...monitor,
      granularities: monitor.granularities.map((granularity, g) => change(granularity, `${m} ${g}`)),
    })),
  }
}

function limitHistograms(model: ReportModel, most: number): ReportModel {
  const items: Item[] = []
  for (const [m, monitor] of model.monitors.entries())
    for (const [g, granularity] of monitor.granularities.entries())
      for (const [c, series] of granularity.columns.entries())
        for (const [w, shares] of series.shares10k.entries()) {
          if (!shares) continue
          const age = granularity.windows.length - 1 - w
          const status = series.statuses[w]
          const rank = age < ALWAYS || isJudged(model, m, g, w) ? 0 : status === 'fail' || status === 'warn' ? 1 : 2
          items.push({ rank, age, size: shares.length, place: `${m} ${g} ${c} ${w}` })
        }
  const kept = choose(items, most)
  if (!kept) return model
  return mapGranularities(model, (granularity, place) => ({
    ...granularity,
    columns: granularity.columns.map((series, c) => ({
      ...series,
      shares10k: series.shares10k.map((shares, w) => (kept.has(`${place} ${c} ${w}`) ? shares : null)),
    })),
  }))
}

/** Findings of the judged window that are kept whatever it costs, worst first. */
const JUDGED_FINDINGS = 200

function limitFindings(model: ReportModel, most: number): ReportModel {
  const items: Item[] = []
  for (const [m, monitor] of model.monitors.entries())
    for (const [g, { findings, windows }] of monitor.granularities.entries()) {
      const order = findings.map((_, f) => f).sort((a, b) => statusRank(findings[a]!.status) - statusRank(findings[b]!.status))
      let judged = 0
      for (const f of order) {
        const { window, status } = findings[f]!
        const first = isJudged(model, m, g, window) && judged++ < JUDGED_FINDINGS
        items.push({
          rank: first ? 0 : 1,
          age: (windows.length - window) * 10 + statusRank(status),
          size: 1,
          place: `${m} ${g} ${f}`,
        })
      }
    }
  const kept = choose(items, most)
  if (!kept) return model
  return mapGranularities(model, (granularity, place) => ({
    ...granularity,
    findings: granularity.findings.filter((_, f) => kept.has(`${place} ${f}`)),
  }))
}

/** The judged window's and each granularity's newest curves are kept whatever it costs, then the newest. */
function limitCurves(model: ReportModel, most: number): ReportModel {
  const items: Item[] = []
  for (const [m, monitor] of model.monitors.entries())
    for (const [g, { quality = [], windows }] of monitor.granularities.entries()) {
      const newest = Math.max(...quality.map(({ window }) => window))
      for (const { window, scores } of quality) {
        const rank = window === newest || isJudged(model, m, g, window) ? 0 : 1
        items.push({ rank, age: windows.length - window, size: Math.max(1, scores.length), place: `${m} ${g} ${window}` })
      }
    }
  const kept = choose(items, most)
  if (!kept) return model
  return mapGranularities(model, (granularity, place) => ({
    ...granularity,
    quality: (granularity.quality ?? []).filter(({ window }) => kept.has(`${place} ${window}`)),
  }))
}
