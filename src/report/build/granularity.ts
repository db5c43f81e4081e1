/** One granularity of a monitor: its windows, lines, columns, slices and findings. */
import type { Finding } from '../../checks/finding.ts'
import type { Monitor } from '../../config/project.ts'
import { type Segment, windowId } from '../../core/window.ts'
import { numberAt } from '../../metrics/known-metrics.ts'
import { type DriftRow, type ProfileRow, TABLE_COLUMN } from '../../metrics/rows.ts'
import { type MetricSeries, metricSeries, windowStatus, worstOf } from '../../monitor/metric-series.ts'
import type { Store } from '../../store/store.ts'
import type { ReportColumnSeries, ReportGranularity, ReportLimit, ReportQuality, ReportSeries } from '../report-model.ts'
import type { BinnedColumn, WindowCounts } from './column-counts.ts'
import { directionOf, isLoud, isWhole, reportFinding } from './findings.ts'
import { reportSlices } from './slices.ts'
import { byWindow, reportWindow, type ShownWindow } from './windows.ts'

export interface GranularityInput {
  readonly store: Store
  readonly monitor: Monitor
  readonly granularity: string | null
  readonly windows: readonly ShownWindow[]
  /** The judged window's place in `windows`; null: none of this granularity. */
  readonly judged: number | null
  readonly columns: readonly { readonly name: string; readonly binned: BinnedColumn }[]
  readonly counts: WindowCounts
  /** By granularity, then by the window's place in its list: of the windows whose curves are kept. */
  readonly quality: ReadonlyMap<string | null, ReadonlyMap<number, ReportQuality>>
  /** Of every segment: `:table`, prediction and probability; INPUT of any granularity and BASELINE. */
  readonly profile: readonly ProfileRow[]
}

export async function reportGranularity(input: GranularityInput): Promise<ReportGranularity> {
  const { store, monitor, granularity, windows } = input
  const narrowed = granularity === null ? {} : { granularity }
  const all = (await store.findings({ monitor: monitor.name, ...narrowed })).filter((f) => f.window.granularity === granularity)
  const findings = byWindow(windows, all)
  const whole = findings.map((list) => list.filter(isWhole))
  const drift = monitor.policy === 'calibrated' ? [] : await store.driftRows(monitor.name, { ...narrowed, wholeOnly: true })
  const rows = input.profile.filter((row) => row.logType === 'BASELINE' || row.window?.granularity === granularity)
  const provisional = new Set(
    rows.flatMap(({ window, segment, columnName, values }) =>
      window && columnName === TABLE_COLUMN && isWholeSegment(segment) && numberAt(values, 'quality_provisional') === 1
        ? [windowId(window)]
        : [],
    ),
  )
  const kept = input.quality.get(granularity) ?? new Map<number, ReportQuality>()
  return {
    text: granularity,
    windows: windows.map((window, i) => ({
      ...reportWindow(window, findings[i]!),
      ...(provisional.has(windowId(window.window)) ? { provisional: true } : {}),
    })),
    series: metricSeries(
      monitor,
      windows.map(({ window, rows: n }) => ({ window, rows: n })),
      rows.filter(({ segment }) => isWholeSegment(segment)),
    ).map((series) => reportSeries(series, monitor, whole)),
    columns: input.columns.map(({ name, binned }) => columnSeries(name, binned, input, whole, drift)),
    slices: reportSlices({ monitor, windows, findings, rows, judged: input.judged }),
    quality: [...kept].map(([window, quality]) => ({ ...quality, window })),
    findings: findings.flatMap((list, i) =>
      list.filter((f) => f.status !== 'ok' || i === input.judged).map((f) => reportFinding(f, i, monitor)),
    ),
  }
}

const isWholeSegment = ({ sliceKey, modelId }: Segment): boolean => sliceKey === null && modelId === null

function reportSeries(series: MetricSeries, monitor: Monitor, findings: readonly (readonly Finding[])[]): ReportSeries {
  const { id, theme, title, about, unit, better, values, reference, spread, interval, columnName, metric } = series
  const about_ = (finding: Finding): boolean =>
    finding.columnName === columnName &&
    (finding.metric.split('.')[0] === metric || (metric === 'positive_rate' && finding.check === 'drift'))
  return {
    id,
    theme,
    title,
    about,
    unit,
    better,
    values,
    band: interval
      ? { meaning: '95 % interval', ...interval }
      : spread && {
          meaning: 'mean ± 1 standard deviation',
          low: values.map((value, i) => (value === null || spread[i] == null ? null : value - spread[i])),
          high: values.map((value, i) => (value === null || spread[i] == null ? null : value + spread[i])),
        },
    reference,
    limits: columnName === TABLE_COLUMN ? limitsOf(monitor, metric) : [],
    statuses: findings.map((list) => worstOf(list.filter(about_).map(({ status }) => status))),
  }
}

/** The limits that the user set on a metric; those of the classic policy on its rate. */
function limitsOf(monitor: Monitor, metric: string): readonly ReportLimit[] {
  const limits: ReportLimit[] = []
  for (const check of monitor.checks) {
    if (check.metric.split('.')[0] !== metric) continue
    for (const status of ['warn', 'fail'] as const)
      for (const side of ['below', 'above'] as const) {
        const value = check[status]?.[side]
        if (value !== undefined) limits.push({ value, side, status })
      }
  }
  if (limits.length === 0 && monitor.policy === 'classic' && metric === 'anomaly_rate')
    limits.push(
      { value: 0.02, side: 'below', status: 'fail' },
      { value: 0.1, side: 'above', status: 'warn' },
      { value: 0.15, side: 'above', status: 'fail' },
    )
  return limits
}

function columnSeries(
  name: string,
  binned: BinnedColumn,
  { windows, counts }: GranularityInput,
  findings: readonly (readonly Finding[])[],
  rows: readonly DriftRow[],
): ReportColumnSeries {
  const psi = new Map(
    rows.flatMap((row) =>
      row.columnName === name && row.driftType === 'BASELINE'
        ? [
            [
              windowId(row.window),
              numberAt(row.values, 'population_stability_index') ?? numberAt(row.values, 'categorical_psi'),
            ] as const,
          ]
        : [],
    ),
  )
  const own = findings.map((list) => list.filter((f) => f.columnName === name))
  const drift = own.map((list) => list.find(({ check }) => check === 'drift'))
  const of = windows.map(({ window }) => counts.get(windowId(window))?.get(name))
  return {
    statuses: own.map((list) => windowStatus(list.map(({ status }) => status))),
    drift: drift.map((finding, i) => finding?.value ?? psi.get(windowId(windows[i]!.window)) ?? null),
    chance: drift.map((finding) => {
      const chance = finding?.evidence['chance_bound']
      return typeof chance === 'number' ? chance : null
    }),
    missing: of.map((c) => (c && c.rows > 0 ? 1 - c.nonNull / c.rows : null)),
    direction: drift.map((finding) => (finding && isLoud(finding) ? directionOf(finding) : null)),
    shares10k: of.map((c) => binned.sharesOf(c)),
  }
}
