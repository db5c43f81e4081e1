/** Keeps a report of very many columns small: histograms are most of its size, and few of them are ever looked at. */
import type { ReportColumnSeries, ReportGranularity, ReportModel } from './report-model.ts'

/** Windows whose histograms are always kept: the newest of each granularity. */
const ALWAYS = 2

/**
 * Drops histograms of windows until the rest fits. Kept first: the newest windows, then windows in which the column
 * warned or failed (newest first), then the others, newest first. The page says where one was not kept.
 *
 * @param most numbers (bins x windows x columns) to keep over the whole report
 */
export function limitHistograms(model: ReportModel, most: number): ReportModel {
  const all: { readonly rank: number; readonly age: number; readonly size: number; readonly place: string }[] = []
  for (const [m, monitor] of model.monitors.entries())
    for (const [g, granularity] of monitor.granularities.entries())
      for (const [c, series] of granularity.columns.entries())
        for (const [w, shares] of series.shares10k.entries()) {
          if (!shares) continue
          const age = granularity.windows.length - 1 - w
          const judged = monitor.verdict.granularity === g && monitor.verdict.window === w
          const status = series.statuses[w]
          const rank = age < ALWAYS || judged ? 0 : status === 'fail' || status === 'warn' ? 1 : 2
          all.push({ rank, age, size: shares.length, place: `${m} ${g} ${c} ${w}` })
        }
  if (all.reduce((sum, h) => sum + h.size, 0) <= most) return model
  all.sort((a, b) => a.rank - b.rank || a.age - b.age)
  const kept = new Set<string>()
  let used = 0
  for (const h of all) {
    if (h.rank > 0 && used + h.size > most) continue
    used += h.size
    kept.add(h.place)
  }
  const limitColumn = (series: ReportColumnSeries, place: string): ReportColumnSeries => ({
    ...series,
    shares10k: series.shares10k.map((shares, w) => (kept.has(`${place} ${w}`) ? shares : null)),
  })
  return {
    ...model,
    monitors: model.monitors.map((monitor, m) => ({
      ...monitor,
      granularities: monitor.granularities.map(
        (granularity, g): ReportGranularity => ({
          ...granularity,
          columns: granularity.columns.map((series, c) => limitColumn(series, `${m} ${g} ${c}`)),
        }),
      ),
    })),
  }
}
