import { type Granularity, parseGranularity } from '../core/granularity.ts'
import { nearestName } from '../core/nearest-name.ts'
import { buildChecks } from './build-checks.ts'
import { buildCustomMetrics } from './build-custom-metrics.ts'
import { buildLabels } from './build-labels.ts'
import { buildDocumentation, buildOperations, buildOutcomeValues } from './build-practice.ts'
import { buildReference } from './build-reference.ts'
import { buildMlflow, buildRetraining } from './build-retraining.ts'
import { CALIBRATED, DEFAULT_BINS, DEFAULT_MINIMUM_CATEGORY_COUNT } from './defaults.ts'
import { type MonitorContext, report } from './monitor-context.ts'
import type { CalibratedSettings, Connection, Monitor, PolicyName } from './project.ts'
import { resolveTable } from './resolve-table.ts'
import type { MonitorKey } from './schema/monitor.ts'

const ONE_DAY = parseGranularity('1 day')!

/** The monitor with its defaults filled in. Problems go to the collector; the result is used only when there are none. */
export function buildMonitor(context: MonitorContext): Monitor {
  const { values } = context
  const type = values.type ?? 'inference'
  const timeZone = values.time_zone ?? context.projectTimeZone
  const connection = checkConnection(context)
  checkSource(context)
  checkTime(context, type)
  checkModel(context, type)
  const granularities = buildGranularities(context, type)
  const reference = buildReference(context, timeZone, granularities)
  const customMetrics = buildCustomMetrics(context)
  const policy = buildPolicy(context)
  checkSlices(context)
  const place = context.collector.source.placeOf(context.path, 'key')
  const isTimed = type !== 'snapshot'
  return {
    name: context.name,
    type,
    connection: connection?.name ?? 'default',
    ...(values.table !== undefined && { table: resolveTable(values.table, context.folder, connection?.path !== undefined) }),
    ...(values.query !== undefined && { query: values.query }),
    timeZone,
    ...(isTimed && values.timestamp !== undefined && { timestamp: values.timestamp }),
    ...(isTimed && values.timestamp_format !== undefined && { timestampFormat: values.timestamp_format }),
    granularities,
    ...(isTimed && values.lookback !== undefined && { lookback: values.lookback }),
    ...(values.problem !== undefined && { problem: values.problem }),
    ...(values.prediction !== undefined && { prediction: values.prediction }),
    ...(values.probability !== undefined && { probability: values.probability }),
    ...(values.positive !== undefined && { positive: values.positive }),
    ...(values.label !== undefined && { label: values.label }),
    labels: buildLabels(context),
    ...(values.model_id !== undefined && { modelId: values.model_id }),
    features: values.features ?? { include: null, exclude: [] },
    types: new Map(Object.entries(values.types ?? {})),
    slices: withoutGaps(values.slices),
    reference,
    bins: values.bins ?? DEFAULT_BINS,
    customMetrics,
    ...policy,
    checks: buildChecks(context, customMetrics, reference),
    key: values.key ? withoutGaps(values.key) : null,
    ...(isTimed && values.freshness !== undefined && { freshness: values.freshness }),
    minimumCategoryCount: values.minimum_category_count ?? DEFAULT_MINIMUM_CATEGORY_COUNT,
    retraining: buildRetraining(context, timeZone),
    mlflow: buildMlflow(context),
    documentation: buildDocumentation(context),
    operations: buildOperations(context),
    outcomeValues: buildOutcomeValues(context),
    place: place ? `${place.file}:${place.line}:${place.column}` : `monitor ${context.name}`,
  }
}

const withoutGaps = <T>(items: readonly (T | undefined)[] | undefined): T[] =>
  (items ?? []).filter((item): item is T => item !== undefined)

function missing(context: MonitorContext, key: MonitorKey, why: string): void {
  if (!context.written.has(key)) context.collector.add(context.path, `"${key}" is missing`, why, { part: 'key' })
}

function checkConnection(context: MonitorContext): Connection | undefined {
  const name = context.values.connection ?? 'default'
  const connection = context.connections.get(name)
  if (connection) {
    if (connection.engine !== 'duckdb')
      context.collector.add(
        [...context.path, 'connection'],
        `the engine ${connection.engine} is not built yet`,
        `connection "${name}" needs it, and monitor ${context.name} reads from there: this version has duckdb only`,
        { code: 'NOT_BUILT' },
      )
    return connection
  }
  if (context.values.connection === undefined || context.connectionNames.includes(name)) return undefined
  const nearest = nearestName(name, context.connectionNames)
  report(
    context,
    'connection',
    `unknown connection "${name}"`,
    `not under connections (${context.connectionNames.join(', ')})${nearest ? `. Nearest: ${nearest}` : ''}`,
  )
  return undefined
}

function checkSource(context: MonitorContext): void {
  const { written, own } = context
  if (!written.has('table') && !written.has('query'))
    missing(context, 'table', `monitor ${context.name} needs table (or query): what is watched`)
  if (own.has('table') && own.has('query'))
    report(context, 'query', '"table" and "query" are both said', 'a monitor reads one of them: remove the other')
}

