/** Everything that a monitor (or `defaults`) may say, key by key. What a key means together with others is checked in `build-monitor.ts`. */
import * as z from 'zod'
import { DEFAULT_BINS, DEFAULT_MINIMUM_CATEGORY_COUNT } from '../defaults.ts'
import { check } from './check.ts'
import {
  anyList,
  classText,
  classValue,
  column,
  duration,
  granularity,
  list,
  numberFrom,
  oneOf,
  SECTION_KEYS,
  section,
  text,
  textOrList,
  timeZone,
  wholeNumber,
} from './kinds.ts'
import { labels } from './labels.ts'
import { mlflow } from './mlflow.ts'
import { documentation, operations, outcomeValues } from './practice.ts'
import { retraining } from './retraining.ts'

const MONITOR_TYPES = ['inference', 'time_series', 'snapshot'] as const
const PROBLEMS = ['classification', 'regression'] as const
const POLICIES = ['calibrated', 'classic', 'evidently', 'nannyml'] as const
const COLUMN_KINDS = ['numeric', 'categorical', 'text', 'timestamp', 'boolean'] as const
const METRIC_TYPES = ['aggregate', 'derived', 'drift'] as const

const patterns = list(text('a column name or a pattern with *'), 'a list of column names or patterns with *')

const features = z
  .union(
    [
      patterns.transform((include) => ({ include, exclude: [] as string[] })),
      section('features', {
        include: patterns.optional().describe('Only these columns.'),
        exclude: anyList(text('a column name or a pattern with *'), 'a list of column names or patterns with *')
          .optional()
          .describe('Not these columns.'),
      }).transform((value) => ({ include: value.include ?? null, exclude: value.exclude ?? [] })),
    ],
    { error: 'a list of columns, or {include: […], exclude: […]}' },
  )
  .describe('Which columns are features: a list, or {include, exclude} with patterns (`*`). Default: every other column.')

const policySize = section("the policy's fail and warn", {
  p: numberFrom(Number.MIN_VALUE, 0.5, 'a probability above 0 and at most 0.5').optional().describe('Largest adjusted p-value.'),
  size: numberFrom(0, Number.MAX_VALUE, 'a number of 0 or more')
    .optional()
    .describe("Smallest size of the change, on PSI's scale."),
})

const policy = z
  .union(
    [
      oneOf(POLICIES).transform((name) => ({ name, fail: undefined, warn: undefined })),
      section('policy', {
        name: oneOf(POLICIES).describe('Which rules judge: calibrated, classic, evidently or nannyml.'),
        fail: policySize.optional().describe('calibrated only: when a change fails. Default: {p: 0.01, size: 0.1}.'),
        warn: policySize.optional().describe('calibrated only: when a change warns. Default: {p: 0.05, size: 0.05}.'),
      }).transform((value) => ({ name: value.name, fail: value.fail, warn: value.warn })),
    ],
    { error: 'calibrated | classic | evidently | nannyml, or {name, fail, warn}' },
  )
  .describe('Which rules judge drift and data quality: a name, or {name, fail: {p, size}, warn: {p, size}}. Default: calibrated.')

const reference = section('reference', {
  table: text('a file, glob, folder or table')
    .optional()
    .describe('A baseline table: file, glob, folder, or a table of the connection.'),
  period: z
    .tuple([text('a date or timestamp'), text('a date or timestamp')], { error: 'two dates: [from, to), the second excluded' })
    .optional()
    .describe('A fixed period of the monitored table: [from, to), the second excluded.'),
  rolling: duration().optional().describe('The rows of this long before the window (before `lag`).'),
  lag: duration(true).optional().describe('With rolling: how much time to leave out between the reference and the window.'),
  seasonal: duration().optional().describe('The windows this long before, twice this long, …: 7 days is the same weekday.'),
  count: wholeNumber(1, 1000).optional().describe('With seasonal: how many of them. Default: 4.'),
  previous: z.literal(true, { error: 'true' }).optional().describe('The window just before.'),
}).describe('What a window is compared with: one of table, period, rolling (with lag), seasonal (with count), previous.')

const customMetric = section('a custom metric', {
  name: z
    .string({ error: 'a name' })
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, {
      error: 'letters, digits and _, not beginning with a digit: it becomes a column name',
    })
    .describe('Name of the metric: a column of the metric tables.'),
  type: oneOf(METRIC_TYPES).describe('aggregate: over rows; derived: from other metrics; drift: compares two windows.'),
  definition: text('one SQL expression').describe(
    'One SQL expression. Templates: {{input_column}}, {{prediction_col}}, {{label_col}}; in drift metrics {{current_df}}.metric and {{base_df}}.metric.',
  ),
  input_columns: list(text('a column name, or ":table"'), 'a list of column names, or [":table"]')
    .optional()
    .describe('One value per column on that column\'s row. Default: [":table"], one value for the table.'),
  output_data_type: text('a data type')
    .optional()
    .describe("Accepted as in Lakehouse Monitoring; the result's own type is used."),
})
export type CustomMetricValue = z.output<typeof customMetric>

