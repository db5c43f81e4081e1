/** Retrain one monitor's model or not: the five triggers on what the store knows, and what stands against it. */
import { createHash } from 'node:crypto'
import { DEFAULT_TRIGGERS } from '../config/build-retraining.ts'
import type { Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import { redact } from '../core/redact.ts'
import { type Window, windowId } from '../core/window.ts'
import { dayKey, dayText } from '../monitor/table-days.ts'
import type { Decision } from '../store/journal.ts'
import type { Store } from '../store/store.ts'
import { actionText } from './actions/action-text.ts'
import { type BrokenInputs, brokenInputs } from './broken-inputs.ts'
import { type LastRetraining, lastRetraining } from './last-retraining.ts'
import { readMonitorRecord } from './monitor-record.ts'
import { type TrainingSources, type TrainingTime, trainingTime } from './training-time.ts'
import type { Unknown } from './trigger.ts'
import { isMandatory, TRIGGER_ACTIONS, type Trigger } from './trigger.ts'
import { modelAge } from './triggers/age.ts'
import { conceptDrift } from './triggers/concept-drift.ts'
import { featureDrift } from './triggers/feature-drift.ts'
import { performanceDrop } from './triggers/performance-drop.ts'
import { predictionDrift } from './triggers/prediction-drift.ts'

export interface MonitorDecision {
  readonly monitor: Monitor
  /** What the journal keeps. */
  readonly decision: Decision
  /** The newest complete window; null when there is none. */
  readonly judged: Window | null
  readonly triggers: readonly Trigger[]
  readonly inputs: BrokenInputs
  readonly trainedAt: TrainingTime | Unknown
  /** Null where none is known. */
  readonly lastRetraining: LastRetraining | null
}

export interface DecideContext extends TrainingSources {
  readonly store: Store
  readonly asOfUs: number
  readonly nowUs: () => number
  /** Values that must not be kept. */
  readonly secrets: readonly string[]
}

/** Decides; nothing is recorded. */
export async function decideMonitor(context: DecideContext, monitor: Monitor): Promise<MonitorDecision> {
  const clean = (text: string): string => redact(text, context.secrets)
  const limits = monitor.retraining?.triggers ?? DEFAULT_TRIGGERS
  const record = await readMonitorRecord(context.store, monitor, context.asOfUs)
  const trainedAt = await trainingTime(monitor, context)
  const triggers = [
    await predictionDrift(record, limits.predictionDriftSigmas),
    await featureDrift(record, limits.driftedFeatures),
    await conceptDrift(record, limits.conceptDriftP),
    modelAge(record, trainedAt, limits.ageDays),
    await performanceDrop(record, limits.performanceDrop),
  ].map((trigger) => cleanTrigger(trigger, clean))
  const inputs = brokenInputs(record)
  const fired = triggers.filter((trigger) => trigger.fired)
  const blockedBy = blockedText(inputs)
  return {
    monitor,
    decision: {
      id: decisionId(monitor, context.asOfUs, record.judged),
      monitor: monitor.name,
      decidedAtUs: context.nowUs(),
      asOfUs: context.asOfUs,
      shouldRetrain: fired.length > 0 && blockedBy === null,
      urgency: fired.some(({ name }) => isMandatory(name)) ? 'HIGH' : 'NORMAL',
      reasons: fired.flatMap(({ reason }) => reason ?? []),
      actions: (monitor.retraining?.actions ?? []).map((action) => clean(actionText(action, monitor))),
      triggers: triggers.map(triggerJson),
      blockedBy: blockedBy === null ? null : clean(blockedBy),
    },
    judged: record.judged,
    triggers,
    inputs,
    trainedAt,
    lastRetraining: await lastRetraining(record, 'us' in trainedAt ? trainedAt.us : null),
  }
}

/** One decision a monitor, as-of date and newest window: deciding again replaces it. */
const decisionId = (monitor: Monitor, asOfUs: number, judged: Window | null): string =>
  createHash('sha256')
    .update(JSON.stringify([monitor.name, dayText(dayKey(asOfUs, monitor.timeZone)), judged === null ? null : windowId(judged)]))
    .digest('hex')
    .slice(0, 16)

function blockedText({ blocking }: BrokenInputs): string | null {
  const [worst] = blocking
  if (!worst) return null
  const others = blocking.length - 1
  return `${worst.sentence}${others === 0 ? '' : `; and ${others} more`}`
}

/** As the journal keeps it, and `--json` prints it. */
export const triggerJson = (trigger: Trigger): { readonly [key: string]: JsonValue } => ({
  trigger: trigger.name,
  value: trigger.value,
  threshold: trigger.threshold,
  crossed: trigger.crossed,
  fired: trigger.fired,
  action: TRIGGER_ACTIONS[trigger.name],
  reason: trigger.reason,
  sentence: trigger.sentence,
  unknown: trigger.unknown === null ? null : { ...trigger.unknown },
  evidence: trigger.evidence,
})

/** What an engine or another system said of an error may quote a secret. */
const cleanTrigger = (trigger: Trigger, clean: (text: string) => string): Trigger => ({
  ...trigger,
  reason: trigger.reason === null ? null : clean(trigger.reason),
  sentence: clean(trigger.sentence),
  unknown: trigger.unknown === null ? null : { reason: clean(trigger.unknown.reason), mend: clean(trigger.unknown.mend) },
})
