/** What stands around a finding: the same check over time, and what else was found in the same rows. */
import type { Finding } from '../checks/finding.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import { segmentId, type Window } from '../core/window.ts'
import type { Store } from '../store/store.ts'

export interface FindingContext {
  /** The same check on the same column and segment, by window, oldest first; up to the finding's own window. */
  readonly history: readonly { readonly window: Window; readonly value: number | null; readonly status: Finding['status'] }[]
  /** Start of the first window of the unbroken run of this status that leads to the finding. */
  readonly sinceUs: number
  /** Other columns and checks of the same window and segment that are not ok, worst first. */
  readonly related: readonly Finding[]
  /** The same check in the other segments of the same window, largest effect first. */
  readonly segments: readonly Finding[]
}

export async function findingContext(store: Store, finding: Finding): Promise<FindingContext> {
  const { monitor, window, segment, columnName, check } = finding
  const granularity = window.granularity === null ? {} : { granularity: window.granularity }
  const own = segmentId(segment)
  const series = (await store.findings({ monitor, columnName, ...granularity }))
    .filter((f) => f.check === check && f.window.granularity === window.granularity && f.window.startUs <= window.startUs)
    .toSorted((a, b) => a.window.startUs - b.window.startUs)
  const history = series.filter((f) => segmentId(f.segment) === own)
  let sinceUs = window.startUs
  for (const f of history.toReversed()) {
    if (f.status !== finding.status) break
    sinceUs = f.window.startUs
  }
  const beside = (await store.findings({ monitor, fromUs: window.startUs, statuses: ['fail', 'warn', 'error'], ...granularity }))
    .filter(
      (f) => f.window.startUs === window.startUs && f.window.granularity === window.granularity && segmentId(f.segment) === own,
    )
    .filter((f) => f.id !== finding.id)
    .toSorted(compareFindings)
  return {
    history: history.map((f) => ({ window: f.window, value: f.value, status: f.status })),
    sinceUs,
    related: beside,
    segments: series
      .filter((f) => f.window.startUs === window.startUs && segmentId(f.segment) !== own && f.value !== null)
      .toSorted((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0)),
  }
}
