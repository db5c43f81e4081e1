/** What `leeway versions` prints: a column per version, newest first, a line per metric; below, how each did in production. */
import { formatCount, formatNumber } from '../../checks/numbers.ts'
import type { Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import { bestOf } from '../../integrations/mlflow/better-direction.ts'
import { type ComparedVersion, metricNames, versionRows } from '../../integrations/mlflow/compare-model-versions.ts'
import type { RegisteredModel } from '../../integrations/mlflow/entities.ts'
import type { MlflowClient } from '../../integrations/mlflow/mlflow-client.ts'
import { type RealisedQuality, realisedMetrics } from '../../integrations/mlflow/realised-quality.ts'
import { instantText } from '../../report/view/time-text.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { finite } from './run-json.ts'
import { createStyle, type Style } from './style.ts'
import { renderTable, type TableCell } from './table.ts'
import { hang, safeText, textWidth } from './text-width.ts'
import { isoInstant } from './when.ts'

export interface VersionsAnswer {
  readonly model: string
  readonly client: MlflowClient
  readonly compared: readonly ComparedVersion[]
  readonly registered: RegisteredModel | null
  /** Of all versions, shown or not. */
  readonly total: number
  readonly hasProject: boolean
  readonly monitor: Monitor | null
  /** By version; null where nothing has been recorded, or no monitor watches the model. */
  readonly production: ReadonlyMap<string, RealisedQuality> | null
}

const aliasesOf = ({ registered }: VersionsAnswer, version: string): readonly string[] =>
  [...(registered?.aliases ?? [])].filter(([, of]) => of === version).map(([alias]) => alias)

/** `None` is MLflow's word for a version that was put nowhere. */
const stageOf = ({ version }: ComparedVersion): string | null => (version.stage === 'None' ? null : version.stage)

const runUrlOf = ({ client }: VersionsAnswer, { version, experimentId }: ComparedVersion): string | null =>
  version.runId === null || experimentId === null ? null : client.runUrl({ runId: version.runId, experimentId })

export function versionsJson(answer: VersionsAnswer): JsonValue {
  const { model, client, compared, monitor, production } = answer
  const names = metricNames(compared)
  const best = new Map(
    names.map((name) => [
      name,
      bestOf(
        name,
        compared.map(({ metrics }) => metrics.get(name)),
      ),
    ]),
  )
  return {
    model,
    tracking_uri: client.server.address,
    monitor: monitor?.name ?? null,
    comparison: versionRows(compared).map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? finite(value) : value])),
    ),
    versions: compared.map((each, index) => {
      const { version, note } = each
      const realised = production?.get(version.version)
      return {
        version: version.version,
        created: version.createdMs === null ? null : isoInstant(version.createdMs * 1000),
        aliases: aliasesOf(answer, version.version),
        stage: stageOf(each),
        status: version.status,
        run_id: version.runId,
        run_url: runUrlOf(answer, each),
        best: names.filter((name) => best.get(name)!.includes(index)),
        note,
        production: realised ? productionJson(realised, monitor!) : null,
      }
    }),
  }
}

const productionJson = (
  { modelId, rows, labelled, sinceUs, untilUs, metrics }: RealisedQuality,
  monitor: Monitor,
): JsonValue => ({
  model_id: modelId,
  rows,
  labelled,
  since: isoInstant(sinceUs),
  until: isoInstant(untilUs),
  ...Object.fromEntries(realisedMetrics(monitor).map((id) => [id, finite(metrics.get(id) ?? null)])),
})

interface Line {
  readonly title: string
  readonly texts: readonly string[]
  /** Indexes of the best. */
  readonly best?: readonly number[]
}

const GAP = 2
/** The best is marked by a sign, not by colour alone; the others leave its place free, so that digits stand in columns. */
const BEST = '*'

export function renderVersions(answer: VersionsAnswer, zone: string, effects: Effects): string {
  const { model, client, compared, total } = answer
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const offline = [
    ...factLines(answer, zone),
    ...metricLines(
      metricNames(compared),
      compared.map(({ metrics }) => metrics),
    ),
  ]
  const production = productionLines(answer, zone)
  const shown =
    compared.length < total
      ? `the newest ${compared.length} of ${formatCount(total)} versions`
      : `${formatCount(total)} ${total === 1 ? 'version' : 'versions'}`
  const lines = [`${safeText(model)}: ${shown}, ${safeText(client.server.address)}`]
  for (const block of blocks(answer, [...offline, ...production], width)) {
    const isFilled = ({ texts }: Line): boolean => block.some((index) => texts[index] !== '')
    const [above, below] = [offline.filter(isFilled), production.filter(isFilled)]
    // One table, so that a version stands in one column, cut in two by a line of words.
    const table = tableText(answer, [...above, ...below], block, style, width).split('\n')
    lines.push('', ...table.slice(0, above.length + 1))
    if (below.length > 0)
      lines.push('', `in production, by monitor ${safeText(answer.monitor!.name)}`, ...table.slice(above.length + 1))
  }
  const isMarked = [...offline, ...production].some(({ best }) => best && best.length > 0)
  const notes = [
    ...(isMarked ? [`${BEST} the best of these versions`] : []),
    ...compared.flatMap(({ version, note }) => (note === null ? [] : [`version ${version.version}: ${note}`])),
    ...productionNote(answer),
  ]
  if (notes.length > 0) lines.push('', ...notes.map((note) => style.quiet(hang('', safeText(note), width))))
  const links = compared.flatMap((each) => {
    const url = runUrlOf(answer, each)
    return url === null ? [] : [[each.version.version, url] as const]
  })
  const widest = Math.max(0, ...links.map(([version]) => version.length))
  if (links.length > 0)
    lines.push('', ...links.map(([version, url]) => `  ${version.padStart(widest)}  ${style.quiet(safeText(url))}`))
  return `${lines.join('\n')}\n`
}

