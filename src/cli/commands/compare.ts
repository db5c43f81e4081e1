/** `leeway compare REFERENCE CURRENT`: two files or tables, no configuration. */
import { resolve } from 'node:path'
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { compareTables } from '../../monitor/compare-tables.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { createProgress } from '../progress.ts'
import { compareJson, renderCompare } from '../render/compare.ts'
import { shellWord } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { writeWholeFile } from '../write-file.ts'

const POLICIES = ['calibrated', 'classic', 'evidently', 'nannyml'] as const

export interface CompareCommandOptions extends GlobalOptions {
  readonly policy?: string | undefined
  readonly html?: string | undefined
  readonly open?: true | undefined
  readonly database?: string | undefined
  readonly exclude?: readonly string[] | undefined
  readonly include?: readonly string[] | undefined
  readonly all?: true | undefined
}

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...value.split(',').map((name) => name.trim()),
]

export const compareCommand: CommandModule = {
  usage: 'REFERENCE CURRENT',
  summary: 'two files: what changed, and does it matter',
  place: { group: 'Begin', order: 2 },
  needsNoConfiguration: true,
  examples: [
    ['leeway compare train.parquet today.parquet', 'exit code 1 when something changed'],
    ['leeway compare a.csv b.csv --exclude id,created_at', ''],
    ['leeway compare a.parquet b.parquet --html drift.html --open', ''],
    ['leeway compare train scored --database warehouse.duckdb', 'tables of a database'],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<reference>', 'what was normal: a file (Parquet, CSV, JSON lines), glob or folder')
      .argument('<current>', 'what is compared with it')
      .option('--policy <policy>', 'calibrated or classic; default: calibrated')
      .option('--exclude <columns>', 'leave these columns out (a,b or with *); may be repeated', collect)
      .option('--include <columns>', 'compare these too, although they look like ids; may be repeated', collect)
      .option('--database <file>', 'a DuckDB file whose tables may be named')
      .option('--html <file>', 'write a report with charts')
      .option('--open', 'and show it')
      .option('--all', 'list every column, not only those that changed')
      .action((reference, current, options) => finish(compare(reference, current, options, effects))),
}

/** @returns 1 when a check fails, else 0 */
export async function compare(
  reference: string,
  current: string,
  options: CompareCommandOptions,
  effects: Effects,
): Promise<number> {
  const policy = POLICIES.find((name) => name === (options.policy ?? 'calibrated'))
  if (!policy)
    throw new LeewayError('USAGE', `there is no policy "${options.policy}"`, {
      mend: `calibrated or classic${suggestion(options.policy ?? '')}`,
    })
  if (options.open && options.html === undefined)
    throw new LeewayError('USAGE', '--open has nothing to show', { mend: 'add --html drift.html' })
  const progress = createProgress(effects, options)
  const startedUs = effects.nowUs()
  try {
    const comparison = await compareTables({
      reference,
      current,
      folder: effects.cwd,
      policy,
      nowUs: startedUs,
      signal: effects.signal,
      say: progress.say,
      onProgress: (stage, done) => progress.update('compare', stage, done),
      ...(options.database === undefined ? {} : { database: options.database }),
      ...(options.exclude === undefined ? {} : { exclude: options.exclude }),
      ...(options.include === undefined ? {} : { include: options.include }),
    })
    progress.end()
    const names = {
      reference,
      current,
      seconds: (effects.nowUs() - startedUs) / 1e6,
      html: options.html ?? null,
      all: options.all ?? false,
    }
    if (options.html !== undefined) {
      const { comparisonReport } = await import('../../report/comparison-report.ts')
      const path = resolve(effects.cwd, options.html)
      writeWholeFile(
        path,
        await comparisonReport(comparison, names, startedUs, compareCommandText(reference, current, options)),
        options.html,
      )
      progress.say(`${options.html} written`)
      if (options.open && !(await effects.openFile(path))) progress.say(`open ${path} in a browser`)
    }
    effects.out(options.json ? jsonText(await compareJson(comparison, names)) : await renderCompare(comparison, names, effects))
    return comparison.summary.failing ? 1 : 0
  } finally {
    progress.end()
  }
}

/** What to type to get the same report again. */
function compareCommandText(reference: string, current: string, options: CompareCommandOptions): string {
  const words = ['leeway compare', shellWord(reference), shellWord(current)]
  if (options.policy !== undefined) words.push(`--policy ${options.policy}`)
  if (options.exclude !== undefined) words.push(`--exclude ${shellWord(options.exclude.join(','))}`)
  if (options.include !== undefined) words.push(`--include ${shellWord(options.include.join(','))}`)
  if (options.database !== undefined) words.push(`--database ${shellWord(options.database)}`)
  return [...words, `--html ${shellWord(options.html ?? 'drift.html')}`].join(' ')
}

function suggestion(policy: string): string {
  const nearest = nearestName(policy, POLICIES)
  return nearest === undefined ? '' : `; nearest: ${nearest}`
}
