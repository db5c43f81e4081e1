/** What a rule answers: a finding without its place and id, at once or as soon as its p-value has been adjusted among the others. */
import type { CheckSeverity, Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import type { Segment } from '../core/window.ts'
import type { SegmentEvidence, WindowEvidence } from './evidence.ts'
import type { FindingStatus, FindingTheme, Severity } from './finding.ts'

export interface Draft {
  readonly segment: Segment
  readonly columnName: string
  readonly check: string
  readonly metric: string
  readonly theme: FindingTheme
  readonly severity: Severity
  readonly status: FindingStatus
  readonly sentence: string
  readonly value?: number | null
  readonly referenceValue?: number | null
  readonly threshold?: number | null
  readonly nCurrent?: number | null
  readonly nReference?: number | null
  readonly pValue?: number | null
  readonly effect?: number | null
  readonly evidence?: { readonly [key: string]: JsonValue }
}

/**
 * Checks among which false discoveries are controlled together: the drift checks of one window, and the checks of shares and means
 * (missing, unseen, outside the range, quality, the user's `against` checks).
 */
export type Family = 'drift' | 'shares'

/** A finding that waits for its p-value adjusted among all of its family. Null: nothing worth a line of its own. */
interface PendingDraft {
  readonly family: Family
  readonly p: number
  readonly conclude: (adjustedP: number) => Draft | null
}

/** One line about a rule's many columns, made when all of them are concluded. */
interface LateDraft {
  readonly late: () => Draft | null
}

export type RuleAnswer = Draft | PendingDraft | LateDraft

/** What every rule is given. */
export interface RuleContext {
  readonly monitor: Monitor
  readonly evidence: WindowEvidence
}

/** A rule about one segment, or about the window as a whole. `name` is the check's name where the rule itself fails. */
export interface Rule {
  readonly name: string
  /** `segments`: every segment; `models`: the whole table and each model id; `window`: once per window, with the whole table's segment. */
  readonly scope: 'segments' | 'models' | 'window'
  readonly judge: (context: RuleContext, segment: SegmentEvidence) => readonly RuleAnswer[]
}

export const isPending = (answer: RuleAnswer): answer is PendingDraft => 'conclude' in answer
export const isLate = (answer: RuleAnswer): answer is LateDraft => 'late' in answer

/** A policy is a list of rules. */
export interface Policy {
  readonly name: Monitor['policy']
  readonly rules: readonly Rule[]
}

/** Severities where the user did not say one; documented in docs/verdicts.md. */
export const SEVERITIES = {
  brokenTable: 'critical',
  brokenPrediction: 'critical',
  quality: 'high',
  user: 'high',
  delivery: 'high',
  dataOfPrediction: 'high',
  predictionDrift: 'medium',
  dataOfFeature: 'medium',
  featureDrift: 'low',
} as const satisfies Record<string, CheckSeverity>
