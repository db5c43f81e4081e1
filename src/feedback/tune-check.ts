/** What the history of a check says about its limits: how often it fired, and where a limit would stand that fires as often as is wanted. */
import type { Finding } from '../checks/finding.ts'
import { classicChecks } from '../checks/policies/classic.ts'
import type { CheckConfig, Limits, Monitor } from '../config/project.ts'
import { windowId } from '../core/window.ts'
import { knownMetric } from '../metrics/known-metrics.ts'
import { groupBy } from './group-by.ts'

/** One limit that is configured. `key` is where it stands: `fail.above`, `policy.fail.size`. */
export interface LimitTuning {
  readonly key: string
  readonly current: number
  /** Windows in which it fired. */
  readonly fired: number
  /** The nearest limit, with three digits, that fires in no more windows than wanted; null: it does not fire more often, or none does. */
  readonly proposed: number | null
  /** Windows in which the proposed limit would have fired. */
  readonly wouldFire: number
  /** No limit inside the metric's range fires so seldom. */
  readonly unreachable: boolean
}

export interface CheckTuning {
  readonly check: string
  readonly metric: string
  /** Windows in which the check had a value. */
  readonly windows: number
  readonly failed: number
  readonly warned: number
  readonly values: { readonly min: number; readonly median: number; readonly max: number } | null
  readonly limits: readonly LimitTuning[]
  /** Columns that more than half of the firing windows are about, the loudest first, where several columns are checked. */
  readonly columns: readonly string[]
}

/**
 * @param findings of one check on the whole table, ok ones too, in complete windows; several columns and window sizes may be among them
 * @param budget   in how many of these windows it may fire
 */
export function tuneCheck(monitor: Monitor, findings: readonly Finding[], budget: number): CheckTuning {
  const { check, metric } = findings[0]!
  const judged = findings.filter(({ status }) => status === 'ok' || status === 'warn' || status === 'fail')
  const values = judged.flatMap(({ value }) => (value === null ? [] : [value])).toSorted((a, b) => a - b)
  const windowsOf = (list: readonly Finding[]): number => new Set(list.map(({ window }) => windowId(window))).size
  const loud = judged.filter(({ status }) => status !== 'ok')
  const failed = windowsOf(loud.filter(({ status }) => status === 'fail'))
  return {
    check,
    metric,
    windows: windowsOf(judged),
    failed,
    warned: windowsOf(loud) - failed,
    values: values.length === 0 ? null : { min: values[0]!, median: values[(values.length - 1) >> 1]!, max: values.at(-1)! },
    limits: limitsOf(monitor, check, metric).map((limit) => tuneLimit(limit, judged, monitor, budget)),
    columns: loudColumns(judged, loud),
  }
}

interface ConfiguredLimit {
  readonly key: string
  readonly current: number
  readonly level: 'warn' | 'fail'
  readonly measure: (finding: Finding) => number | null
  /** A larger value of the limit lets more pass; false where it is a lower bound. */
  readonly upward: boolean
  /** What bounds the limit: the metric's own range, a size that nothing normal exceeds, or nothing. */
  readonly bounds: 'range' | 'size' | null
}

const change = ({ value, referenceValue }: Finding): number | null =>
  value === null || referenceValue === null ? null : value - referenceValue
const negated = (x: number | null): number | null => (x === null ? null : -x)

const MEASURES = {
  above: { measure: ({ value }: Finding) => value, upward: true, bounds: 'range' },
  below: { measure: ({ value }: Finding) => negated(value), upward: false, bounds: 'range' },
  changeAbove: { measure: (f: Finding) => absolute(change(f)), upward: true, bounds: null },
  dropAbove: { measure: (f: Finding) => negated(change(f)), upward: true, bounds: null },
  riseAbove: { measure: change, upward: true, bounds: null },
} as const satisfies Record<keyof Limits, Omit<ConfiguredLimit, 'key' | 'current' | 'level'>>

const absolute = (x: number | null): number | null => (x === null ? null : Math.abs(x))

/** A PSI of 1 is another distribution: a limit beyond it would watch nothing. */
const LARGEST_SIZE = 1

const KEYS = {
  above: 'above',
  below: 'below',
  changeAbove: 'change_above',
  dropAbove: 'drop_above',
  riseAbove: 'rise_above',
} as const satisfies Record<keyof Limits, string>

