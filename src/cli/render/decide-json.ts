/** The JSON of `leeway decide`; docs/command-line.md describes it. */
import type { Finding } from '../../checks/finding.ts'
import type { JsonValue } from '../../core/json.ts'
import type { DecidedMonitor, ProjectDecision } from '../../retraining/decide.ts'
import { triggerJson } from '../../retraining/decide-monitor.ts'
import type { LastRetraining, RetrainingSide } from '../../retraining/last-retraining.ts'
import { finite, windowJson } from './run-json.ts'
import { isoInstant } from './when.ts'

type JsonObject = { readonly [key: string]: JsonValue }

/** Of one monitor its own object; of several one that sums them up, with theirs under `monitors`. */
export function decideJson(result: ProjectDecision): JsonValue {
  const [only] = result.monitors
  if (result.monitors.length === 1 && only) return monitorJson(only, result.executed)
  return {
    should_retrain: result.shouldRetrain,
    reasons: result.reasons,
    urgency: result.urgency,
    as_of: isoInstant(result.asOfUs),
    executed: result.executed,
    monitors: result.monitors.map((monitor) => monitorJson(monitor, result.executed)),
  }
}

function monitorJson(decided: DecidedMonitor, executed: boolean): JsonObject {
  const { decision, judged, triggers, inputs, lastRetraining, actions } = decided
  const value = (name: string): JsonValue => finite(triggers.find((trigger) => trigger.name === name)?.value ?? null)
  return {
    should_retrain: decision.shouldRetrain,
    reasons: decision.reasons,
    urgency: decision.urgency,
    monitor: decision.monitor,
    decision_id: decision.id,
    as_of: isoInstant(decision.asOfUs),
    decided_at: isoInstant(decision.decidedAtUs),
    judged: judged === null ? null : { granularity: judged.granularity, ...(windowJson(judged) as JsonObject) },
    blocked_by: decision.blockedBy,
    broken_data: [...inputs.blocking.map(dataJson(true)), ...inputs.toLookAt.map(dataJson(false))],
    inputs: {
      prediction_drift_score: value('prediction_drift'),
      feature_drift_count: value('feature_drift'),
      days_since_training: value('age'),
      accuracy_drop: value('performance_drop'),
      concept_drift_p_value: value('concept_drift'),
    },
    triggers: triggers.map(triggerJson),
    executed,
    actions: actions.map(({ action, id, status, attempts, answer }) => ({ action, id, status, attempts, answer })),
    last_retraining: lastRetraining === null ? null : lastJson(lastRetraining),
  }
}

const dataJson =
  (blocks: boolean) =>
  ({ id, columnName, check, sentence, window }: Finding): JsonObject => ({
    finding_id: id,
    column_name: columnName,
    check,
    blocks,
    window: windowJson(window),
    sentence,
  })

const lastJson = (last: LastRetraining): JsonObject => ({
  from_version: last.fromVersion,
  to_version: last.toVersion,
  known_by: last.knownBy,
  at: isoInstant(last.atUs),
  metric: last.metric,
  before: sideJson(last.before),
  after: sideJson(last.after),
  change: finite(last.change),
  p_value: finite(last.pValue),
  verdict: last.verdict,
  sentence: last.sentence,
})

const sideJson = ({ value, n, windows, fromUs, toUs }: RetrainingSide): JsonObject => ({
  value: finite(value),
  n,
  windows,
  start: fromUs === null ? null : isoInstant(fromUs),
  end: toUs === null ? null : isoInstant(toUs),
})
