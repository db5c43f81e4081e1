/** A decision as other systems get it. */
import type { JsonValue } from '../core/json.ts'
import type { Decision } from '../store/journal.ts'
import { isoUs } from './monitor-record.ts'

export const decisionPayload = (decision: Decision): { readonly [key: string]: JsonValue } => ({
  should_retrain: decision.shouldRetrain,
  reasons: decision.reasons,
  urgency: decision.urgency,
  monitor: decision.monitor,
  decision_id: decision.id,
  decided_at: isoUs(decision.decidedAtUs),
  as_of: isoUs(decision.asOfUs),
  blocked_by: decision.blockedBy,
  triggers: decision.triggers,
})
