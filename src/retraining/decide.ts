/** `leeway decide` as a function: retrain or not, per monitor, recorded; with `execute` the actions are done. */
import { existsSync } from 'node:fs'
import type { Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { openEngines } from '../monitor/open-engines.ts'
import { selectMonitors } from '../monitor/run-project.ts'
import type { Urgency } from '../store/journal.ts'
import { openStore } from '../store/open-store.ts'
import type { ActionEffects } from './actions/action-effects.ts'
import { type ActionReport, performActions, previewActions } from './actions/perform-actions.ts'
import { type DecideContext, decideMonitor, type MonitorDecision } from './decide-monitor.ts'
import { defaultActionEffects } from './default-action-effects.ts'

export interface DecideOptions {
  /** Names; default: every monitor that watches a model (it has a prediction, or says `retraining`). */
  readonly monitors?: readonly string[]
  /** Windows that end later are not looked at; also the day from which the age is counted. Default: now. */
  readonly asOfUs?: number
  /** Do the actions of decisions to retrain. Default: only say what would be done. */
  readonly execute?: boolean
  readonly signal?: AbortSignal
  /** The clock, in microseconds. */
  readonly nowUs?: () => number
  readonly say?: (text: string) => void
  /** How long to wait for another process that holds the store. */
  readonly waitMs?: number
  /** The outside world of actions. */
  readonly effects?: Partial<ActionEffects>
}

export interface DecidedMonitor extends MonitorDecision {
  readonly actions: readonly ActionReport[]
}

export interface ProjectDecision {
  readonly asOfUs: number
  readonly executed: boolean
  /** Any of the monitors should be retrained. */
  readonly shouldRetrain: boolean
  /** Of those that should; with several monitors each begins with its name. */
  readonly reasons: readonly string[]
  readonly urgency: Urgency
  readonly monitors: readonly DecidedMonitor[]
  /** An action failed, or was cut off. */
  readonly failed: boolean
}

/**
 * Decides on what the last runs recorded; the tables are not read (but by a query of the training time).
 *
 * @throws LeewayError NOT_FOUND when nothing has been recorded, or for an unknown monitor; CONFIG_SECRET when an action that is to be done
 * needs a reference that is not set; STORE_LOCKED
 */
export async function decide(project: Project, options: DecideOptions = {}): Promise<ProjectDecision> {
  const monitors = decidable(project, options.monitors)
  const nowUs = options.nowUs ?? ((): number => Date.now() * 1000)
  const signal = options.signal ?? new AbortController().signal
  const effects: ActionEffects = defaultActionEffects(options.effects)
  if (!existsSync(project.storePath))
    throw new LeewayError('NOT_FOUND', 'nothing has been recorded yet', {
      place: project.storePath,
      mend: 'leeway run reads the tables and records what it finds',
    })
  const store = await openStore(project.storePath, {
    signal,
    ...(options.waitMs === undefined ? {} : { waitMs: options.waitMs }),
    onWait: ({ pid }) =>
      options.say?.(`waiting for the store, which ${pid === null ? 'another process' : `process ${pid}`} holds …`),
  })
  const engines = openEngines(project)
  try {
    const context: DecideContext = {
      store,
      engineOf: (monitor) => engines.of(monitor),
      mlflow: effects.mlflow,
      asOfUs: options.asOfUs ?? nowUs(),
      nowUs,
      secrets: project.secrets,
    }
    const decided: DecidedMonitor[] = []
    for (const monitor of monitors) {
      signal.throwIfAborted()
      const made = await decideMonitor(context, monitor)
      await store.journal.recordDecision(made.decision)
      const perform = { journal: store.journal, effects, folder: project.folder, secrets: project.secrets, nowUs, signal }
      const actions = options.execute
        ? await performActions(perform, monitor, made.decision)
        : await previewActions(store.journal, monitor, made.decision, nowUs())
      decided.push({ ...made, actions })
    }
    return together(decided, context.asOfUs, options.execute ?? false)
  } finally {
    await engines.close()
    await store.close()
  }
}

/** A feature table has no model to retrain, unless the user says so. */
function decidable(project: Project, names: readonly string[] | undefined): readonly Monitor[] {
  const selected = selectMonitors(project, names)
  if (names && names.length > 0) return selected
  return selected.filter(({ prediction, retraining }) => prediction !== undefined || retraining !== null)
}

function together(monitors: readonly DecidedMonitor[], asOfUs: number, executed: boolean): ProjectDecision {
  const [only] = monitors
  const due = monitors.filter(({ decision }) => decision.shouldRetrain)
  const told = { asOfUs, executed, monitors, failed: monitors.some(({ actions }) => actions.some(isFailed)) }
  if (monitors.length === 1 && only) {
    const { shouldRetrain, reasons, urgency } = only.decision
    return { ...told, shouldRetrain, reasons, urgency }
  }
  return {
    ...told,
    shouldRetrain: due.length > 0,
    reasons: due.flatMap(({ monitor, decision }) => decision.reasons.map((reason) => `${monitor.name}: ${reason}`)),
    urgency: due.some(({ decision }) => decision.urgency === 'HIGH') ? 'HIGH' : 'NORMAL',
  }
}

const isFailed = ({ status }: ActionReport): boolean => status === 'failed' || status === 'interrupted'
