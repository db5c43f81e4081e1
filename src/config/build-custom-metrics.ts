import { nearestName } from '../core/nearest-name.ts'
import { type MonitorContext, report } from './monitor-context.ts'
import type { CustomMetric } from './project.ts'
import type { CustomMetricValue } from './schema/monitor.ts'
import { short } from './schema-problems.ts'

const TEMPLATES: Readonly<Record<CustomMetric['type'], readonly string[]>> = {
  aggregate: ['input_column', 'prediction_col', 'label_col'],
  derived: [],
  drift: ['current_df', 'base_df'],
}
const ALL_TEMPLATES = Object.values(TEMPLATES).flat()

/** Custom metrics with unique names and templates that can be filled. That their SQL is one harmless expression is the engine's check. */
export function buildCustomMetrics(context: MonitorContext): CustomMetric[] {
  const builtIn = new Set(context.knownMetrics)
  const seen = new Map<string, number>()
  const metrics: CustomMetric[] = []
  for (const [index, value] of (context.values.custom_metrics ?? []).entries()) {
    if (!value) continue
    const first = seen.get(value.name)
    if (first !== undefined)
      report(
        context,
        ['custom_metrics', index, 'name'],
        `two custom metrics are called "${value.name}"`,
        `custom metric ${first + 1} is: choose another name`,
      )
    else if (builtIn.has(value.name))
      report(
        context,
        ['custom_metrics', index, 'name'],
        `"${value.name}" is a built-in metric`,
        'its column exists already: choose another name',
      )
    seen.set(value.name, index)
    checkTemplates(context, index, value)
    const place = context.collector.source.placeOf([...context.path, 'custom_metrics', index])
    metrics.push({
      name: value.name,
      type: value.type,
      definition: value.definition,
      inputColumns: value.input_columns ?? [':table'],
      place: place ? `${place.file}:${place.line}:${place.column}` : `monitor ${context.name}, custom metric ${value.name}`,
    })
  }
  return metrics
}

function checkTemplates(context: MonitorContext, index: number, value: CustomMetricValue): void {
  const at = ['custom_metrics', index, 'definition']
  for (const [whole, inner] of value.definition.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const name = (inner ?? '').trim()
    if (!ALL_TEMPLATES.includes(name)) {
      const nearest = nearestName(name, ALL_TEMPLATES)
      report(
        context,
        at,
        `unknown template ${short(whole)}`,
        `expected one of ${ALL_TEMPLATES.join(', ')}${nearest ? `. Nearest: ${nearest}` : ''}`,
      )
    } else if (!TEMPLATES[value.type].includes(name)) {
      const allowed = TEMPLATES[value.type]
      report(
        context,
        at,
        `{{${name}}} has no meaning in a metric of type ${value.type}`,
        allowed.length > 0 ? `expected ${allowed.join(', ')}` : 'a derived metric names other metrics without braces',
      )
    } else if (name === 'prediction_col' && !context.written.has('prediction')) {
      report(context, at, '{{prediction_col}} stands for nothing', 'this monitor has no "prediction"')
    } else if (name === 'label_col' && !context.written.has('label')) {
      report(context, at, '{{label_col}} stands for nothing', 'this monitor has no "label"')
    } else if (name === 'input_column' && (!value.input_columns || value.input_columns.includes(':table'))) {
      report(context, at, '{{input_column}} stands for nothing', 'say which columns: input_columns: [column, …]')
    }
  }
}
