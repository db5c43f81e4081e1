/** `leeway export TABLE`: the plain tables, for other programs. */
import { resolve } from 'node:path'
import { formatCount } from '../../checks/numbers.ts'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { ExportOptions, ExportTable } from '../../store/store.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { createTalk } from '../talk.ts'

export const EXPORT_TABLES = [
  'profile_metrics',
  'drift_metrics',
  'findings',
  'alerts',
  'decisions',
  'runs',
  'windows',
] as const satisfies readonly ExportTable[]

const FORMATS = ['json', 'csv', 'parquet'] as const

export interface ExportCommandOptions extends GlobalOptions {
  readonly format?: string | undefined
  readonly output?: string | undefined
  readonly where?: string | undefined
}

export const exportCommand: CommandModule = {
  usage: 'TABLE',
  summary: 'the plain tables of results, for other programs',
  place: { group: 'Ask', order: 3 },
  examples: [
    ['leeway export findings', 'every finding as a JSON array'],
    [`leeway export findings --where "status = 'fail'"`, ''],
    ['leeway export profile_metrics --format parquet -o profile.parquet', ''],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<table>', EXPORT_TABLES.join(', '))
      .option('--format <format>', `${FORMATS.join(', ')}; default: what the file's name says, else json`)
      .option('-o, --output <file>', 'write to a file instead of stdout; it appears when it is whole')
      .option('--where <condition>', 'an SQL condition over the columns of the table')
      .action((table, options) => finish(exportTable(table, options, effects))),
}

export async function exportTable(table: string, options: ExportCommandOptions, effects: Effects): Promise<number> {
  const name = EXPORT_TABLES.find((t) => t === table)
  if (!name) {
    const nearest = nearestName(table, EXPORT_TABLES)
    throw new LeewayError('USAGE', `there is no table "${table}"`, {
      mend: `${nearest ? `did you mean ${nearest}? ` : ''}It is one of ${EXPORT_TABLES.join(', ')}`,
    })
  }
  const format = formatOf(options)
  if (format === 'parquet' && options.output === undefined)
    throw new LeewayError('USAGE', 'Parquet is not text and cannot be printed', { mend: 'add -o FILE.parquet' })
  const project = openConfig(options, effects)
  const monitors = options.monitor ? selectMonitors(project, options.monitor).map((m) => m.name) : undefined
  return withResults(project, options, effects, async (store) => {
    const exportOptions: ExportOptions = {
      format,
      ...(monitors ? { monitors } : {}),
      ...(options.where === undefined ? {} : { where: options.where }),
      ...(options.output === undefined ? { write: effects.out } : { output: resolve(effects.cwd, options.output) }),
    }
    const rows = await store.export(name, exportOptions)
    if (options.output !== undefined)
      createTalk(effects, options).say(`${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'} written to ${options.output}`)
    return 0
  })
}

function formatOf({ format, output }: ExportCommandOptions): ExportOptions['format'] {
  const named = FORMATS.find((f) => output?.toLowerCase().endsWith(`.${f}`))
  const chosen = FORMATS.find((f) => f === (format ?? named ?? 'json'))
  if (chosen) return chosen
  throw new LeewayError('USAGE', `--format ${format}: there is no such format`, { mend: `it is one of ${FORMATS.join(', ')}` })
}
