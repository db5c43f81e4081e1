/** Rules about broken data: on under every policy, since no policy is right about data that did not arrive. */
import type { Rule } from '../draft.ts'
import { constantRule } from '../rules/constant.ts'
import { duplicatesRule } from '../rules/duplicates.ts'
import { freshnessRule } from '../rules/freshness.ts'
import { labelArrivalRule } from '../rules/label-arrival.ts'
import { missingShareRule } from '../rules/missing-share.ts'
import { outOfRangeRule } from '../rules/out-of-range.ts'
import { predictionNullRule } from '../rules/prediction-null.ts'
import { referencePresentRule } from '../rules/reference-present.ts'
import { schemaRule } from '../rules/schema.ts'
import { timestampsRule } from '../rules/timestamps.ts'
import { unseenCategoriesRule } from '../rules/unseen-categories.ts'
import { volumeRule } from '../rules/volume.ts'

export const DATA_RULES: readonly Rule[] = [
  schemaRule,
  timestampsRule,
  duplicatesRule,
  freshnessRule,
  volumeRule,
  referencePresentRule,
  predictionNullRule,
  missingShareRule,
  unseenCategoriesRule,
  outOfRangeRule,
  constantRule,
  labelArrivalRule,
]
