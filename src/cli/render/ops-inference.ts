/** Inference in `leeway ops`: of several models a row each, of one model a row per day. */
import { formatCount, formatNumber, formatShare } from '../../checks/numbers.ts'
import type { InferenceCounts, InferenceReport } from '../../operations/read-inference.ts'
import type { ProjectOperations } from '../../operations/read-operations.ts'
import { sparkline } from './bars.ts'
import type { OpsView } from './ops.ts'
import { shortDuration } from './short-duration.ts'
import type { Style } from './style.ts'
import { renderTable, type TableCell, type TableColumn } from './table.ts'

const MOST_DATES = 15

interface CountColumn extends TableColumn {
  readonly cell: (counts: InferenceCounts) => TableCell
}

/** Empty where no monitor has times. */
export function inferenceText({ inference }: ProjectOperations, _view: OpsView, style: Style, width: number): string {
  const reports = inference.flatMap(({ report }) => (report ? [report] : []))
  if (reports.length === 0) return ''
  const columns = measureColumns(reports, width)
  return reports.length === 1
    ? dayTable(reports[0]!, columns, style, width)
    : renderTable(
        [
          { title: 'model', gives: true },
          ...(width >= 60 ? [{ title: 'records by day' }] : []),
          { title: 'records', align: 'right' as const },
          ...columns,
        ],
        reports.map((report) => [
          report.monitor,
          ...(width >= 60 ? [sparkline(recordsByDay(report), MOST_DATES, true)] : []),
          report.total.records === 0
            ? { text: 'none', paint: (text: string) => style.status('fail', text) }
            : formatCount(report.total.records),
          ...columns.map(({ cell }) => cell(report.total)),
        ]),
        width,
        { head: style.quiet },
      )
}

const recordsByDay = ({ dates, days }: InferenceReport): readonly number[] => {
  const records = new Map(days.map((day) => [day.date, day.records]))
  return dates.slice(-MOST_DATES).map((date) => records.get(date) ?? 0)
}

function dayTable(
  { monitor, dates, days }: InferenceReport,
  columns: readonly CountColumn[],
  style: Style,
  width: number,
): string {
  const byDate = new Map(days.map((day) => [day.date, day]))
  // On a narrow terminal latency and errors say more than the span.
  const withSpan = width >= 60 || columns.length < 2
  return renderTable(
    [
      { title: monitor, gives: true },
      { title: 'records', align: 'right' },
      ...(withSpan ? [{ title: 'duration', align: 'right' as const }] : []),
      ...columns,
    ],
    dates.toReversed().map((date) => {
      const day = byDate.get(date)
      const span = withSpan ? [day ? shortDuration(day.durationSeconds ?? 0) : ''] : []
      if (!day) return [date, { text: '0', paint: (text) => style.status('warn', text) }, ...span, ...columns.map(() => '')]
      return [date, formatCount(day.records), ...span, ...columns.map(({ cell }) => cell(day))]
    }),
    width,
    { head: style.quiet },
  )
}

const seconds = (value: number | null): string => (value === null ? '' : shortDuration(value))

/** Only what the configuration says anything about, and what has room. */
function measureColumns(reports: readonly InferenceReport[], width: number): readonly CountColumn[] {
  const columns: CountColumn[] = []
  const timed = reports.some(({ total }) => total.timed !== null)
  const failing = reports.some(({ total }) => total.errors !== null)
  if (width >= 60)
    columns.push({
      title: 'per hour',
      align: 'right',
      cell: ({ recordsPerHour }) => (recordsPerHour === null ? '' : formatNumber(Number(recordsPerHour.toPrecision(3)))),
    })
  if (timed) {
    if (width >= 60) columns.push({ title: 'median', align: 'right', cell: (c) => seconds(c.latencyMedianSeconds) })
    columns.push({ title: 'p95', align: 'right', cell: (c) => seconds(c.latencyP95Seconds) })
    if (width >= 60) columns.push({ title: 'p99', align: 'right', cell: (c) => seconds(c.latencyP99Seconds) })
  }
  if (failing)
    columns.push({ title: 'errors', align: 'right', cell: (c) => (c.errorRate === null ? '' : formatShare(c.errorRate)) })
  return columns
}
