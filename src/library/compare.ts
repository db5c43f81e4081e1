/** `leeway compare` as a function. */
import type { Finding } from '../checks/finding.ts'
import type { MonitorVerdict } from '../checks/summarise-monitor.ts'
import type { PolicyName } from '../config/project.ts'
import { compareTables } from '../monitor/compare-tables.ts'
import { type ComparedColumn, comparedColumns, compareSentence } from '../monitor/compared-columns.ts'
import type { LeftOut } from '../monitor/leave-out-ids.ts'
import { comparisonReport } from '../report/comparison-report.ts'

export interface CompareOptions {
  /** `calibrated` (default) or `classic`. */
  readonly policy?: PolicyName
  /** Columns that are left out, `*` allowed. */
  readonly exclude?: readonly string[]
  /** Columns that are compared although they look like ids, `*` allowed. */
  readonly include?: readonly string[]
  /** A DuckDB file whose tables may be named; opened read-only. */
  readonly database?: string
  /** Where relative paths start. Default: the process's current folder. */
  readonly cwd?: string
  readonly signal?: AbortSignal
  /** The clock, in microseconds since 1970-01-01 UTC. Default: the system's. */
  readonly nowUs?: () => number
  /** Receives talk, one line for people at a time. Silent by default. */
  readonly say?: (text: string) => void
}

export interface Comparison {
  readonly verdict: MonitorVerdict
  /** The command would exit with 1. */
  readonly failing: boolean
  /** The whole comparison in one sentence. */
  readonly sentence: string
  readonly referenceRows: number
  readonly currentRows: number
  /** Every column of either table, the most harmful first. */
  readonly columns: readonly ComparedColumn[]
  /** Columns that were not compared, as they name a row rather than describe it: running numbers, ids. */
  readonly leftOut: readonly LeftOut[]
  /** Every finding, the fine ones too; those that are not ok first, by harm. */
  readonly findings: readonly Finding[]
  /** One HTML document. */
  report(): Promise<string>
}

/**
 * Compares two tables without configuration: profile, drift, verdict.
 *
 * @param reference what was normal: a file (Parquet, CSV, JSON lines), glob or folder; with `database`, a table of it
 * @param current   what is compared with it
 * @throws LeewayError for a table that cannot be read
 */
export async function compare(reference: string, current: string, options: CompareOptions = {}): Promise<Comparison> {
  const { nowUs = (): number => Date.now() * 1000, cwd = process.cwd(), ...rest } = options
  const startedUs = nowUs()
  const comparison = await compareTables({ ...rest, reference, current, folder: cwd, nowUs: startedUs })
  const columns = await comparedColumns(comparison)
  const { summary, outcome, referenceRows } = comparison
  return {
    verdict: summary.verdict,
    failing: summary.failing,
    sentence: compareSentence(comparison, columns, { reference, current }),
    referenceRows,
    currentRows: outcome.rowsTotal,
    columns,
    leftOut: comparison.leftOut,
    findings: [...summary.worst, ...summary.passed],
    report: () => comparisonReport(comparison, { reference, current }, startedUs, `leeway compare ${reference} ${current}`),
  }
}
