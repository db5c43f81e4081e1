import type { Monitor, RetrainingAction } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import { ActionFailed, type PreparedAction } from './action-effects.ts'

/** MLflow takes at most 5,000 characters. */
const LONGEST = 5_000

/** Tags the newest version of the monitor's model with the decision. */
export function prepareMlflowTag(
  action: Extract<RetrainingAction, { kind: 'mlflow_tag' }>,
  monitor: Monitor,
  value: string,
): PreparedAction {
  const settings = monitor.mlflow
  if (settings === null)
    throw new LeewayError('CONFIG_INVALID', `the action mlflow_tag of ${monitor.name} needs to know the MLflow server`, {
      place: `${monitor.place}, retraining.actions of ${monitor.name}`,
      mend: 'add `mlflow:` to the monitor',
    })
  return {
    repeatable: true,
    perform: async ({ effects, signal }) => {
      if (effects.mlflow === null) throw new ActionFailed('there is no MLflow client here')
      try {
        return await effects.mlflow.setTag(settings, action.key, value.slice(0, LONGEST), { signal })
      } catch (error) {
        if (!(error instanceof LeewayError) || error.code === 'INTERRUPTED') throw error
        throw new ActionFailed(error.message)
      }
    },
  }
}
