import { checkOneOf } from './check-one-of.ts'
import type { MonitorContext } from './monitor-context.ts'
import type { LabelCondition, Labels } from './project.ts'
import { resolveTable } from './resolve-table.ts'

/** The labels of a monitor that stand in another table; null without, or after reporting what is wrong. */
export function buildLabels(context: MonitorContext): Labels | null {
  const value = context.values.labels
  if (!value) return null
  const path = [...context.path, 'labels']
  const fine = [
    checkOneOf(context.collector, path, ['table', 'query'], value),
    checkOneOf(context.collector, path, ['on', 'on_sql'], value),
  ].every(Boolean)
  if (!fine) return null
  if (value.mature_after && context.values.type === 'snapshot')
    context.collector.add(
      [...path, 'mature_after'],
      'outcomes of a snapshot never mature',
      'it counts from the end of a window: leave it out, or give the monitor a timestamp and granularities',
    )
  const connection = context.connections.get(context.values.connection ?? 'default')
  return {
    ...(value.table !== undefined && { table: resolveTable(value.table, context.folder, connection?.path !== undefined) }),
    ...(value.query !== undefined && { query: value.query }),
    on: conditionOf(value),
    value: value.value,
    knownAt: value.known_at ?? null,
    match: value.match ?? 'all',
    matureAfter: value.mature_after && value.mature_after.n > 0 ? value.mature_after : null,
  }
}

function conditionOf({ on, on_sql }: NonNullable<MonitorContext['values']['labels']>): LabelCondition {
  if (on_sql !== undefined) return { kind: 'sql', condition: on_sql }
  const pairs = Array.isArray(on)
    ? on.map((name) => ({ prediction: name, label: name }))
    : Object.entries(on ?? {}).map(([prediction, label]) => ({ prediction, label }))
  return { kind: 'columns', pairs }
}