export const monitorShape = {
  type: oneOf(MONITOR_TYPES).describe(
    "inference: a model's predictions; time_series: any table with a timestamp; snapshot: a table without time. Default: inference.",
  ),
  connection: text('the name of a connection').describe(
    'Name under `connections`. Default: default, an embedded DuckDB over files.',
  ),
  table: text('a file, glob, folder or table').describe(
    'File, glob or folder (parquet, csv, json, also .gz and .zst), or a table or view of the connection. Relative to leeway.yaml.',
  ),
  query: text('an SQL query').describe('An SQL query, instead of table.'),
  time_zone: timeZone().describe(
    "IANA name; windows are cut in it, and a timestamp without zone is local to it. Default: the project's.",
  ),
  timestamp: text('a column name or SQL expression').describe(
    'When a row was scored: a column or SQL expression. Text is read as ISO 8601, else give timestamp_format.',
  ),
  timestamp_format: text('a strptime format such as "%d.%m.%Y %H:%M"').describe(
    'strptime format of a text timestamp, such as "%m/%d/%Y %H:%M".',
  ),
  granularities: list(granularity(), 'a list: [1 day, 1 week]').describe(
    'Lengths of the windows: 5 minutes, 30 minutes, 1 hour, 1 day, n weeks, 1 month, 1 year, n rows. Default: [1 day].',
  ),
  lookback: duration().describe('The first run reads only this far back. Default: everything.'),
  problem: oneOf(PROBLEMS).describe('What the model does: classification or regression.'),
  prediction: column().describe('Column of the prediction: the class, or the number.'),
  probability: z
    .union(
      [
        column().transform((name): string | ReadonlyMap<string, string> => name),
        z
          .record(z.string(), column(), { error: 'a column name, or {class: column}' })
          .transform(
            (value): string | ReadonlyMap<string, string> =>
              new Map(Object.entries(value).map(([key, name]) => [classKey(key), name])),
          ),
      ],
      { error: 'a column name, or {class: column}' },
    )
    .describe('Column of P(positive); or per class its column: {prepaid: p_prepaid, upmarket: p_upmarket}.'),
  positive: classValue().describe('The class that `probability` speaks of: 1, true, "yes".'),
  label: column().describe('Column of what came true. With `labels` it names the joined value.'),
  labels: labels.describe('Labels that stand in another table, and how they are joined.'),
  model_id: column().describe("Column of the model's version: every metric is also computed per value."),
  features,
  types: z
    .record(z.string(), oneOf(COLUMN_KINDS), { error: '{column: kind}' })
    .describe('How a column is read when the guess is wrong: {column: numeric | categorical | text | timestamp | boolean}.'),
  slices: anyList(text('a column name or SQL predicate'), 'a list of column names or SQL predicates').describe(
    'Parts of the table with metrics of their own: a column (its top 100 values) or an SQL predicate (true and false).',
  ),
  reference: reference,
  bins: wholeNumber(2, 256).describe(`Frozen equal-mass bins per numeric column for drift. Default: ${DEFAULT_BINS}.`),
  custom_metrics: anyList(customMetric, 'a list of custom metrics').describe(
    'Metrics of your own, in SQL, as in Lakehouse Monitoring.',
  ),
  policy,
  checks: anyList(check, 'a list of checks').describe("Checks in addition to the policy's own."),
  key: textOrList('a column name').describe('Columns that together must be unique; duplicates become a finding.'),
  freshness: duration().describe('A finding when the newest complete window ended longer ago than this.'),
  minimum_category_count: wholeNumber(1, 1_000_000).describe(
    `A category seen fewer times than this is never named in a report. Default: ${DEFAULT_MINIMUM_CATEGORY_COUNT}.`,
  ),
  retraining: retraining.describe('When to retrain, and what to do then.'),
  mlflow: mlflow.describe('The MLflow tracking server that knows the model.'),
  documentation: documentation.describe('Owner, description and runbook of the model: the monthly checklist asks for them.'),
  operations: operations.describe('Columns that tell how long predictions took, and which failed.'),
  outcome_values: outcomeValues.describe('What each cell of the confusion matrix is worth: quality in money.'),
} as const

SECTION_KEYS.set('a monitor', Object.keys(monitorShape))
SECTION_KEYS.set('defaults', Object.keys(monitorShape))

export type MonitorShape = typeof monitorShape
export type MonitorKey = keyof MonitorShape

/** Class keys are text; `1.0` is written `1`. */
function classKey(key: string): string {
  return /^-?\d+\.0+$/.test(key) ? classText(Number(key)) : key
}
