/** The default policy: larger than chance and the data's own wobble, larger than a stated size, and still standing among all checks. */
import type { Policy } from '../draft.ts'
import { driftRule } from '../rules/drift.ts'
import { qualityRule } from '../rules/quality.ts'
import { userChecksRule } from '../rules/user-checks.ts'
import { DATA_RULES } from './data-rules.ts'

export const calibrated: Policy = {
  name: 'calibrated',
  rules: [...DATA_RULES, qualityRule, driftRule, userChecksRule({ askChance: true })],
}
