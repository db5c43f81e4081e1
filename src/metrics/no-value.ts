import type { JsonValue } from '../core/json.ts'
import type { ReasonCode } from './rows.ts'

/** A metric that applies to the column but has no value here, and why. Becomes null, with the reason beside it. */
export class NoValue {
  readonly reason: ReasonCode

  constructor(reason: ReasonCode) {
    this.reason = reason
  }
}

const made = new Map<ReasonCode, NoValue>()

/** The one NoValue of a reason. */
export function noValue(reason: ReasonCode): NoValue {
  let value = made.get(reason)
  if (!value) {
    value = new NoValue(reason)
    made.set(reason, value)
  }
  return value
}

/** A value of which parts are null: why, by the part's path inside it, as `one_vs_all.1`. */
export class PartialValue {
  readonly value: JsonValue
  readonly reasons: ReadonlyMap<string, ReasonCode>

  constructor(value: JsonValue, reasons: ReadonlyMap<string, ReasonCode>) {
    this.value = value
    this.reasons = reasons
  }
}
