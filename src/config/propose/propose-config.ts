import { basename, dirname } from 'node:path'
import { stringify } from 'yaml'
import { schemaComment } from '../json-schema.ts'
import { escapeReferences } from '../references.ts'
import { guessExcluded, guessSlices, guessTypes } from './guess-columns.ts'
import { guessLabel, guessModelId, guessPrediction, guessProbability, guessProblem } from './guess-model.ts'
import { guessGranularity, guessPeriod, guessTime } from './guess-time.ts'
import type { Guess, TableFacts } from './table-facts.ts'

export interface Proposal {
  /** A commented leeway.yaml that `parseConfig` accepts. */
  readonly yaml: string
  readonly guesses: readonly Guess[]
}

export interface ProposeOptions {
  /** Name of the project; default: none is written, which means the folder's name. */
  readonly project?: string
  readonly timeZone?: string
  /** Where the JSON Schema is, seen from leeway.yaml; default: in the installed package. */
  readonly schemaPath?: string
  /** DuckDB files that hold tables: name of the connection, and path. */
  readonly databases?: readonly { readonly connection: string; readonly path: string }[]
}

const REFERENCE_FILE = /(^|[^a-z])(reference|baseline|ref|train|training|train_set|analysis_reference)([^a-z]|$)/i

/**
 * A leeway.yaml for these tables, every choice with its reason beside it.
 *
 * A table whose file is called reference, baseline or train is the reference of the others.
 * Pure: it sees facts only; the command reads the data and refuses to overwrite a file.
 */
export function proposeConfig(tables: readonly TableFacts[], options: ProposeOptions = {}): Proposal {
  const references = tables.filter((table) => tables.length > 1 && REFERENCE_FILE.test(fileStem(table.path)))
  const watched = tables.filter((table) => !references.includes(table))
  const guesses: Guess[] = []
  const databases = (options.databases ?? []).map(
    ({ connection, path }) => `  ${flowKey(connection)}: {engine: duckdb, path: ${flowScalar(path)}}   # opened read-only`,
  )
  const lines = [
    schemaComment(options.schemaPath),
    '# Proposed by leeway init from the data. Each line says why; correct what is wrong, then type: leeway run',
    '# Every key is described in docs/configuration.md',
    'version: 1',
    ...(options.project === undefined ? [] : [`project: ${scalar(options.project)}`]),
    `time_zone: ${scalar(options.timeZone ?? 'UTC')}   # windows are cut in it; times without a zone are local to it`,
    '',
    ...(databases.length === 0 ? [] : ['connections:', ...databases, '']),
    'monitors:',
  ]
  const names = new Set<string>()
  for (const table of watched.length > 0 ? watched : tables) {
    // A table of a database is named behind its schema: ml.scores.
    const name = uniqueName(table.connection === undefined ? table.path : table.path.replace(/^.*\./, ''), names)
    const draft = new MonitorDraft(name, guesses)
    draftMonitor(draft, table, references[0]?.path ?? table.neighbours.find((path) => REFERENCE_FILE.test(fileStem(path))))
    lines.push(`  ${name}:`, ...draft.lines)
  }
  return { yaml: `${lines.join('\n')}\n`, guesses }
}

/** The lines of one monitor, and the guesses behind them. */
class MonitorDraft {
  readonly lines: string[] = []
  readonly #name: string
  readonly #guesses: Guess[]

  constructor(name: string, guesses: Guess[]) {
    this.#name = name
    this.#guesses = guesses
  }

  say(key: string, value: string, why: string): void {
    const line = `    ${key}: ${value}`
    const comment = `# ${oneLine(why)}`
    // A long line puts its reason above, where it can be read.
    if (line.length + comment.length > 120) this.lines.push(...reasonLines(why), line)
    else this.lines.push(`${line}   ${comment}`)
    this.#guesses.push({ key: `monitors.${this.#name}.${key}`, value, why: oneLine(why) })
  }

  plain(key: string, value: string): void {
    this.lines.push(`    ${key}: ${value}`)
  }

  remark(text: string): void {
    this.lines.push(`    # ${oneLine(text)}`)
  }
}

/** A line for each reason: one for seven columns is not read. */
const reasonLines = (why: string): string[] => why.split('; ').map((reason) => `    # ${oneLine(reason)}`)

