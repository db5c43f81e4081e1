/** `leeway init [FILE…]`: looks at data and proposes a leeway.yaml, saying why. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { CONFIG_NAME } from '../../config/find-config.ts'
import { configJsonSchemaText } from '../../config/json-schema.ts'
import { proposeConfig } from '../../config/propose/propose-config.ts'
import type { Guess, TableFacts } from '../../config/propose/table-facts.ts'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { createDuckDbEngine } from '../../engines/duckdb/duckdb-engine.ts'
import { looksLikeFile } from '../../engines/duckdb/find-files.ts'
import type { Engine } from '../../engines/engine.ts'
import { readTableFacts } from '../../monitor/read-table-facts.ts'
import { tablesQuery } from '../../sql/tables-query.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { createProgress } from '../progress.ts'
import { nextLines } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { createStyle } from '../render/style.ts'
import { renderTable } from '../render/table.ts'
import { safeText } from '../render/text-width.ts'
import { writeWholeFile } from '../write-file.ts'

export interface InitCommandOptions extends GlobalOptions {
  readonly print?: true | undefined
  readonly timeZone?: string | undefined
}

const SCHEMA_FILE = join('.leeway', 'leeway.schema.json')

export const initCommand: CommandModule = {
  usage: '[TABLE…]',
  summary: 'looks at data and proposes a leeway.yaml',
  place: { group: 'Begin', order: 3 },
  needsNoConfiguration: true,
  examples: [
    ['leeway init predictions.parquet', 'one table; its first quarter is the reference'],
    ['leeway init today.parquet train.parquet', 'a file called train, reference or baseline is the reference'],
    ['leeway init warehouse.duckdb scores', 'tables of a DuckDB file'],
    ['leeway init data/*.parquet --print', 'only show what would be written'],
  ],
  define: (command, effects, finish) =>
    command
      .argument(
        '[tables...]',
        'Parquet, CSV or JSON lines; or a DuckDB file and tables of it; default: the data files of this folder',
      )
      .option('--print', 'print the file instead of writing it')
      .option('--time-zone <zone>', 'in which windows are cut; default: UTC')
      .action((files, options) => finish(init(files, options, effects))),
}

/** @throws LeewayError USAGE where there is nothing to look at, or a leeway.yaml already */
export async function init(files: readonly string[], options: InitCommandOptions, effects: Effects): Promise<number> {
  const target = join(effects.cwd, CONFIG_NAME)
  if (!options.print && existsSync(target))
    throw new LeewayError('USAGE', `${CONFIG_NAME} is already there, and is not overwritten`, {
      place: target,
      mend: 'leeway init TABLE --print shows a proposal; or move the file away first',
    })
  const typed = files.length > 0 ? files : dataFilesOf(effects.cwd)
  const databases = typed.filter(isDatabase)
  if (databases.length > 1)
    throw new LeewayError('USAGE', 'init looks at one database at a time', { mend: `leeway init ${databases[0]}` })
  const [database] = databases
  const { tables, connection } =
    database === undefined
      ? { tables: await lookAtFiles(typed, options, effects), connection: null }
      : await lookAtDatabase(
          database,
          typed.filter((each) => each !== database),
          options,
          effects,
        )
  const proposal = proposeConfig(tables, {
    schemaPath: `./${SCHEMA_FILE.split(sep).join('/')}`,
    ...(connection === null ? {} : { databases: [connection] }),
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
  })
  if (options.print) {
    effects.out(
      options.json ? jsonText({ yaml: proposal.yaml, guesses: proposal.guesses.map((guess) => ({ ...guess })) }) : proposal.yaml,
    )
    return 0
  }
  writeWholeFile(join(effects.cwd, SCHEMA_FILE), configJsonSchemaText(), SCHEMA_FILE)
  writeWholeFile(target, proposal.yaml, CONFIG_NAME)
  effects.out(
    options.json
      ? jsonText({ file: target, yaml: proposal.yaml, guesses: proposal.guesses.map((guess) => ({ ...guess })) })
      : guessesText(tables, proposal.guesses, effects),
  )
  return 0
}

interface Wanted {
  readonly table: string
  readonly shownAs: string
  readonly neighbours: readonly string[]
}

async function lookAt(
  engine: Engine,
  wanted: readonly Wanted[],
  options: GlobalOptions,
  effects: Effects,
): Promise<readonly TableFacts[]> {
  const progress = createProgress(effects, options)
  const tables: TableFacts[] = []
  try {
    for (const { table, ...rest } of wanted) {
      const context = {
        signal: effects.signal,
        onProgress: (done: { readonly rows: number; readonly totalRows: number | null }) =>
          progress.update(rest.shownAs, 'describe', done),
      }
      tables.push(await readTableFacts(engine, { source: { table }, ...rest }, context))
    }
    return tables
  } finally {
    progress.end()
  }
}

async function lookAtFiles(paths: readonly string[], options: GlobalOptions, effects: Effects): Promise<readonly TableFacts[]> {
  const engine = createDuckDbEngine({ baseFolder: effects.cwd })
  try {
    const wanted = paths.map((path) => ({
      table: resolve(effects.cwd, path),
      shownAs: shownPath(effects.cwd, path),
      neighbours: neighboursOf(effects.cwd, path),
    }))
    return await lookAt(engine, wanted, options, effects)
  } finally {
    await engine.close()
  }
}

