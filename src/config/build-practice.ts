import { type MonitorContext, report } from './monitor-context.ts'
import { parseInstant } from './parse-instant.ts'
import type { Documentation, Operations, OutcomeValues } from './project.ts'

export function buildDocumentation(context: MonitorContext): Documentation | null {
  const value = context.values.documentation
  if (!value) return null
  if (value.updated !== undefined && parseInstant(value.updated, 'UTC') === undefined)
    report(context, ['documentation', 'updated'], `"${value.updated}" is not a date`, 'expected a date: 2026-01-31')
  return {
    owner: value.owner ?? null,
    description: value.description ?? null,
    runbook: value.runbook ?? null,
    updated: value.updated ?? null,
  }
}

export function buildOperations(context: MonitorContext): Operations | null {
  const value = context.values.operations
  if (!value) return null
  if (value.latency !== undefined && (value.start !== undefined || value.end !== undefined))
    report(context, ['operations', 'latency'], 'the duration is said twice', 'say latency, or start and end')
  if ((value.start === undefined) !== (value.end === undefined))
    report(context, 'operations', 'a duration needs start and end', 'say both, or latency')
  if (value.unit !== undefined && value.latency === undefined)
    report(context, ['operations', 'unit'], '"unit" goes with latency', 'start and end are instants: remove "unit"')
  return {
    latency: value.latency === undefined ? null : { expression: value.latency, unit: value.unit ?? 'milliseconds' },
    interval: value.start === undefined || value.end === undefined ? null : { start: value.start, end: value.end },
    error: value.error ?? null,
  }
}

export function buildOutcomeValues(context: MonitorContext): OutcomeValues | null {
  const value = context.values.outcome_values
  if (!value) return null
  if (context.values.problem !== 'classification')
    report(context, 'outcome_values', '"outcome_values" needs classes', 'it goes with problem: classification')
  const seen = new Set<string>()
  for (const [index, { prediction, label }] of value.cells.entries()) {
    const cell = JSON.stringify([prediction, label])
    if (seen.has(cell))
      report(
        context,
        ['outcome_values', 'cells', index],
        `prediction ${prediction} with label ${label} stands twice`,
        'remove one of them',
      )
    seen.add(cell)
  }
  return { unit: value.unit ?? null, cells: value.cells }
}
