/** From the arguments of `lakehouseMonitors.create` to a monitor of leeway.yaml; every mistake in them is named at once. */
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import {
  type CreateMonitorArguments,
  type CustomMetricArguments,
  type InferenceLogArguments,
  KNOWN_KEYS,
  PASSED_OVER,
} from './monitor-arguments.ts'

export type ProfileType = 'INFERENCE_LOG' | 'TIME_SERIES' | 'SNAPSHOT'

export interface ReadMonitor {
  readonly profileType: ProfileType
  /** The monitor's keys and values in leeway.yaml, without `table` and `connection`. */
  readonly entry: Readonly<Record<string, unknown>>
  /** What was taken and means nothing here, one line each. */
  readonly notes: readonly string[]
}

const TYPES: Readonly<Record<ProfileType, string>> = {
  INFERENCE_LOG: 'inference',
  TIME_SERIES: 'time_series',
  SNAPSHOT: 'snapshot',
}
const NESTED: Readonly<Record<ProfileType, 'inference_log' | 'time_series' | 'snapshot'>> = {
  INFERENCE_LOG: 'inference_log',
  TIME_SERIES: 'time_series',
  SNAPSHOT: 'snapshot',
}

/**
 * Values are checked with the rest of leeway.yaml; here only keys, and which kind of monitor is meant.
 * @throws LeewayError USAGE with every mistake
 */
export function readMonitorArguments(args: CreateMonitorArguments): ReadMonitor {
  const problems: string[] = []
  checkKeys('', args, KNOWN_KEYS.create, problems)
  const profileType = profileTypeOf(args, problems)
  const nested = profileType === null ? {} : (args[NESTED[profileType]] ?? {})
  if (profileType !== null) checkKeys(`${NESTED[profileType]}.`, nested, KNOWN_KEYS[NESTED[profileType]], problems)
  for (const [i, metric] of (args.custom_metrics ?? []).entries())
    checkKeys(`custom_metrics[${i}].`, metric, KNOWN_KEYS.custom_metric, problems)
  if (typeof args.table_name !== 'string' || args.table_name === '') problems.push('"table_name" is missing')

  const time: InferenceLogArguments = { ...args, ...nested }
  const timestamp = time.timestamp_col ?? time.timestamp_column ?? args.time_series_column
  if (profileType !== null && profileType !== 'SNAPSHOT' && timestamp === undefined)
    problems.push('the time column is missing (time_series_column, or timestamp_col of inference_log or time_series)')
  if (problems.length > 0)
    throw new LeewayError('USAGE', `lakehouseMonitors.create: ${problems.join('; ')}`, {
      place: String(args.table_name ?? 'table_name'),
      mend: "as in the document: {table_name, profile_type: 'INFERENCE_LOG', time_series_column, granularities, prediction_column, custom_metrics}",
    })

  const entry = withoutAbsent({
    type: TYPES[profileType!],
    ...(profileType === 'SNAPSHOT' ? {} : { timestamp, granularities: time.granularities }),
    ...(profileType === 'INFERENCE_LOG' ? inferenceKeys(time) : {}),
    slices: nonEmpty(args.slicing_exprs),
    reference: args.baseline_table_name === undefined ? undefined : { table: args.baseline_table_name },
    custom_metrics: nonEmpty(args.custom_metrics?.map(customMetric)),
  })
  const given = new Map<string, unknown>(Object.entries(args))
  const notes = Object.entries(PASSED_OVER).flatMap(([key, instead]) =>
    given.get(key) === undefined ? [] : [`${key} is not used: ${instead}`],
  )
  return { profileType: profileType!, entry, notes }
}

const inferenceKeys = (args: InferenceLogArguments) => ({
  problem: args.problem_type === undefined ? undefined : enumText(args.problem_type),
  prediction: args.prediction_col ?? args.prediction_column,
  probability: args.prediction_proba_col ?? args.prediction_probability_column,
  positive: args.positive,
  label: args.label_col ?? args.label_column,
  model_id: args.model_id_col ?? args.model_id_column,
})

const customMetric = ({ name, type, definition, input_columns, output_data_type }: CustomMetricArguments) =>
  withoutAbsent({ name, type: enumText(type), definition, input_columns, output_data_type })

/** `PROBLEM_TYPE_CLASSIFICATION` and `CUSTOM_METRIC_TYPE_AGGREGATE` end in the word that leeway.yaml has. */
const enumText = (text: string): string => text.replace(/^.*_TYPE_/i, '').toLowerCase()

const nonEmpty = <T>(list: readonly T[] | undefined): readonly T[] | undefined => (list?.length === 0 ? undefined : list)

const withoutAbsent = (entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))

function checkKeys(before: string, value: object, known: readonly string[], problems: string[]): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue
    const near = nearestName(key, known)
    problems.push(`unknown key "${before}${key}"${near === undefined ? '' : `, did you mean "${near}"?`}`)
  }
}

function profileTypeOf(args: CreateMonitorArguments, problems: string[]): ProfileType | null {
  const all = Object.keys(NESTED) as ProfileType[]
  const named = args.profile_type === undefined ? undefined : all.find((type) => type === args.profile_type!.toUpperCase())
  if (args.profile_type !== undefined && named === undefined)
    problems.push(`profile_type "${args.profile_type}" is none of ${all.join(', ')}`)
  const given = [...new Set([...(named === undefined ? [] : [named]), ...all.filter((type) => args[NESTED[type]] !== undefined)])]
  if (given.length === 1) return given[0]!
  if (given.length > 1) problems.push(`two kinds of monitor: ${given.join(' and ')}`)
  else if (args.profile_type === undefined)
    problems.push('the kind of monitor is missing (profile_type, or one of inference_log, time_series, snapshot)')
  return null
}
