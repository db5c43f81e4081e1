/** One of the five reasons to retrain: its value, its limit, and what it rests on. */
import type { JsonValue } from '../core/json.ts'

export type TriggerName = 'prediction_drift' | 'feature_drift' | 'concept_drift' | 'age' | 'performance_drop'

/** Why a value cannot be computed, and how to get it. */
export interface Unknown {
  readonly reason: string
  readonly mend: string
}

export interface Trigger {
  readonly name: TriggerName
  /** Null where it cannot be computed: `unknown` says why. */
  readonly value: number | null
  readonly threshold: number
  /** The value is beyond the threshold. */
  readonly crossed: boolean
  /** It is a reason to retrain: crossed, and under the policy `calibrated` more than chance explains. */
  readonly fired: boolean
  /** In the document's words; null where it did not fire. */
  readonly reason: string | null
  /** One plain sentence: what was measured, on how many rows. */
  readonly sentence: string
  readonly unknown: Unknown | null
  readonly evidence: { readonly [key: string]: JsonValue }
}

/** What the document's table says is to be done. */
export const TRIGGER_ACTIONS: Readonly<Record<TriggerName, string>> = {
  prediction_drift: 'Alert + schedule retrain',
  feature_drift: 'Investigate + retrain',
  concept_drift: 'Mandatory retrain',
  age: 'Scheduled retrain',
  performance_drop: 'Mandatory retrain',
}

/** A retrain that the document calls mandatory is urgent. */
export const isMandatory = (name: TriggerName): boolean => name === 'concept_drift' || name === 'performance_drop'

/** A trigger without a value: it never counts as 0. */
export const unknownTrigger = (name: TriggerName, threshold: number, unknown: Unknown): Trigger => ({
  name,
  value: null,
  threshold,
  crossed: false,
  fired: false,
  reason: null,
  sentence: unknown.reason,
  unknown,
  evidence: {},
})
