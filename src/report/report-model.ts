/**
 * Everything a report shows, as plain JSON: aggregates only, never a row of the monitored table.
 *
 * The lead of the house fills it from the store; `renderReport` turns it into one HTML file and trusts it. So whoever
 * builds it must have merged rare categories (`mergeRareCategories`) before it gets here, in bins, slices and sentences.
 *
 * Conventions: instants are microseconds since 1970-01-01 UTC; shares are 0 to 1 unless a name ends in `Shares10k`
 * (integers in 1/10,000); an array "per window" has one entry for each of its granularity's windows, in the same order;
 * null means not known or not computed.
 */
import type { FindingStatus, FindingTheme, Severity } from '../checks/finding.ts'
import type { PolicyName } from '../config/project.ts'
import type { ColumnKind } from '../core/columns.ts'
import type { JsonValue } from '../core/json.ts'

export type { FindingStatus, FindingTheme, Severity }

export interface ReportModel {
  readonly project: string
  readonly generatedAtUs: number
  /** The version of leeway that computed it. */
  readonly version: string
  readonly configurationHash: string
  /** What to type to get the same report again: `leeway run --as-of 2017-08-31 && leeway report -o hotel.html`. */
  readonly reproduceCommand: string
  /** Categories and slices seen fewer times than this were merged, and are said to be. */
  readonly minimumCategoryCount: number
  readonly monitors: readonly ReportMonitor[]
}

export interface ReportMonitor {
  readonly name: string
  readonly type: 'inference' | 'time_series' | 'snapshot'
  /** The table, file or query as the user wrote it. */
  readonly table: string
  readonly problem: 'classification' | 'regression' | null
  readonly timeZone: string
  readonly policy: PolicyName
  readonly verdict: ReportVerdict
  readonly reference: ReportReference | null
  /** The reference's own quality, where it has labels. */
  readonly referenceQuality?: ReportQuality | null
  /** At least one. The first is shown first. A snapshot or a comparison has one, with `text` null and one window. */
  readonly granularities: readonly ReportGranularity[]
  /** In any order; the page sorts by harm. */
  readonly columns: readonly ReportColumn[]
  readonly dataQuality: readonly ReportDataIssue[]
  /** New model versions, retraining, accepted references: drawn as marks on the time axis. */
  readonly marks: readonly ReportMark[]
  /** Said at the monitor's end: a wobble above 20, columns that were skipped, a key that is not built. */
  readonly notes: readonly string[]
}

export interface ReportVerdict {
  readonly status: FindingStatus
  /** The one sentence: "Accuracy fell from 0.857 to 0.704 and 3 columns moved." */
  readonly headline: string
  /** The worst few findings, worst first; `column` and `findingId` make links. */
  readonly sentences: readonly ReportVerdictSentence[]
  /** Start of the first window of the present run of this status; null when it was always so or is not known. */
  readonly sinceUs: number | null
  /** The judged window: indexes into `granularities` and its `windows`. Null when nothing was judged. */
  readonly granularity: number | null
  readonly window: number | null
  readonly rows: number | null
  readonly referenceRows: number | null
  /** Checks of the judged window by result. */
  readonly counts: StatusCounts
}

export interface ReportVerdictSentence {
  readonly status: FindingStatus
  readonly text: string
  readonly column: string | null
  readonly findingId: string | null
}

export type StatusCounts = Readonly<Partial<Record<FindingStatus, number>>>

export interface ReportReference {
  /** In words: "data/reference.parquet", "2016-05-01 to 2016-10-01", "the 30 days before, with a lag of 1 day". */
  readonly description: string
  readonly rows: number | null
  /** Shaded on time charts where it lies inside them. */
  readonly startUs: number | null
  readonly endUs: number | null
  /** Every window has one of its own: the bins hold that of the verdict's window. */
  readonly moves: boolean
}

export interface ReportMark {
  readonly atUs: number
  readonly text: string
}

