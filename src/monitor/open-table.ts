/** Describes the monitored table and says how it differs from the columns that the bins were frozen with. */
import type { TypeChange } from '../checks/evidence.ts'
import type { Labels } from '../config/project.ts'
import type { Column } from '../core/columns.ts'
import type { Source, TableDescription } from '../engines/engine.ts'
import { type MonitoredColumn, monitoredColumns } from '../plan/monitored-columns.ts'
import type { BinsVersion } from '../store/store.ts'
import { engineContext, joinedSourceOf, labelSourceOf, type RefreshContext, sourceOf } from './refresh-context.ts'

export interface OpenTable {
  readonly description: TableDescription
  /** All that are profiled, a joined label too. */
  readonly columns: readonly MonitoredColumn[]
  /** Those of the table itself. */
  readonly own: readonly MonitoredColumn[]
  /** Null where no outcomes are joined. */
  readonly labels: OpenLabels | null
}

export interface OpenLabels {
  readonly settings: Labels
  /** The predictions joined with their outcomes. */
  readonly joined: Source
  readonly column: Column
  /** Of the label table. */
  readonly description: TableDescription
}

export async function openTable(context: RefreshContext): Promise<OpenTable> {
  const description = await context.engine.describe(sourceOf(context.monitor), engineContext(context, 'describe'))
  for (const note of description.notes) context.say(`${context.monitor.name}: ${note}`)
  const labels = await openLabels(context)
  if (!labels) {
    const columns = monitoredColumns(context.monitor, description.columns)
    return { description, columns, own: columns, labels: null }
  }
  const { name } = labels.column
  const hidden = description.columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
  if (hidden)
    context.say(`${context.monitor.name}: column ${hidden.name} of the table is left out: labels join the outcome under its name`)
  const own = monitoredColumns(
    context.monitor,
    description.columns.filter((c) => c !== hidden),
  )
  return { description, columns: [...own, ...monitoredColumns(context.monitor, [labels.column])], own, labels }
}

async function openLabels(context: RefreshContext): Promise<OpenLabels | null> {
  const { engine, monitor, asOfUs, say } = context
  const settings = monitor.labels
  if (!settings || monitor.label === undefined) return null
  const inEngine = engineContext(context, 'describe')
  const description = await engine.describe(labelSourceOf(settings), inEngine)
  for (const note of description.notes) say(`${monitor.name}: labels: ${note}`)
  const joined = joinedSourceOf(monitor, settings, asOfUs)
  const column = (await engine.describe(joined, inEngine)).columns.find((c) => c.name === monitor.label)!
  return { settings, joined, column, description }
}

export interface SchemaChange {
  readonly missingColumns: readonly string[]
  readonly newColumns: readonly string[]
  readonly changedTypes: readonly TypeChange[]
}

export function schemaChange(columns: readonly MonitoredColumn[], bins: BinsVersion): SchemaChange {
  const now = new Map(columns.map((c) => [c.column.name, c.column]))
  const changedTypes: TypeChange[] = []
  for (const [name, frozen] of bins.columns) {
    const column = now.get(name)
    if (column && column.kind !== frozen.column.kind)
      changedTypes.push({ columnName: name, from: frozen.column.dataType, to: column.dataType })
  }
  return {
    missingColumns: [...bins.columns.keys()].filter((name) => !now.has(name)),
    newColumns: [...now.keys()].filter((name) => !bins.columns.has(name)),
    changedTypes,
  }
}
