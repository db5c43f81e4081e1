import type { JsonValue } from '../core/json.ts'
import type { MetricResult } from './define-metric.ts'
import { NoValue, PartialValue } from './no-value.ts'
import type { ReasonCode } from './rows.ts'

/** Collects the values of a row and the reasons for its nulls. NaN and infinities never pass: they become null. */
export class RowValues {
  readonly values = new Map<string, JsonValue>()
  readonly reasons = new Map<string, ReasonCode>()

  /** `undefined` (does not apply, or was not asked for) leaves the value out: null without a reason. */
  set(id: string, result: MetricResult): void {
    if (result === undefined) return
    if (result instanceof NoValue) this.#null(id, result.reason)
    else if (typeof result === 'number' && !Number.isFinite(result)) this.#null(id, 'not_finite')
    else if (result instanceof PartialValue) {
      this.values.set(id, result.value)
      for (const [part, reason] of result.reasons) this.reasons.set(`${id}.${part}`, reason)
    } else this.values.set(id, result)
  }

  #null(id: string, reason: ReasonCode): void {
    this.values.set(id, null)
    this.reasons.set(id, reason)
  }
}