function factLines(answer: VersionsAnswer, zone: string): readonly Line[] {
  const { compared } = answer
  const line = (title: string, texts: readonly string[]): readonly Line[] =>
    texts.every((text) => text === '') ? [] : [{ title, texts }]
  return [
    ...line('created', createdTexts(compared, zone)),
    ...line(
      'aliases',
      compared.map(({ version }) => aliasesOf(answer, version.version).join(' ')),
    ),
    ...line(
      'stage',
      compared.map((each) => stageOf(each) ?? ''),
    ),
  ]
}

/** Dates; with the time where several versions were made on one day. */
function createdTexts(compared: readonly ComparedVersion[], zone: string): readonly string[] {
  const texts = compared.map(({ version: { createdMs } }) =>
    createdMs === null ? '' : instantText(createdMs * 1000, zone, true),
  )
  const days = texts.map((text) => text.slice(0, 10))
  return new Set(days).size === days.length ? days : texts
}

const metricLines = (names: readonly string[], metrics: readonly (ReadonlyMap<string, number> | undefined)[]): readonly Line[] =>
  names.map((name) => {
    const values = metrics.map((own) => own?.get(name))
    return {
      title: name,
      texts: values.map((value) => (value === undefined || Number.isNaN(value) ? '' : formatNumber(value))),
      best: bestOf(name, values),
    }
  })

function productionLines({ compared, production, monitor }: VersionsAnswer, zone: string): readonly Line[] {
  if (!production || !monitor || production.size === 0) return []
  const realised = compared.map(({ version }) => production.get(version.version))
  const text = (read: (each: RealisedQuality) => string): readonly string[] => realised.map((each) => (each ? read(each) : ''))
  return [
    { title: 'since', texts: text(({ sinceUs }) => instantText(sinceUs, zone).slice(0, 10)) },
    { title: 'rows', texts: text(({ rows }) => formatCount(rows)) },
    { title: 'labelled', texts: text(({ labelled }) => formatCount(labelled)) },
    ...metricLines(
      realisedMetrics(monitor),
      realised.map((each) => each?.metrics),
    ).filter(({ texts }) => texts.some((cell) => cell !== '')),
  ]
}

function productionNote({ hasProject, monitor, production, model }: VersionsAnswer): readonly string[] {
  if (!hasProject) return ['There is no leeway.yaml here, so nothing is known of the model in production.']
  if (!monitor)
    return [`No monitor of this project names the model ${model} under \`mlflow\`, so nothing is known of it in production.`]
  if (monitor.modelId === undefined)
    return [`Monitor ${monitor.name} has no \`model_id\`, so its predictions cannot be told apart by version.`]
  if (production === null) return ['Nothing has been recorded of production yet: leeway run.']
  return production.size === 0
    ? [`None of these versions occurs as ${monitor.modelId} in the predictions of monitor ${monitor.name}.`]
    : []
}

/** As many versions side by side as the width takes; the others follow below. */
function blocks({ compared }: VersionsAnswer, lines: readonly Line[], width: number): readonly (readonly number[])[] {
  const titles = Math.min(MOST_TITLE, Math.max(0, ...lines.map(({ title }) => textWidth(safeText(title)))))
  const found: number[][] = []
  let left = 0
  for (const [index, { version }] of compared.entries()) {
    const cells = [version.version, ...lines.map(({ texts }) => texts[index] ?? '')]
    const own = Math.max(...cells.map((text) => textWidth(safeText(text)))) + BEST.length + GAP
    if (found.length === 0 || left < own) {
      found.push([])
      left = width - titles
    }
    found.at(-1)!.push(index)
    left -= own
  }
  return found
}

const MOST_TITLE = 32

function tableText(
  { compared }: VersionsAnswer,
  lines: readonly Line[],
  block: readonly number[],
  style: Style,
  width: number,
): string {
  const versions = block.map((index) => ({ title: `${compared[index]!.version.version} `, align: 'right' as const }))
  const columns = [{ title: 'version', gives: true }, ...versions]
  const rows = lines.map(({ title, texts, best = [] }): readonly TableCell[] => [
    title,
    ...block.map((index): TableCell => {
      const isBest = best.includes(index)
      return { text: `${texts[index] ?? ''}${isBest ? BEST : ' '}`, paint: isBest ? style.strong : (text) => text }
    }),
  ])
  return renderTable(columns, rows, width, { head: style.quiet })
}
