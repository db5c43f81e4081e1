/** Is the data that a retrained model would learn from broken? Then it is mended first. */
import { columnRole } from '../checks/column-role.ts'
import type { Finding } from '../checks/finding.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import type { MonitorRecord } from './monitor-record.ts'

export interface BrokenInputs {
  /** They stand against retraining, the most harmful first. */
  readonly blocking: readonly Finding[]
  /** New values: broken, or the very thing that a model has to learn. Named, and left to a person. */
  readonly toLookAt: readonly Finding[]
}

/** What only says that values are new. A model is retrained because of those; and until it is, they stay. */
const NEW_VALUES: ReadonlySet<string> = new Set(['unseen_categories', 'out_of_range'])

/** Failing checks on the data, in the judged window and in the open one after it (where what is known of the table as a whole stands). */
export function brokenInputs({ monitor, findings, openFindings }: MonitorRecord): BrokenInputs {
  const failing = new Map<string, Finding>()
  for (const finding of [...openFindings, ...findings])
    if (finding.theme === 'data' && finding.status === 'fail' && columnRole(monitor, finding.columnName) !== 'label')
      failing.set(`${finding.check} ${finding.columnName}`, finding)
  const sorted = [...failing.values()].toSorted(compareFindings)
  return {
    blocking: sorted.filter(({ check }) => !NEW_VALUES.has(check)),
    toLookAt: sorted.filter(({ check }) => NEW_VALUES.has(check)),
  }
}
