/** The checks of the configuration, beside the policy's own. */
import type { CheckConfig, Monitor } from '../../config/project.ts'
import type { Rule } from '../draft.ts'
import { type CheckOptions, judgeCheck } from './configured-check.ts'

/**
 * One rule that applies all the user's checks to the whole table and to each model id. Slices are left to the policy: a literal limit on
 * a slice of a few rows would fire by chance.
 */
export function userChecksRule(options: CheckOptions): Rule {
  return {
    name: 'checks',
    scope: 'models',
    judge: (context, segment) =>
      segment.current.rows === 0
        ? []
        : namedApart(context.monitor).flatMap((check) => judgeCheck(context, segment, check, options)),
  }
}

/** Two checks of one name would share one finding: later ones get a number. */
function namedApart({ checks }: Pick<Monitor, 'checks'>): CheckConfig[] {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const times = (seen.get(check.name) ?? 0) + 1
    seen.set(check.name, times)
    return times === 1 ? check : { ...check, name: `${check.name} (${times})` }
  })
}
