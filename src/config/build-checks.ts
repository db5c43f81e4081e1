import { nearestName } from '../core/nearest-name.ts'
import { type MonitorContext, report } from './monitor-context.ts'
import { isRecord } from './parse-keys.ts'
import type { CheckConfig, CustomMetric, Limits, Reference } from './project.ts'
import { holdsReference } from './references.ts'
import type { CheckValue, LimitsValue } from './schema/check.ts'
import { short } from './schema-problems.ts'

const COMPARING = ['change_above', 'drop_above', 'rise_above'] as const
const LITERAL = ['below', 'above'] as const

/** The user's own checks, each judged for itself and for its name among the others. */
export function buildChecks(
  context: MonitorContext,
  customMetrics: readonly CustomMetric[],
  reference: Reference | null,
): CheckConfig[] {
  const known = new Set([...context.knownMetrics, ...customMetrics.map((metric) => metric.name)])
  // A custom metric that has a mistake of its own must not make the checks on it look wrong too.
  for (const metric of listOf(context.rawOf('custom_metrics'))) if (typeof metric['name'] === 'string') known.add(metric['name'])
  // Metrics are looked up in every check, also in one that has another mistake.
  for (const [index, raw] of listOf(context.rawOf('checks')).entries())
    if (typeof raw['metric'] === 'string' && !holdsReference(raw['metric'])) checkMetric(context, index, raw['metric'], known)
  const names = new Map<string, number>()
  const checks: CheckConfig[] = []
  for (const [index, value] of (context.values.checks ?? []).entries()) {
    if (!value) continue
    checkLimits(context, index, value, reference)
    const name = value.name ?? defaultName(value)
    const first = names.get(name)
    if (first !== undefined)
      report(
        context,
        ['checks', index, value.name === undefined ? 'metric' : 'name'],
        `two checks are called "${short(name)}"`,
        `check ${first + 1} of this monitor is: give this one another name (name: …)`,
      )
    else names.set(name, index)
    const place = context.collector.source.placeOf([...context.path, 'checks', index])
    checks.push({
      name,
      metric: value.metric,
      columns: value.columns ?? null,
      against: value.against ?? null,
      warn: value.warn ? limitsOf(value.warn) : null,
      fail: value.fail ? limitsOf(value.fail) : null,
      severity: value.severity ?? null,
      place: place ? `${place.file}:${place.line}:${place.column}` : `monitor ${context.name}, check ${name}`,
    })
  }
  return checks
}

/** Items by their number; what is not keys and values counts as empty. */
const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? item : {})) : []

function defaultName(value: CheckValue): string {
  const columns =
    value.columns && !(value.columns.length === 1 && value.columns[0] === '*') ? ` on ${value.columns.join(', ')}` : ''
  const { against } = value
  const compared = against ? ` against ${against.kind === 'last' ? `last ${against.length.text}` : against.kind}` : ''
  return `${value.metric}${columns}${compared}`
}

function limitsOf(value: LimitsValue): Limits {
  return {
    ...(value.below !== undefined && { below: value.below }),
    ...(value.above !== undefined && { above: value.above }),
    ...(value.change_above !== undefined && { changeAbove: value.change_above }),
    ...(value.drop_above !== undefined && { dropAbove: value.drop_above }),
    ...(value.rise_above !== undefined && { riseAbove: value.rise_above }),
  }
}

function checkMetric(context: MonitorContext, index: number, metric: string, known: ReadonlySet<string>): void {
  // A part of a metric is named with a dot: f1_score.macro, precision.one_vs_all.1
  const whole = metric.split('.')[0]!
  if (known.has(metric) || known.has(whole)) return
  const nearest = nearestName(metric, known) ?? nearestName(whole, known)
  report(
    context,
    ['checks', index, 'metric'],
    `unknown metric "${short(metric)}"`,
    `neither a built-in metric nor a custom metric of this monitor${nearest ? `. Nearest: ${nearest}` : '; docs/metrics.md lists them'}`,
  )
}

function checkLimits(context: MonitorContext, index: number, value: CheckValue, reference: Reference | null): void {
  const at = (...inner: (string | number)[]) => ['checks', index, ...inner]
  if (!value.warn && !value.fail)
    report(context, at(), 'the check has no limits', 'expected warn: {above: …}, fail: {above: …}, or both')
  if (value.against?.kind === 'reference' && !reference && !context.written.has('reference'))
    report(
      context,
      at('against'),
      'there is no reference to compare with',
      'give the monitor a reference, or compare with previous or {last: 30 days}',
    )
  for (const level of ['warn', 'fail'] as const) {
    const limits = value[level]
    if (!limits) continue
    const comparing = COMPARING.filter((key) => limits[key] !== undefined)
    const literal = LITERAL.filter((key) => limits[key] !== undefined)
    if (comparing.length + literal.length === 0)
      report(context, at(level), `"${level}" has no limit`, `expected one of ${[...LITERAL, ...COMPARING].join(', ')}`)
    if (comparing[0] && !value.against)
      report(
        context,
        at(level, comparing[0]),
        `"${comparing[0]}" compares with nothing`,
        'say what with: against: reference, previous or {last: 30 days}',
      )
    if (literal[0] && value.against)
      report(
        context,
        at(level, literal[0]),
        `"${literal[0]}" does not compare`,
        'with "against" the limits are change_above, drop_above and rise_above; a limit on the value itself is a check of its own',
      )
    if (limits.below !== undefined && limits.above !== undefined && limits.below >= limits.above)
      report(
        context,
        at(level),
        'every value crosses these limits',
        `"below" (${limits.below}) must be smaller than "above" (${limits.above})`,
      )
  }
  checkOrder(context, index, value)
}

/** A warning that comes later than the failure would never be seen. */
function checkOrder(context: MonitorContext, index: number, value: CheckValue): void {
  const { warn, fail } = value
  if (!warn || !fail) return
  for (const key of ['above', ...COMPARING] as const) {
    const [warnAt, failAt] = [warn[key], fail[key]]
    if (warnAt !== undefined && failAt !== undefined && warnAt > failAt)
      report(
        context,
        ['checks', index, 'warn', key],
        'the warning can never be seen',
        `the failure comes first: expected at most ${failAt}, as in fail`,
      )
  }
  if (warn.below !== undefined && fail.below !== undefined && warn.below < fail.below)
    report(
      context,
      ['checks', index, 'warn', 'below'],
      'the warning can never be seen',
      `the failure comes first: expected at least ${fail.below}, as in fail`,
    )
}