export interface ReportGranularity {
  /** `1 day`; null for a snapshot or a comparison. */
  readonly text: string | null
  /** Oldest first; windows without rows included, so that gaps are seen. A few hundred at most: leave out the oldest. */
  readonly windows: readonly ReportWindow[]
  /** Lines over time, in the order in which they are shown inside their theme. */
  readonly series: readonly ReportSeries[]
  /** Same order and length as the monitor's `columns`. */
  readonly columns: readonly ReportColumnSeries[]
  readonly slices: readonly ReportSlice[]
  /** Of the newest complete windows with labels, and of the judged one; empty without labels. */
  readonly quality?: readonly ReportWindowQuality[]
  /** Every finding worth a sentence (all that are not ok, newest windows first if some must be left out), and the ok ones of the judged window. */
  readonly findings: readonly ReportFinding[]
}

/** How good predictions were over some rows, in curves. Everything in shares of 1/10,000 but residuals. */
export interface ReportQuality {
  /** Rows with prediction and label. */
  readonly rows: number
  readonly confusion: ReportConfusion | null
  /** Of the classes with a probability: the positive one, or those with the most labels. */
  readonly scores: readonly ReportScores[]
  readonly residuals: readonly ReportResidual[]
}

export interface ReportWindowQuality extends ReportQuality {
  /** Index into the granularity's windows. */
  readonly window: number
}

export interface ReportConfusion {
  readonly classes: readonly string[]
  /** The last class is all that are not named. */
  readonly hasOther: boolean
  /** Rows by label, then by prediction: shape [classes, classes]. */
  readonly counts: readonly (readonly number[])[]
}

export interface ReportScores {
  readonly className: string
  readonly rows: number
  /** Rows with the class. */
  readonly positives: number
  readonly rocAuc: number | null
  readonly averagePrecision: number | null
  readonly calibrationError: number
  /** x and y of each point, one after the other, ascending in x; empty where there is no curve. */
  readonly roc10k: readonly number[]
  readonly precisionRecall10k: readonly number[]
  /** Mean score and share of the class by tenth of the score. */
  readonly calibration10k: readonly number[]
}

export interface ReportResidual {
  readonly rows: number
  readonly prediction: number
  readonly mean: number
  readonly stddev: number | null
}

export interface ReportWindow {
  readonly startUs: number
  readonly endUs: number
  readonly rows: number
  readonly complete: boolean
  /** Outcomes may still come: its quality is not final. */
  readonly provisional?: boolean
  /** The worst finding; null: not judged. */
  readonly status: FindingStatus | null
  readonly counts: StatusCounts
}

export type ReportUnit = 'rows' | 'share' | 'number' | 'seconds'

export interface ReportSeries {
  /** The metric's id: `volume`, `prediction_mean`, `positive_rate`, `accuracy_score`, `label_coverage`. */
  readonly id: string
  readonly theme: 'volume' | 'prediction' | 'quality' | 'labels' | 'custom'
  readonly title: string
  /** One plain sentence about what the line is. */
  readonly about: string
  readonly unit: ReportUnit
  /** Which way is better, where one is. */
  readonly better: 'higher' | 'lower' | null
  /** Per window. */
  readonly values: readonly (number | null)[]
  /** Per window: the band, and what it is ("mean ± 1 standard deviation", "expected from the same weekday"). */
  readonly band: {
    readonly meaning: string
    readonly low: readonly (number | null)[]
    readonly high: readonly (number | null)[]
  } | null
  /** The same metric on the reference. */
  readonly reference: number | null
  readonly limits: readonly ReportLimit[]
  /** Per window: the worst finding on this metric. */
  readonly statuses: readonly (FindingStatus | null)[]
}

export interface ReportLimit {
  readonly value: number
  readonly side: 'above' | 'below'
  readonly status: 'warn' | 'fail'
}

export type ColumnRole = 'feature' | 'prediction' | 'probability' | 'label' | 'timestamp' | 'model_id' | 'key' | 'custom'

export interface ReportColumn {
  readonly name: string
  /** Spark simple type text: `double`, `string`. */
  readonly type: string
  readonly kind: ColumnKind
  readonly role: ColumnRole
  /** The worst finding of the judged window; null: not judged. */
  readonly status: FindingStatus | null
  /** That finding's sentence; null: nothing to say. */
  readonly sentence: string | null
  /** What `drift` is: "PSI". */
  readonly driftTitle: string
  /** The limits drawn beside `drift`; null: none. */
  readonly warnLimit: number | null
  readonly failLimit: number | null
  readonly missingReference: number | null
  readonly bins: ReportBins | null
}