function draftMonitor(draft: MonitorDraft, table: TableFacts, referencePath: string | undefined): void {
  const taken = new Set<string>()
  const time = guessTime(table)
  if (time) taken.add(time.column.name)
  const modelId = guessModelId(table, taken)
  if (modelId) taken.add(modelId.column.name)
  const prediction = guessPrediction(table, taken)
  if (prediction) taken.add(prediction.column.name)

  const type = !time ? 'snapshot' : prediction ? 'inference' : 'time_series'
  const reasons = {
    inference: 'it has times and a prediction',
    time_series: 'it has times, and no column that looks like a prediction',
    snapshot: 'it has no column of times: each run looks at the whole table',
  }
  draft.say('type', type, reasons[type])
  if (table.connection !== undefined) draft.plain('connection', scalar(table.connection))
  draft.plain('table', scalar(table.path))
  const granularity = time ? guessGranularity(table, time) : null
  if (time && granularity) {
    draft.say('timestamp', scalar(time.column.name), time.why)
    if (time.format !== null) draft.say('timestamp_format', scalar(time.format), 'every sampled value reads so')
    draft.say('granularities', `[${granularity.text}]`, granularity.why)
  }
  if (prediction) draftModel(draft, table, prediction, taken)
  if (modelId) draft.say('model_id', scalar(modelId.column.name), modelId.why)

  const excluded = guessExcluded(table, taken)
  for (const { column } of excluded) taken.add(column.name)
  if (excluded.length > 0)
    draft.say(
      'features',
      `{exclude: ${flowList(excluded.map(({ column }) => column.name))}}`,
      excluded.map(({ column, why }) => `${column.name}: ${why}`).join('; '),
    )
  const types = guessTypes(table, taken)
  if (types.length > 0)
    draft.say(
      'types',
      flowMap(types.map(({ column }) => [column.name, 'categorical'])),
      types.map(({ column, why }) => `${column.name}: ${why}`).join('; '),
    )
  const slices = guessSlices(table, taken)
  if (slices.length > 0)
    draft.say(
      'slices',
      flowList(slices.map(({ column }) => column.name)),
      slices.map(({ column, why }) => `${column.name}: ${why}`).join('; '),
    )

  if (referencePath !== undefined && referencePath !== table.path)
    draft.say('reference', `{table: ${flowScalar(referencePath)}}`, 'by its name')
  else if (time && granularity) {
    const period = guessPeriod(time, granularity)
    if (period) draft.say('reference', `{period: [${period.from}, ${period.to}]}`, period.why)
    else draft.say('reference', '{previous: true}', 'the table covers too little time for a fixed period')
  } else draft.remark('reference: {table: …}   what this table is compared with; none was found')
}

function draftModel(
  draft: MonitorDraft,
  table: TableFacts,
  prediction: NonNullable<ReturnType<typeof guessPrediction>>,
  taken: Set<string>,
): void {
  const problem = guessProblem(prediction.column)
  draft.say('problem', problem.value, problem.why)
  draft.say('prediction', scalar(prediction.column.name), prediction.why)
  const probability = problem.value === 'classification' ? guessProbability(table, prediction.column, taken) : null
  if (problem.value === 'classification') {
    if (probability?.perClass) {
      for (const column of probability.perClass.values()) taken.add(column.name)
      draft.say('probability', flowMap([...probability.perClass].map(([name, column]) => [name, column.name])), probability.why)
    } else if (probability?.single) {
      taken.add(probability.single.column.name)
      draft.say('probability', scalar(probability.single.column.name), probability.why)
      draft.say('positive', classScalar(probability.single.positive), probability.single.positiveWhy)
    }
  }
  const label = guessLabel(table, prediction.column, problem.value, taken, probability?.single ?? null)
  if (label) {
    taken.add(label.column.name)
    draft.say('label', scalar(label.column.name), label.why)
  } else draft.remark('label: …   what came true; none was found. With labels in another table see labels')
}

const fileStem = (path: string): string => basename(path.replace(/[/\\]+$/, '')).replace(/\..*$/, '')

const GENERIC = /^(monitoring|data|dataset|predictions?|current|inference|part.*|output|table|test|analysis|production|\*.*)$/i

/** A monitor's name from the file's name, or from its folder's where the file's says nothing. */
function uniqueName(path: string, used: Set<string>): string {
  const folder = basename(dirname(path))
  const stem = GENERIC.test(fileStem(path)) && /[\p{L}\p{N}]/u.test(folder) ? folder : fileStem(path)
  const clean =
    stem
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 60) || 'monitor'
  let name = clean
  for (let n = 2; used.has(name); n++) name = `${clean}_${n}`
  used.add(name)
  return /^[\p{L}_]/u.test(name) ? name : `m_${name}`
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')

const needsEscapes = (text: string): boolean => /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text)

/** A text as YAML: bare where that is safe, else quoted on one line. */
function scalar(text: string): string {
  const safe = escapeReferences(text)
  return needsEscapes(safe) ? JSON.stringify(safe) : stringify(safe, { lineWidth: 0, blockQuote: false }).trim()
}

/** The same inside [ ] and { }, where commas and brackets need quotes too. */
function flowScalar(text: string): string {
  const bare = scalar(text)
  return /^["']/.test(bare) || !/[,[\]{}:#\s]/.test(bare) ? bare : JSON.stringify(escapeReferences(text))
}

const flowList = (texts: readonly string[]): string => `[${texts.map(flowScalar).join(', ')}]`
const flowMap = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, value]) => `${flowKey(key)}: ${flowScalar(value)}`).join(', ')}}`

/** A class that looks like a number or a boolean stands bare, for the eye; it is read as text either way. */
const classScalar = (text: string): string => (/^(-?\d{1,15}|true|false)$/.test(text) ? text : scalar(text))
const flowKey = (text: string): string => (/^-?\d{1,15}$/.test(text) ? text : flowScalar(text))