function limitsOf(monitor: Monitor, check: string, metric: string): readonly ConfiguredLimit[] {
  const config = configOf(monitor, check)
  if (config)
    return (['fail', 'warn'] as const).flatMap((level) =>
      (Object.keys(KEYS) as (keyof Limits)[]).flatMap((name) => {
        const current = config[level]?.[name]
        return current === undefined ? [] : [{ key: `${level}.${KEYS[name]}`, current, level, ...MEASURES[name] }]
      }),
    )
  if (check !== 'drift' || metric !== 'population_stability_index' || monitor.policy !== 'calibrated') return []
  const size = { measure: ({ effect }: Finding) => effect, upward: true, bounds: 'size' } as const
  return [
    { key: 'policy.fail.size', current: monitor.policySettings.failSize, level: 'fail', ...size },
    { key: 'policy.warn.size', current: monitor.policySettings.warnSize, level: 'warn', ...size },
  ]
}

/** A second check of one name is called `name (2)`. */
function configOf(monitor: Monitor, check: string): CheckConfig | undefined {
  const [, name, nth] = /^(.*?)(?: \((\d+)\))?$/s.exec(check)!
  const own = monitor.checks.find((c) => c.name === check)
  const numbered = monitor.checks.filter((c) => c.name === name)[Number(nth ?? 1) - 1]
  const ofPolicy = monitor.policy === 'classic' ? classicChecks(monitor).find((c) => c.name === check) : undefined
  return own ?? numbered ?? ofPolicy
}

function tuneLimit(limit: ConfiguredLimit, judged: readonly Finding[], monitor: Monitor, budget: number): LimitTuning {
  const bound = limit.upward ? limit.current : -limit.current
  // A window fires once, by its worst column; a warning limit is passed by what fails too.
  const worst = new Map<string, number>()
  for (const finding of judged) {
    if (finding.status === 'ok' || (limit.level === 'fail' && finding.status !== 'fail')) continue
    const measured = limit.measure(finding)
    if (measured === null || measured < bound) continue
    const id = windowId(finding.window)
    worst.set(id, Math.max(worst.get(id) ?? Number.NEGATIVE_INFINITY, measured))
  }
  const measures = [...worst.values()].toSorted((a, b) => b - a)
  const quiet = { key: limit.key, current: limit.current, fired: measures.length }
  if (measures.length <= budget) return { ...quiet, proposed: null, wouldFire: measures.length, unreachable: false }
  const needed = roundUp(measures[budget]!)
  const proposed = limit.upward ? needed : -needed
  if (!isReachable(proposed, limit, judged, monitor))
    return { ...quiet, proposed: null, wouldFire: measures.length, unreachable: true }
  return { ...quiet, proposed, wouldFire: measures.filter((measured) => measured > needed).length, unreachable: false }
}

/** Three digits, never below the number: a limit is passed, not reached, so the limit may equal what must not fire. */
function roundUp(x: number): number {
  if (x === 0) return 0
  const step = 10 ** (Math.floor(Math.log10(Math.abs(x))) - 2)
  const steps = Math.ceil(x / step - 1e-9)
  const rounded = Number((steps * step).toPrecision(12))
  return rounded >= x ? rounded : Number(((steps + 1) * step).toPrecision(12))
}

/**
 * A limit at the end of the metric's range could never fire. What a custom metric can be is told by what it was: never below 0, and a share
 * where it stayed between 0 and 1.
 */
function isReachable(
  proposed: number,
  { bounds, upward }: ConfiguredLimit,
  judged: readonly Finding[],
  { positive }: Monitor,
): boolean {
  if (bounds === null) return true
  if (bounds === 'size') return proposed <= LARGEST_SIZE
  const values = judged.flatMap(({ value }) => (value === null ? [] : [value]))
  const isPositive = values.every((value) => value >= 0)
  const isShare = isPositive && values.every((value) => value <= 1)
  const [low, high] = knownMetric(judged[0]!.metric, positive)?.range ?? [isPositive ? 0 : null, isShare ? 1 : null]
  return upward ? high === null || proposed < high : low === null || proposed > low
}

function loudColumns(judged: readonly Finding[], loud: readonly Finding[]): readonly string[] {
  if (new Set(judged.map(({ columnName }) => columnName)).size < 2) return []
  const windowsOf = (list: readonly Finding[]): number => new Set(list.map(({ window }) => windowId(window))).size
  const all = windowsOf(loud)
  return [...groupBy(loud, ({ columnName }) => columnName)]
    .map(([column, own]) => ({ column, windows: windowsOf(own) }))
    .filter(({ windows }) => windows * 2 > all)
    .toSorted((a, b) => b.windows - a.windows)
    .map(({ column }) => column)
}
