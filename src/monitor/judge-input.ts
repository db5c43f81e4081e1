/** What a refresh hands to its judge. */
import type { RefreshFacts } from '../checks/evidence.ts'
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import type { RefreshPlan } from '../plan/refresh-plan.ts'
import type { StoredWindow } from '../store/store.ts'
import type { LabelScan } from './label-scan.ts'
import type { OpenTable } from './open-table.ts'
import type { PreparedReference } from './prepare-reference.ts'
import type { RefreshContext } from './refresh-context.ts'
import type { ScanTotals, TableScan } from './scan-table.ts'

export interface JudgeInput {
  readonly context: RefreshContext
  readonly table: TableScan
  /** Null where no outcomes are joined. */
  readonly labels: LabelScan | null
  readonly open: OpenTable
  readonly columns: readonly MonitoredColumn[]
  readonly plan: RefreshPlan
  readonly reference: PreparedReference
  readonly stored: readonly StoredWindow[]
  readonly totals: ScanTotals
  readonly helper: boolean
  /** Null where another part of the same refresh tells them. */
  readonly facts: RefreshFacts | null
}
