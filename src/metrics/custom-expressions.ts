/**
 * Custom metrics of the types derived and drift: checked, put in order, and handed to the engine as plain data,
 * so that SQL has its one meaning and all rows are evaluated in one statement.
 */

import type { CustomMetric } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { ExpressionProblem } from './expression-tokens.ts'
import { knownMetric, knownMetricIds, numberAt } from './known-metrics.ts'
import { type MetricReference, parseExpression, type Side } from './parse-expression.ts'
import { metricById } from './registry.ts'
import type { MetricValues } from './rows.ts'

/** A piece of an expression in a request: SQL text, a value of the row by its index, or an earlier step's result. */
export type RequestPart = { readonly text: string } | { readonly input: number } | { readonly step: number }

export interface ExpressionStep {
  readonly name: string
  readonly inputColumns: readonly string[]
  readonly parts: readonly RequestPart[]
}

/** Derived or drift expressions in an order in which each uses only earlier ones. */
export interface ExpressionPlan {
  readonly type: 'derived' | 'drift'
  /** What each row must hold, in order. */
  readonly inputs: readonly MetricReference[]
  readonly steps: readonly ExpressionStep[]
}

/** What an engine evaluates at once: `steps[i]` over `rows`, whose cells are in the order of the plan's inputs. */
export interface ExpressionRequest {
  readonly steps: readonly ExpressionStep[]
  readonly inputCount: number
  readonly rows: readonly (readonly (number | string | boolean | null)[])[]
}

export interface CustomProblem extends ExpressionProblem {
  readonly metric: CustomMetric
}

export interface CustomPlan {
  readonly aggregates: readonly CustomMetric[]
  readonly derived: ExpressionPlan
  readonly drift: ExpressionPlan
  /** Metrics with a problem are left out of the plans. */
  readonly problems: readonly CustomProblem[]
}

/**
 * Checks the custom metrics of a monitor and orders them.
 *
 * A derived metric may use built-in profile metrics, custom aggregates and other derived metrics of the same `column_name`; a drift
 * metric the same, of the current window and of what it is compared with. Unknown names, circles, metrics that are not one number and
 * names that a built-in metric has are problems, with the nearest name.
 *
 * @param positive the monitor's positive class, which a metric per class means where its bare id is named
 */
export function planCustomMetrics(metrics: readonly CustomMetric[], positive?: string): CustomPlan {
  const problems: CustomProblem[] = []
  for (const metric of metrics) {
    if (metricById(metric.name))
      problems.push({ metric, message: `"${metric.name}" is a built-in metric`, mend: 'choose another name', at: 0 })
  }
  const usable = new Set(metrics.filter((metric) => metric.type !== 'drift').map((metric) => metric.name))
  return {
    aggregates: metrics.filter((metric) => metric.type === 'aggregate'),
    derived: planExpressions(metrics, 'derived', usable, problems, positive),
    drift: planExpressions(metrics, 'drift', usable, problems, positive),
    problems,
  }
}

interface Draft {
  readonly metric: CustomMetric
  readonly parts: readonly ({ readonly text: string } | { readonly reference: MetricReference })[]
  readonly uses: ReadonlySet<string>
}

function planExpressions(
  metrics: readonly CustomMetric[],
  type: 'derived' | 'drift',
  usable: ReadonlySet<string>,
  problems: CustomProblem[],
  positive: string | undefined,
): ExpressionPlan {
  const drafts = new Map<string, Draft>()
  for (const metric of metrics) {
    if (metric.type !== type) continue
    const draft = draftOf(metric, type, usable, positive)
    if ('message' in draft) problems.push({ metric, ...draft })
    else drafts.set(metric.name, draft)
  }
  const ordered = type === 'derived' ? inOrder(drafts, problems) : [...drafts.values()]
  return assemble(type, ordered)
}

