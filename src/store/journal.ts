/** What was decided, done and said, beside what was computed. One record an id: recording it again replaces it. */
import type { JsonValue } from '../core/json.ts'

export type Urgency = 'HIGH' | 'NORMAL'

/** Retrain or not, with reasons. */
export interface Decision {
  /** Stable for one monitor and as-of date: deciding again replaces the decision, and its actions are not done twice. */
  readonly id: string
  readonly monitor: string
  readonly decidedAtUs: number
  readonly asOfUs: number
  readonly shouldRetrain: boolean
  readonly urgency: Urgency
  readonly reasons: readonly string[]
  /** What is to be done, as people read it: no secret. */
  readonly actions: readonly string[]
  /** Each trigger with its value, threshold and evidence. */
  readonly triggers: readonly { readonly [key: string]: JsonValue }[]
  /** Broken input that has to be mended first; null when there is none. */
  readonly blockedBy: string | null
}

/** One action of one decision. */
export interface ActionRun {
  readonly id: string
  readonly decisionId: string
  readonly monitor: string
  readonly action: string
  readonly status: 'running' | 'done' | 'failed'
  readonly attempts: number
  readonly firstAtUs: number
  readonly lastAtUs: number
  /** What came back, shortened; no secret. */
  readonly answer: string | null
}

/** What a person or system says of a finding or of a prediction. */
export interface Feedback {
  readonly id: string
  readonly givenAtUs: number
  readonly givenBy: string
  readonly monitor: string
  /** Of a finding (an alert), or of a prediction by the key that its user knows; one of the two. */
  readonly findingId: string | null
  readonly check: string | null
  readonly predictionKey: string | null
  readonly wasRight: boolean | null
  readonly wasUseful: boolean | null
  /** When somebody acted on it; null when nobody did (yet). */
  readonly actedAtUs: number | null
  /** End of the finding's window, from which the time to act is counted. */
  readonly windowEndUs: number | null
  readonly note: string | null
}

/** A line of a checklist that a person ticked for one day, week or month. */
export interface Tick {
  readonly id: string
  readonly checklist: 'daily' | 'weekly' | 'monthly'
  readonly line: string
  readonly periodStartUs: number
  readonly tickedAtUs: number
  readonly tickedBy: string
  readonly note: string | null
}

/** Something that was sent to another system. */
export interface SentMark {
  /** Such as `mlflow http://localhost:5000`. */
  readonly destination: string
  readonly monitor: string
  readonly item: string
  readonly sentAtUs: number
  /** The other system's name for it: a run id. */
  readonly reference: string | null
}

export interface JournalFilter {
  readonly monitor?: string
  /** By the record's own instant, half open. */
  readonly fromUs?: number
  readonly toUs?: number
}

/** Records in the order of their instants. */
export interface Journal {
  decisions(filter?: JournalFilter): Promise<readonly Decision[]>
  recordDecision(decision: Decision): Promise<void>
  actionRuns(filter?: JournalFilter): Promise<readonly ActionRun[]>
  recordActionRun(run: ActionRun): Promise<void>
  feedback(filter?: JournalFilter): Promise<readonly Feedback[]>
  recordFeedback(feedback: Feedback): Promise<void>
  ticks(filter?: Omit<JournalFilter, 'monitor'>): Promise<readonly Tick[]>
  recordTick(tick: Tick): Promise<void>
  /** @returns whether there was one */
  removeTick(id: string): Promise<boolean>
  sentMarks(destination: string, monitor: string): Promise<readonly SentMark[]>
  recordSent(marks: readonly SentMark[]): Promise<void>
}

const nothing = async (): Promise<readonly never[]> => []
const refuse = (): Promise<never> => Promise.reject(new Error('this store keeps no journal'))

/** The journal of a store that lives as long as the process. */
export const emptyJournal: Journal = {
  decisions: nothing,
  recordDecision: refuse,
  actionRuns: nothing,
  recordActionRun: refuse,
  feedback: nothing,
  recordFeedback: refuse,
  ticks: nothing,
  recordTick: refuse,
  removeTick: refuse,
  sentMarks: nothing,
  recordSent: refuse,
}
