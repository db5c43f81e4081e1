/** `leeway versions MODEL`: the versions of a registered model side by side, as they were tested and as they did in production. */
import type { Monitor, Project } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { redact } from '../../core/redact.ts'
import { readVersions } from '../../integrations/mlflow/compare-model-versions.ts'
import { type MlflowClient, mlflowClient } from '../../integrations/mlflow/mlflow-client.ts'
import { secretsOf } from '../../integrations/mlflow/mlflow-server.ts'
import { openMlflow } from '../../integrations/mlflow/open-mlflow.ts'
import { type RealisedQuality, realisedQuality } from '../../integrations/mlflow/realised-quality.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { jsonText } from '../render/run-json.ts'
import { renderVersions, versionsJson } from '../render/versions.ts'

export interface VersionsCommandOptions extends GlobalOptions {
  readonly last?: string | undefined
  readonly trackingUri?: string | undefined
}

const LAST = 5

export const versionsCommand: CommandModule = {
  usage: 'MODEL',
  summary: 'MLflow versions, and how they did in production',
  place: { group: 'Ask', order: 4 },
  examples: [
    ['leeway versions hotel_cancellation', 'the newest five'],
    ['leeway versions main.ml.hotel --last 10 --json', 'ten, for a pipeline'],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<model>', 'a registered model, or a monitor that names one under `mlflow`')
      .option('--last <n>', `so many versions; default: ${LAST}`)
      .option('--tracking-uri <address>', 'the MLflow server; default: that of the monitor, else MLFLOW_TRACKING_URI')
      .action((model, options) => finish(versions(model, options, effects))),
}

/** @returns 0; a model without versions is NOT_FOUND */
export async function versions(typed: string, options: VersionsCommandOptions, effects: Effects): Promise<number> {
  const last = lastOption(options.last)
  const project = projectOf(options, effects)
  const monitor = project ? monitorOf(project, typed, options) : null
  const model = monitor?.mlflow?.model ?? typed
  const client = clientOf(monitor, options, effects)
  const secrets = [...(project?.secrets ?? []), ...secretsOf(client.server)]
  effects.hide(secrets)
  const known = await client.searchModelVersions(model)
  if (known.length === 0) throw await unknownModel(client, model, monitor)
  const [compared, registered] = await Promise.all([readVersions(client, model, last), client.getRegisteredModel(model)])
  const names = compared.map(({ version }) => version.version)
  const production = project && monitor ? await readProduction(project, monitor, model, names, options, effects) : null
  const answer = { model, client, compared, registered, total: known.length, hasProject: project !== null, monitor, production }
  const text = options.json ? jsonText(versionsJson(answer)) : renderVersions(answer, project?.timeZone ?? 'UTC', effects)
  effects.out(redact(text, secrets))
  return 0
}

function lastOption(text: string | undefined): number {
  if (text === undefined) return LAST
  const last = Number(text)
  if (/^\d+$/.test(text) && last >= 1 && last <= 1000) return last
  throw new LeewayError('USAGE', `--last: "${text}" is not a number of versions`, { mend: 'a whole number from 1 to 1000' })
}

/** A registered model can be looked at without a leeway.yaml. */
function projectOf(options: GlobalOptions, effects: Effects): Project | null {
  try {
    return openConfig(options, effects)
  } catch (error) {
    const isNeeded = options.config !== undefined || options.monitor !== undefined
    if (isNeeded || !(error instanceof LeewayError) || error.code !== 'CONFIG_NOT_FOUND') throw error
    return null
  }
}

/** The monitor that watches the model: by the model's name, else by its own. */
function monitorOf(project: Project, typed: string, options: GlobalOptions): Monitor | null {
  const monitors = selectMonitors(project, options.monitor)
  return (
    monitors.find(({ mlflow }) => mlflow?.model === typed) ??
    monitors.find(({ name }) => name === typed) ??
    (options.monitor ? monitors[0]! : null)
  )
}

function clientOf(monitor: Monitor | null, options: VersionsCommandOptions, effects: Effects): MlflowClient {
  const outside = { env: effects.env, nowMs: () => Math.floor(effects.nowUs() / 1000), signal: effects.signal }
  if (options.trackingUri !== undefined) {
    // The credentials of the monitor are for its own server.
    return mlflowClient({ ...outside, trackingUri: options.trackingUri, registry: monitor?.mlflow?.registry ?? undefined })
  }
  try {
    return openMlflow(monitor?.mlflow ?? null, outside, monitor?.place)
  } catch (error) {
    const isUnknown = error instanceof LeewayError && error.code === 'USAGE' && !effects.env['MLFLOW_TRACKING_URI']
    if (!isUnknown || monitor?.mlflow?.trackingUri) throw error
    throw new LeewayError('USAGE', 'no MLflow tracking server is named', {
      mend: 'add --tracking-uri http://…, set MLFLOW_TRACKING_URI, or give the monitor of this model an `mlflow` section with `tracking_uri`',
    })
  }
}

async function unknownModel(client: MlflowClient, model: string, monitor: Monitor | null): Promise<LeewayError> {
  const names = await client.modelNames(model).catch((error: unknown): readonly string[] => {
    // Only a suggestion hangs on it.
    if (error instanceof LeewayError) return []
    throw error
  })
  const nearest = nearestName(model, names)
  const isThere = names.includes(model)
  return new LeewayError(
    'NOT_FOUND',
    isThere ? `the model "${model}" has no versions yet` : `no model "${model}" is registered`,
    {
      place: client.server.address,
      mend: isThere
        ? 'register one: mlflow.register_model(…)'
        : nearest !== undefined
          ? `did you mean ${nearest}?`
          : monitor?.mlflow
            ? `check \`mlflow.model\` of monitor ${monitor.name}`
            : 'check the name, and that the server is the right one',
    },
  )
}

/** Null where nothing has been recorded yet. */
async function readProduction(
  project: Project,
  monitor: Monitor,
  model: string,
  names: readonly string[],
  options: GlobalOptions,
  effects: Effects,
): Promise<ReadonlyMap<string, RealisedQuality> | null> {
  try {
    return await withResults(project, options, effects, (store) => realisedQuality(store, monitor, model, names))
  } catch (error) {
    if (error instanceof LeewayError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