function draftOf(
  metric: CustomMetric,
  type: 'derived' | 'drift',
  usable: ReadonlySet<string>,
  positive: string | undefined,
): Draft | ExpressionProblem {
  const parsed = parseExpression(metric.definition, type)
  if ('message' in parsed) return parsed
  const uses = new Set<string>()
  const parts: Draft['parts'][number][] = []
  for (const part of parsed.parts) {
    if (!('reference' in part)) {
      parts.push(part)
      continue
    }
    const { path, side } = part.reference
    if (usable.has(path)) {
      uses.add(path)
      parts.push({ reference: { side, path } })
      continue
    }
    const full = builtInPath(path)
    if (typeof full !== 'string') return { ...full, at: part.at }
    parts.push({ reference: { side, path: full } })
  }
  return { metric, parts, uses }

  function builtInPath(path: string): string | Omit<ExpressionProblem, 'at'> {
    const known = knownMetric(path, positive)
    if (known?.kind === 'drift')
      return {
        message: `"${path}" is a drift metric`,
        mend: 'use metrics of one window: profile metrics, quality metrics, custom aggregates',
      }
    if (known) return known.path
    const whole = metricById(path.split('.')[0]!)
    if (whole?.fields)
      return {
        message: `"${path}" is not a number`,
        mend: `name one of ${whole.fields.map((field) => `${whole.id}.${field}`).join(', ')}`,
      }
    if (whole) return { message: `"${path}" is not a number`, mend: 'use a metric that is one number' }
    const candidates = [...usable, ...knownMetricIds().filter((id) => knownMetric(id)?.kind !== 'drift')]
    const nearest = nearestName(path, candidates)
    return {
      message: `unknown metric "${path}"`,
      mend: `expected a built-in metric (docs/metrics.md) or a custom metric of this monitor${nearest ? `. Nearest: ${nearest}` : ''}`,
    }
  }
}

/** Kahn's order by repeated passes: a monitor has few custom metrics. What is left over goes in a circle, or uses a metric that fails. */
function inOrder(drafts: Map<string, Draft>, problems: CustomProblem[]): Draft[] {
  const ordered: Draft[] = []
  const waiting = new Map(drafts)
  const failed = new Set(problems.filter((problem) => problem.metric.type === 'derived').map((problem) => problem.metric.name))
  for (let progress = true; progress; ) {
    progress = false
    for (const [name, draft] of waiting) {
      if ([...draft.uses].some((used) => waiting.has(used) || failed.has(used))) continue
      ordered.push(draft)
      waiting.delete(name)
      progress = true
    }
  }
  for (const { metric, uses } of waiting.values()) {
    const cause = [...uses].find((used) => waiting.has(used) || failed.has(used)) ?? metric.name
    const message = failed.has(cause)
      ? `it uses "${cause}", which has a problem itself`
      : `it goes in a circle through "${cause}"`
    problems.push({
      metric,
      message,
      mend: failed.has(cause) ? `mend "${cause}"` : 'let one of them stand on metrics alone',
      at: 0,
    })
  }
  return ordered
}

function assemble(type: 'derived' | 'drift', drafts: readonly Draft[]): ExpressionPlan {
  const inputs: MetricReference[] = []
  const indexOf = new Map<string, number>()
  const stepOf = new Map(drafts.map((draft, index) => [draft.metric.name, index]))
  const input = (reference: MetricReference): number => {
    const key = `${reference.side} ${reference.path}`
    const known = indexOf.get(key)
    if (known !== undefined) return known
    indexOf.set(key, inputs.length)
    return inputs.push(reference) - 1
  }
  const steps = drafts.map(({ metric, parts }) => ({
    name: metric.name,
    inputColumns: metric.inputColumns,
    parts: parts.map((part): RequestPart => {
      if (!('reference' in part)) return part
      const step = type === 'derived' ? stepOf.get(part.reference.path) : undefined
      return step === undefined ? { input: input(part.reference) } : { step }
    }),
  }))
  return { type, inputs, steps }
}

/** A row's built-in and custom values. */
export interface ExpressionRow {
  readonly values: MetricValues
  readonly custom: MetricValues
}

/** The request that evaluates the plan over rows: for derived one row each, for drift the current row and the one it is compared with. */
export function expressionRequest(
  plan: ExpressionPlan,
  rows: readonly (ExpressionRow | { readonly current: ExpressionRow; readonly reference: ExpressionRow | null })[],
): ExpressionRequest {
  return {
    steps: plan.steps,
    inputCount: plan.inputs.length,
    rows: rows.map((row) => plan.inputs.map(({ side, path }) => cellOf(sideOf(row, side), path))),
  }
}

function sideOf(
  row: ExpressionRow | { readonly current: ExpressionRow; readonly reference: ExpressionRow | null },
  side: Side,
): ExpressionRow | null {
  if (!('current' in row)) return row
  return side === 'reference' ? row.reference : row.current
}

function cellOf(row: ExpressionRow | null, path: string): number | string | boolean | null {
  if (!row) return null
  const custom: JsonValue | undefined = row.custom.get(path)
  if (custom !== undefined) return custom !== null && typeof custom === 'object' ? null : custom
  return numberAt(row.values, path)
}
