/** The end of `leeway run`: decides for the monitors that say `retraining`, and tries failed actions of executed decisions again. */
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import type { RunEnd } from '../monitor/run-project.ts'
import type { Decision } from '../store/journal.ts'
import type { ActionEffects } from './actions/action-effects.ts'
import { performActions } from './actions/perform-actions.ts'
import { decideMonitor } from './decide-monitor.ts'
import { defaultActionEffects } from './default-action-effects.ts'

export interface DecideAfterRunOptions {
  readonly nowUs: () => number
  readonly signal?: AbortSignal
  readonly say: (text: string) => void
  readonly effects?: Partial<ActionEffects>
}

/** A failure is tried again for so long; after that a newer decision speaks. */
const RETRY_US = 7 * 86_400_000_000

/** @returns what `RunOptions.decide` takes: the decisions of monitors that were evaluated, already recorded. Never executes one anew. */
export const decideAfterRun =
  (project: Project, options: DecideAfterRunOptions) =>
  async ({ store, engines, evaluated, asOfUs }: RunEnd): Promise<readonly Decision[]> => {
    const { nowUs, say } = options
    const effects: ActionEffects = defaultActionEffects(options.effects)
    const signal = options.signal ?? new AbortController().signal
    const decisions: Decision[] = []
    for (const monitor of evaluated) {
      if (monitor.retraining === null) continue
      const context = {
        store,
        engineOf: engines.of,
        mlflow: effects.mlflow,
        asOfUs,
        nowUs,
        secrets: project.secrets,
      }
      const { decision } = await decideMonitor(context, monitor)
      await store.journal.recordDecision(decision)
      decisions.push(decision)
      const runs = await store.journal.actionRuns({ monitor: monitor.name })
      const lastExecuted = runs.at(-1)?.decisionId
      const executed = (await store.journal.decisions({ monitor: monitor.name })).find(({ id }) => id === lastExecuted)
      const pending = runs.some(({ decisionId, status }) => decisionId === lastExecuted && status !== 'done')
      if (!executed || !pending || nowUs() - executed.decidedAtUs > RETRY_US) continue
      try {
        const perform = { journal: store.journal, effects, folder: project.folder, secrets: project.secrets, nowUs, signal }
        for (const { action, status, answer } of await performActions(perform, monitor, executed, { onlyFailed: true }))
          if (status === 'done' || status === 'failed')
            say(`${monitor.name}: ${action}, tried again: ${status === 'done' ? 'done' : `failed (${answer})`}`)
      } catch (error) {
        if (!(error instanceof LeewayError) || error.code === 'INTERRUPTED') throw error
        say(`${monitor.name}: the failed actions of its last decision cannot be tried again: ${error.message}`)
      }
    }
    return decisions
  }