/** The bins in which reference and every window are counted. Shares are of non-null values. */
export type ReportBins =
  | {
      readonly kind: 'numeric'
      /** Ascending; k - 1 edges make k bins: up to the first edge, (edge, next edge] …, above the last. */
      readonly edges: readonly number[]
      /** All values are whole numbers: bins read "4 to 11". */
      readonly whole: boolean
      /** Shape [k]; null where the reference has no values. */
      readonly referenceShares10k: readonly number[] | null
    }
  | {
      readonly kind: 'categorical'
      /** Shape [k], named values most frequent first. */
      readonly labels: readonly string[]
      /** Position in `labels` of the bin that holds rare and unlisted values, or null. */
      readonly otherIndex: number | null
      readonly referenceShares10k: readonly number[] | null
    }

export interface ReportColumnSeries {
  /** Per window: the worst finding on this column. */
  readonly statuses: readonly (FindingStatus | null)[]
  /** Per window: the drift statistic named by `driftTitle`. */
  readonly drift: readonly (number | null)[]
  /** Per window: up to where chance (and wobble) explains the drift at these sample sizes. */
  readonly chance: readonly (number | null)[]
  /** Per window: share of rows that are null. */
  readonly missing: readonly (number | null)[]
  /** Per window: "higher", "wider", "more Groups"; null: no word for it. */
  readonly direction: readonly (string | null)[]
  /** Per window: shares over the column's bins, integers in 1/10,000, shape [k]; null: not kept. */
  readonly shares10k: readonly (readonly number[] | null)[]
}

export interface ReportSlice {
  /** As configured: `hotel`, `lead_time > 90`. */
  readonly key: string
  readonly value: string
  /** Per window. */
  readonly rows: readonly number[]
  /** Per window. */
  readonly statuses: readonly (FindingStatus | null)[]
  readonly status: FindingStatus | null
  readonly sentence: string | null
  /** The first is drawn; values are null where the slice has too few rows to say. */
  readonly metrics: readonly ReportSliceMetric[]
}

export interface ReportSliceMetric {
  readonly id: string
  readonly title: string
  readonly unit: ReportUnit
  readonly better: 'higher' | 'lower' | null
  readonly values: readonly (number | null)[]
  readonly reference: number | null
}

export interface ReportFinding {
  readonly id: string
  /** Index into the granularity's windows. */
  readonly window: number
  /** Null: the whole table. */
  readonly column: string | null
  /** "hotel = City Hotel", "model 3"; null: all rows. */
  readonly segment: string | null
  readonly check: string
  readonly metric: string
  readonly theme: FindingTheme
  readonly status: FindingStatus
  readonly severity: Severity
  readonly value: number | null
  readonly referenceValue: number | null
  readonly threshold: number | null
  readonly nCurrent: number | null
  readonly nReference: number | null
  readonly pValue: number | null
  readonly effect: number | null
  readonly sentence: string
  /** The rule in words, with its numbers; null: the page words it from the policy. */
  readonly rule: string | null
  /** Numbers of `explain`; known keys (`chance`, `adjustedP`, `wobble`, `size`, `sizeLimit`, `direction`, `contributions`) are worded, the others listed. */
  readonly evidence: { readonly [key: string]: JsonValue }
}

export type DataTopic =
  | 'missing'
  | 'unseen'
  | 'out_of_range'
  | 'not_finite'
  | 'duplicates'
  | 'late'
  | 'null_timestamp'
  | 'future'
  | 'freshness'
  | 'volume'
  | 'schema'
  | 'other'

export interface ReportDataIssue {
  readonly topic: DataTopic
  readonly column: string | null
  /** Of the judged window, or null for the whole table. */
  readonly window: { readonly granularity: number; readonly index: number } | null
  readonly rows: number | null
  readonly share: number | null
  readonly referenceShare: number | null
  readonly status: FindingStatus
  readonly sentence: string
}
