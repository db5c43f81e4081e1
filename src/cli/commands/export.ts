/** `leeway export TABLE`: the plain tables, for other programs. */
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { openStore } from '../../store/open-store.ts'
import type { ExportOptions, ExportTable } from '../../store/store.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'

export const EXPORT_TABLES = [
  'profile_metrics',
  'drift_metrics',
  'findings',
  'alerts',
  'decisions',
  'runs',
  'windows',
] as const satisfies readonly ExportTable[]

export interface ExportCommandOptions extends GlobalOptions {
  readonly format?: string
  readonly output?: string
  readonly where?: string
}

export async function exportTable(table: string, options: ExportCommandOptions, effects: Effects): Promise<number> {
  const name = EXPORT_TABLES.find((t) => t === table)
  if (!name) {
    throw new LeewayError('USAGE', `no table "${table}"`, {
      mend: `one of ${EXPORT_TABLES.join(', ')}; nearest: ${nearestName(table, EXPORT_TABLES) ?? 'none'}`,
    })
  }
  const format = options.format ?? 'json'
  if (format !== 'json' && format !== 'csv' && format !== 'parquet')
    throw new LeewayError('USAGE', `--format ${format}: expected json, csv or parquet`)
  if (format === 'parquet' && options.output === undefined)
    throw new LeewayError('USAGE', 'parquet needs a file', { mend: 'add -o FILE.parquet' })
  const project = openConfig(options, effects)
  const store = await openStore(project.storePath, { readOnly: true })
  try {
    const exportOptions: ExportOptions = {
      format,
      ...(options.monitor ? { monitors: options.monitor } : {}),
      ...(options.where === undefined ? {} : { where: options.where }),
      ...(options.output === undefined ? { write: effects.out } : { output: options.output }),
    }
    const rows = await store.export(name, exportOptions)
    if (options.output !== undefined && !options.quiet) effects.err(`${rows} rows written to ${options.output}\n`)
    return 0
  } finally {
    await store.close()
  }
}
