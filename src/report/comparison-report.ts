/** The report of a comparison of two tables. */
import { redact } from '../core/redact.ts'
import type { TableComparison } from '../monitor/compare-tables.ts'
import { buildReportModel } from './build-report-model.ts'
import { renderReport } from './render-report.ts'

export interface ComparisonNames {
  readonly reference: string
  readonly current: string
}

/** @returns one HTML file */
export async function comparisonReport(
  { project, store }: TableComparison,
  { reference, current }: ComparisonNames,
  nowUs: number,
  reproduceCommand: string,
): Promise<string> {
  const model = await buildReportModel({ project, store, nowUs, title: `${current} against ${reference}`, reproduceCommand })
  return redact(renderReport(model), project.secrets)
}
