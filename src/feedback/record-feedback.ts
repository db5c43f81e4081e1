/** Records what a person or system says of an alert or of a prediction. */
import { createHash } from 'node:crypto'
import type { Finding } from '../checks/finding.ts'
import type { Monitor } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import { findFinding } from '../monitor/find-finding.ts'
import type { Feedback } from '../store/journal.ts'
import type { Store } from '../store/store.ts'

/** What is left out is not said: an earlier word of the same person about the same thing then stays. */
export interface FeedbackInput {
  /** The beginning of a finding's id, or a column with a finding in the newest windows. This or `prediction`. */
  readonly finding?: string
  /** A prediction, by the key that its user knows. */
  readonly prediction?: string
  /** Whose prediction it is, or where to look for the finding. Needed for a prediction where the project has several monitors. */
  readonly monitor?: string
  readonly right?: boolean
  readonly useful?: boolean
  /** When somebody acted on it; null takes back that somebody did. */
  readonly actedAtUs?: number | null
  readonly by: string
  readonly note?: string
}

export interface RecordedFeedback {
  readonly feedback: Feedback
  readonly finding: Finding | null
  /** The same person had said something of it before. */
  readonly replaced: boolean
  /** Why this finding, where others fit too. */
  readonly about: string | null
}

/**
 * Said again by the same person about the same finding or prediction, feedback replaces the earlier one under the same id; what is not
 * said anew is taken over from it.
 *
 * @param monitors those that are searched
 * @throws LeewayError USAGE for nothing said, both or neither of finding and prediction, a prediction of no one monitor; NOT_FOUND
 */
export async function recordFeedback(
  store: Store,
  monitors: readonly Monitor[],
  input: FeedbackInput,
  nowUs: number,
): Promise<RecordedFeedback> {
  assertSaid(input)
  const searched = input.monitor === undefined ? monitors : [monitorNamed(monitors, input.monitor)]
  const found = input.finding === undefined ? null : await findFinding(store, searched, input.finding)
  const monitor = found ? found.monitor.name : monitorOfPrediction(searched)
  const subject = found ? `finding ${found.finding.id}` : `prediction ${input.prediction!}`
  const id = feedbackId(monitor, subject, input.by)
  const before = (await store.journal.feedback({ monitor })).find((f) => f.id === id)
  const feedback: Feedback = {
    id,
    givenAtUs: nowUs,
    givenBy: input.by,
    monitor,
    findingId: found?.finding.id ?? null,
    check: found?.finding.check ?? null,
    predictionKey: found ? null : input.prediction!,
    wasRight: input.right ?? before?.wasRight ?? null,
    wasUseful: input.useful ?? before?.wasUseful ?? null,
    actedAtUs: input.actedAtUs === undefined ? (before?.actedAtUs ?? null) : input.actedAtUs,
    windowEndUs: found?.finding.window.endUs ?? null,
    note: input.note ?? before?.note ?? null,
  }
  await store.journal.recordFeedback(feedback)
  return { feedback, finding: found?.finding ?? null, replaced: before !== undefined, about: found?.note ?? null }
}

/** One record for one person and one thing. */
const feedbackId = (monitor: string, subject: string, by: string): string =>
  createHash('sha256')
    .update(JSON.stringify([monitor, subject, by]))
    .digest('hex')
    .slice(0, 16)

function assertSaid(input: FeedbackInput): void {
  const { finding, prediction, right, useful, actedAtUs, note } = input
  if ((finding === undefined) === (prediction === undefined))
    throw new LeewayError('USAGE', 'feedback is about a finding or about a prediction: one of the two', {
      mend: 'leeway feedback add 3f2a --right, or leeway feedback add --prediction 4711 --wrong',
    })
  if (prediction?.trim() === '') throw new LeewayError('USAGE', 'the key of the prediction is empty', { mend: 'name the key' })
  if (right === undefined && useful === undefined && actedAtUs === undefined && note === undefined)
    throw new LeewayError('USAGE', 'nothing is said of it', {
      mend: 'add one or more of --right or --wrong, --useful or --not-useful, --acted, --note TEXT',
    })
}

function monitorNamed(monitors: readonly Monitor[], name: string): Monitor {
  const monitor = monitors.find((m) => m.name === name)
  if (monitor) return monitor
  const names = monitors.map((m) => m.name)
  const nearest = nearestName(name, names)
  throw new LeewayError('NOT_FOUND', `no monitor "${name}"`, {
    mend: nearest === undefined ? `monitors of this project: ${names.join(', ')}` : `did you mean ${nearest}?`,
  })
}

function monitorOfPrediction(monitors: readonly Monitor[]): string {
  if (monitors.length === 1) return monitors[0]!.name
  throw new LeewayError('USAGE', 'a prediction belongs to a monitor, and this project has several', {
    mend: `add --monitor with one of ${monitors.map((m) => m.name).join(', ')}`,
  })
}