const isDatabase = (path: string): boolean => /\.(duckdb|ddb|db)$/i.test(path)

/** The named tables of a DuckDB file, or all where they are few. */
async function lookAtDatabase(file: string, named: readonly string[], options: GlobalOptions, effects: Effects) {
  const path = resolve(effects.cwd, file)
  if (!existsSync(path))
    throw new LeewayError('TABLE_NOT_FOUND', 'there is no such file', { place: path, mend: 'name a DuckDB file that exists' })
  const engine = createDuckDbEngine({ baseFolder: effects.cwd, databasePath: path })
  try {
    const all = (await engine.query(tablesQuery())).map((row) => String(row['name']))
    for (const name of named)
      if (!all.includes(name)) {
        const nearest = nearestName(name, all)
        throw new LeewayError('TABLE_NOT_FOUND', `there is no table "${name}" in it`, {
          place: path,
          mend: nearest === undefined ? `its tables: ${all.join(', ')}` : `did you mean ${nearest}?`,
        })
      }
    const chosen = named.length > 0 ? named : all
    if (chosen.length === 0 || chosen.length > MOST_FILES)
      throw new LeewayError('USAGE', `this database holds ${chosen.length} tables and views: ${chosen.slice(0, 20).join(', ')}`, {
        place: path,
        mend: `name what to watch: leeway init ${file} ${chosen[0] ?? 'TABLE'}`,
      })
    const connection = basename(file)
      .replace(/\.[^.]*$/, '')
      .replaceAll(/[^\p{L}\p{N}_]+/gu, '_')
    const wanted = chosen.map((table) => ({ table, shownAs: table, neighbours: all.filter((other) => other !== table) }))
    const tables = (await lookAt(engine, wanted, options, effects)).map((facts) => ({ ...facts, connection }))
    return { tables, connection: { connection, path: shownPath(effects.cwd, file) } }
  } finally {
    await engine.close()
  }
}

function guessesText(tables: readonly TableFacts[], guesses: readonly Guess[], effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const monitors = byMonitor(guesses)
  const blocks = [...monitors].map(([monitor, own]) =>
    [
      style.strong(safeText(monitor)),
      renderTable(
        [{ title: '' }, { title: '', gives: true, wraps: true }, { title: '', gives: true, wraps: true }],
        own.map(({ key, value, why }) => [key, value, { text: why, paint: style.quiet }]),
        width,
        { indent: 2 },
      ),
    ].join('\n'),
  )
  const looked = tables.map(
    ({ path, rows, columns }) => `${safeText(path)} (${rows.toLocaleString('en-US')} rows, ${columns.length} columns)`,
  )
  const next = nextLines(
    [
      ['leeway run', 'the first verdict'],
      ['leeway doctor', 'checks it against the data'],
    ],
    style.quiet,
    width,
  )
  return `${CONFIG_NAME} written, from ${looked.join(' and ')}.\nEvery line of it says why; correct what is wrong. What was guessed:\n\n${blocks.join('\n\n')}\n\n${next}\n`
}

/** Keys without the `monitors.NAME.` before them, by monitor. */
function byMonitor(guesses: readonly Guess[]): ReadonlyMap<string, readonly Guess[]> {
  const groups = new Map<string, Guess[]>()
  for (const guess of guesses) {
    const [, monitor = '', key = guess.key] = /^monitors\.(.+)\.([^.]+)$/.exec(guess.key) ?? []
    const group = groups.get(monitor) ?? []
    groups.set(monitor, [...group, { ...guess, key }])
  }
  return groups
}

/** Data files of a folder by name. @throws LeewayError USAGE when there are none */
function dataFilesOf(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((name) => isDataFile(join(folder, name)))
  if (files.length > 0 && files.length <= MOST_FILES) return files.toSorted()
  throw new LeewayError(
    'USAGE',
    files.length === 0 ? 'there are no data files in this folder' : `this folder holds ${files.length} data files`,
    { mend: `name what to watch: leeway init ${files[0] ?? 'predictions.parquet'}` },
  )
}

const MOST_FILES = 4

const isDataFile = (path: string): boolean =>
  looksLikeFile(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)) && statSync(path).isFile()

/** As leeway.yaml should name it: from its folder, with forward slashes; outside of it absolute. */
function shownPath(folder: string, path: string): string {
  const inside = relative(folder, resolve(folder, path))
  return inside.startsWith('..') || inside === '' ? resolve(folder, path) : inside.split(sep).join('/')
}

/** Other data files beside a file: one of them may be its reference. */
function neighboursOf(folder: string, path: string): readonly string[] {
  const full = resolve(folder, path)
  const parent = dirname(full)
  if (!existsSync(parent) || !statSync(full, { throwIfNoEntry: false })?.isFile()) return []
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((other) => other !== full && isDataFile(other))
    .slice(0, 100)
    .map((other) => shownPath(folder, other))
}
