/** Asks the engine for the outcomes of windows. */
import { DELAY_EDGES } from '../aggregates/labels.ts'
import type { Column } from '../core/columns.ts'
import { segmentId } from '../core/window.ts'
import type { ScanRequest } from '../engines/engine.ts'
import type { RootWindow } from '../plan/refresh-plan.ts'
import { LABEL_DELAY, PAIR_KIND } from '../sql/label-join.ts'
import type { BinsVersion } from '../store/store.ts'
import type { LabelIndex } from './index-labels.ts'
import type { LabelNames, WindowLabels } from './label-overlay.ts'
import type { OpenTable } from './open-table.ts'
import { qualityRequest } from './quality-request.ts'
import { engineContext, type RefreshContext } from './refresh-context.ts'
import { grouping, KEPT_CATEGORIES, type ScanTotals, scanColumns, type TableScan } from './scan-table.ts'
import { EXACT_ROWS } from './segment-book.ts'

const PAIR_COLUMN: Column = { name: PAIR_KIND, engineType: 'INTEGER', dataType: 'int', kind: 'numeric' }
const DELAY_COLUMN: Column = { name: LABEL_DELAY, engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' }
/** Under: the only outcome of its prediction; between: the first of several; over: a further one. */
const PAIR_EDGES = Float64Array.of(1, 2)

export interface LabelScan extends LabelNames {
  readonly scan: TableScan
  readonly windows: LabelIndex['windows']
}

/** Null where no outcomes are joined. */
export function labelScan(
  context: RefreshContext,
  table: OpenTable,
  bins: BinsVersion,
  time: ScanRequest['time'],
  windows: LabelIndex['windows'],
): LabelScan | null {
  const { labels, description } = table
  if (!labels) return null
  const label = table.columns.filter((c) => c.role === 'label' && c.column.name === labels.column.name)
  const quality = qualityRequest(context.monitor, [...description.columns, labels.column])
  const edges = quality ? bins.columns.get(quality.prediction)?.fine : undefined
  const hasDelay = labels.settings.knownAt !== null && time !== null
  return {
    scan: {
      source: labels.joined,
      time,
      columns: [
        ...scanColumns(label, bins),
        { column: PAIR_COLUMN, edges: PAIR_EDGES },
        ...(hasDelay ? [{ column: DELAY_COLUMN, edges: DELAY_EDGES }] : []),
      ],
      grouping: grouping(context.monitor, description, bins.sliceValues),
      quality: quality && { ...quality, ...(edges ? { predictionEdges: edges } : {}) },
    },
    label: labels.column.name,
    hasDelay,
    windows,
  }
}

/** Scans the outcomes of windows in one request. @returns them by the window's start */
export async function scanLabels(
  context: RefreshContext,
  { scan, label, windows: known }: LabelScan,
  windows: readonly { readonly root: RootWindow; readonly states: boolean; readonly values: boolean }[],
  totals: ScanTotals,
): Promise<ReadonlyMap<number, WindowLabels>> {
  if (windows.length === 0) return new Map()
  const result = await context.engine.scan(
    {
      ...scan,
      windows: windows.map(({ root, states, values }) => {
        const rows = known.get(root.key)?.pairs ?? 0
        const { startUs, endUs } = root.window
        return { key: root.key, startUs, endUs, rows, states, values: values && rows <= EXACT_ROWS }
      }),
      keepCategories: KEPT_CATEGORIES,
    },
    engineContext(context, 'labels'),
  )
  totals.rowsRead += result.rowsRead
  totals.statements += result.statements
  for (const note of result.notes) context.say(`${context.monitor.name}: labels: ${note}`)
  return new Map(
    windows.map(({ root, states, values }, i): [number, WindowLabels] => {
      const own = result.segments.filter((s) => s.window === i)
      const sorted = result.values.filter((v) => v.window === i)
      return [
        root.window.startUs,
        {
          states: states ? new Map(own.map((s) => [segmentId(s.segment), s])) : null,
          sorted: values
            ? new Map(sorted.flatMap((v) => (v.sorted.has(label) ? [[segmentId(v.segment), v.sorted.get(label)!]] : [])))
            : null,
        },
      ]
    }),
  )
}
