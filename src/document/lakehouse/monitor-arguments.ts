/** What `lakehouse_monitors.create` takes: the document's flat call, and the nested forms of the real SDK, in one. */

/** How rows are read; the `_col` names are the SDK's of 2024, the `_column` names those of `data_quality` and of the document. */
export interface InferenceLogArguments {
  readonly timestamp_col?: string
  readonly timestamp_column?: string
  readonly granularities?: readonly string[]
  readonly prediction_col?: string
  readonly prediction_column?: string
  readonly label_col?: string
  readonly label_column?: string
  readonly model_id_col?: string
  readonly model_id_column?: string
  readonly prediction_proba_col?: string | Readonly<Record<string, string>>
  readonly prediction_probability_column?: string | Readonly<Record<string, string>>
  /** `PROBLEM_TYPE_CLASSIFICATION`, `classification`, … Needed with a label. */
  readonly problem_type?: string
  /** Ours: the class that one probability column speaks of. */
  readonly positive?: string | number | boolean
}

export interface TimeSeriesArguments {
  readonly timestamp_col?: string
  readonly timestamp_column?: string
  readonly granularities?: readonly string[]
}

export interface CustomMetricArguments {
  readonly name: string
  /** `aggregate`, `derived`, `drift`, or the SDK's `CUSTOM_METRIC_TYPE_AGGREGATE`. */
  readonly type: string
  readonly definition: string
  readonly input_columns?: readonly string[]
  readonly output_data_type?: string
}

export interface CreateMonitorArguments extends InferenceLogArguments {
  /** `catalog.schema.table`, a table of the connection, or a file, glob or folder. */
  readonly table_name: string
  /** `INFERENCE_LOG`, `TIME_SERIES` or `SNAPSHOT`; or one of the three objects below. */
  readonly profile_type?: string
  readonly time_series_column?: string
  readonly inference_log?: InferenceLogArguments
  readonly time_series?: TimeSeriesArguments
  readonly snapshot?: Readonly<Record<string, never>>
  readonly custom_metrics?: readonly CustomMetricArguments[]
  readonly baseline_table_name?: string
  readonly slicing_exprs?: readonly string[]
  /** The rest means nothing here: it is taken and named under `notes`. */
  readonly output_schema_name?: string
  readonly assets_dir?: string
  readonly schedule?: unknown
  readonly notifications?: unknown
  readonly notification_settings?: unknown
  readonly data_classification_config?: unknown
  readonly skip_builtin_dashboard?: boolean
  readonly warehouse_id?: string
}

const TIME_KEYS = ['timestamp_col', 'timestamp_column', 'granularities'] as const
const INFERENCE_KEYS = [
  ...TIME_KEYS,
  'prediction_col',
  'prediction_column',
  'label_col',
  'label_column',
  'model_id_col',
  'model_id_column',
  'prediction_proba_col',
  'prediction_probability_column',
  'problem_type',
  'positive',
] as const

/** Keys without meaning here, with what takes their place. */
export const PASSED_OVER: Readonly<Record<string, string>> = {
  output_schema_name: 'the metric tables are in the store: leeway export profile_metrics',
  assets_dir: 'leeway report writes the dashboard to the file you name',
  schedule: 'cron, systemd or your scheduler starts leeway run',
  notifications: 'the exit code of leeway run, and retraining actions, tell others',
  notification_settings: 'the exit code of leeway run, and retraining actions, tell others',
  data_classification_config: 'leeway does not classify data',
  skip_builtin_dashboard: 'leeway report writes a dashboard only when asked',
  warehouse_id: 'the connection says where queries run',
}

/** The keys that each part may have. */
export const KNOWN_KEYS = {
  create: [
    'table_name',
    'profile_type',
    'time_series_column',
    'inference_log',
    'time_series',
    'snapshot',
    'custom_metrics',
    'baseline_table_name',
    'slicing_exprs',
    ...INFERENCE_KEYS,
    ...Object.keys(PASSED_OVER),
  ],
  inference_log: INFERENCE_KEYS,
  time_series: TIME_KEYS,
  snapshot: [],
  custom_metric: ['name', 'type', 'definition', 'input_columns', 'output_data_type'],
} as const satisfies Readonly<Record<string, readonly string[]>>