function checkTime(context: MonitorContext, type: Monitor['type']): void {
  const { own } = context
  if (type === 'snapshot') {
    // Only what the monitor says itself: defaults are for its timed neighbours too.
    for (const key of ['timestamp', 'timestamp_format', 'granularities', 'lookback', 'freshness'] as const)
      if (own.has(key))
        report(
          context,
          key,
          `a snapshot has no "${key}"`,
          'it is the whole table at one instant: remove the key, or choose type: time_series',
        )
    return
  }
  missing(
    context,
    'timestamp',
    `a monitor of type ${type} needs it: the column that says when a row was scored. A table without time is type: snapshot`,
  )
}

function checkModel(context: MonitorContext, type: Monitor['type']): void {
  const { values, written } = context
  if (type === 'inference')
    missing(
      context,
      'prediction',
      'a monitor of type inference needs it: the column of the prediction. Without a model it is type: time_series',
    )
  const hasPrediction = written.has('prediction')
  if (written.has('label') && hasPrediction)
    missing(context, 'problem', 'quality needs it: problem: classification, or problem: regression')
  if (written.has('labels') && !written.has('label')) missing(context, 'label', '"labels" needs it: the name of the joined value')
  if (written.has('label') && !hasPrediction && type !== 'inference')
    report(
      context,
      'label',
      'a label without a prediction',
      'quality compares the two: say "prediction" too, or leave the label among the features',
    )
  if (values.problem === 'regression')
    for (const key of ['probability', 'positive'] as const)
      if (written.has(key)) report(context, key, `"${key}" has no meaning for regression`, 'it goes with problem: classification')
  if (typeof values.probability === 'string' && values.problem !== 'regression')
    missing(
      context,
      'positive',
      `"probability" is the probability of one class: say which, as in positive: 1. With several classes: probability: {class: column, …}`,
    )
  if (values.probability instanceof Map && values.probability.size < 2)
    report(
      context,
      'probability',
      'probabilities per class need at least two classes',
      'expected {class: column, class: column, …}; with one column say probability: column and positive: class',
    )
  const roles = new Map<string, string>()
  for (const key of ['timestamp', 'prediction', 'label', 'model_id'] as const) {
    const column = values[key]
    if (column === undefined) continue
    const other = roles.get(column)
    if (other) report(context, key, `"${column}" is ${other} already`, `one column cannot be both ${other} and ${key}`)
    else roles.set(column, key)
  }
}

function buildGranularities(context: MonitorContext, type: Monitor['type']): readonly Granularity[] {
  if (type === 'snapshot') return []
  const seen = new Map<string, Granularity>()
  for (const [index, granularity] of (context.values.granularities ?? [ONE_DAY]).entries()) {
    if (!granularity) continue
    if (seen.has(granularity.text))
      report(context, ['granularities', index], `"${granularity.text}" stands twice`, 'remove one of them')
    seen.set(granularity.text, granularity)
  }
  return [...seen.values()]
}

function buildPolicy(context: MonitorContext): { policy: PolicyName; policySettings: CalibratedSettings } {
  const value = context.values.policy
  const name = value?.name ?? 'calibrated'
  if (name === 'evidently' || name === 'nannyml')
    context.collector.add(
      [...context.path, 'policy'],
      `the policy ${name} is not built yet`,
      'this version has calibrated and classic',
      { code: 'NOT_BUILT' },
    )
  const settings: CalibratedSettings = {
    failP: value?.fail?.p ?? CALIBRATED.failP,
    warnP: value?.warn?.p ?? Math.max(CALIBRATED.warnP, value?.fail?.p ?? 0),
    failSize: value?.fail?.size ?? CALIBRATED.failSize,
    warnSize: value?.warn?.size ?? Math.min(CALIBRATED.warnSize, value?.fail?.size ?? CALIBRATED.warnSize),
  }
  for (const level of ['fail', 'warn'] as const)
    if (value?.[level] && name !== 'calibrated')
      report(context, ['policy', level], `the policy ${name} has no settings`, 'only calibrated has "fail" and "warn"')
  if (settings.warnP < settings.failP)
    report(
      context,
      ['policy', 'warn', 'p'],
      'the warning can never be seen',
      `the failure comes first: expected at least ${settings.failP}, as in fail`,
    )
  if (settings.warnSize > settings.failSize)
    report(
      context,
      ['policy', 'warn', 'size'],
      'the warning can never be seen',
      `the failure comes first: expected at most ${settings.failSize}, as in fail`,
    )
  return { policy: name, policySettings: settings }
}

function checkSlices(context: MonitorContext): void {
  const seen = new Set<string>()
  for (const [index, slice] of (context.values.slices ?? []).entries()) {
    if (slice === undefined) continue
    if (seen.has(slice)) report(context, ['slices', index], `the slice "${slice}" stands twice`, 'remove one of them')
    seen.add(slice)
  }
}
