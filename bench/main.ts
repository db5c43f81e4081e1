/**
 * `npm run bench [-- NAME…] [--no-peers] [--scale 0.1]`: the speed of the whole built command against references that are
 * measured in the same run. All cases at full size write docs/benchmarks.md. Names: days, new-day, profile, compare, wide, start.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import duckdb from '@duckdb/node-api'
import { CASES, type Line } from './whole/cases.ts'
import { makeData } from './whole/make-data.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const bench = join(root, 'bench')
const cli = join(root, 'dist', 'cli.mjs')
const PAGE = join(root, 'docs', 'benchmarks.md')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'no-peers': { type: 'boolean' }, scale: { type: 'string', default: '1' }, runs: { type: 'string', default: '3' } },
})
const unknown = positionals.filter((name) => !CASES.has(name))
if (unknown.length > 0) throw new Error(`no case ${unknown.join(', ')}: there are ${[...CASES.keys()].join(', ')}`)
const scale = Number(values.scale)
const runs = Number(values.runs)
const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const newest = (folder: string): number =>
  readdirSync(folder, { recursive: true }).reduce<number>(
    (most, name) => Math.max(most, statSync(join(folder, String(name))).mtimeMs),
    0,
  )
if (!existsSync(cli) || newest(join(root, 'src')) > statSync(cli).mtimeMs) {
  say('building')
  execFileSync('npx', ['tsdown', '--logLevel', 'error'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
}

const data = await makeData(join(bench, 'data'), scale, say)
const lines: Line[] = []
for (const [name, measure] of CASES) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  say(`measuring ${name}`)
  lines.push(...measure({ data, bench, cli, runs, withPeers: !values['no-peers'], say }))
}

const HEAD = ['What', 'Time or memory', 'Reference', 'Figure', 'Wanted', '']
const cells = (line: Line): string[] => [
  line.what,
  line.ours,
  line.reference,
  `**${line.figure}**`,
  line.limit,
  line.met === null ? '' : line.met ? 'met' : '**missed**',
]
const row = (all: readonly string[]): string => `| ${all.join(' | ')} |`
const table = [row(HEAD), row(HEAD.map(() => '---')), ...lines.map((line) => row(cells(line)))].join('\n')
process.stdout.write(`${table}\n`)

if (positionals.length === 0 && scale === 1) {
  writeFileSync(PAGE, page(table))
  say('docs/benchmarks.md is written')
}

function page(figures: string): string {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory`
  return `# Benchmarks

How fast the whole command is, against references measured in the same run on the same machine. Every figure is of the built command as a process, its start included; so is every reference. Times are the median of ${runs} runs (of 5 for process start; the wide table and the peers run once), memory is the largest resident set of these runs.

- **Machine:** ${machine}, ${process.platform} ${process.arch}
- **Node** ${process.versions.node}, **DuckDB** ${duckdb.version()}
- **Date:** ${new Date().toISOString().slice(0, 10)}
- **Command:** \`npm run bench\`${values['no-peers'] ? ' with `--no-peers`' : ''}; one case: \`npm run bench -- compare\`; without Python: \`npm run bench -- --no-peers\`

${figures}

- The bare reference is \`select day, avg(each of the 20 numeric columns) … group by day\` in a fresh Node process with DuckDB and all cores; it reads neither the texts nor more than one number out of each column.
- The data are made by DuckDB from hashes of row numbers (\`bench/whole/make-data.ts\`): the same on every machine. 25 columns are 20 numeric (normal, exponential with nulls, whole numbers) and 5 texts of 12 to 2,000 values; the wide table has a text in every tenth column.
- Peers run in environments of their own (\`bench/peers/\`), one process from import to the result's text; "stored" marks a figure of an earlier run on two cores, used where the peer could not be installed.
- Linear in columns: processor time per column may not grow from 250 to 1,000 columns.
- The kernel alone: \`npx tsx bench/scan.ts\`; false alarms: \`npm run bench:false-alarms\`, written to [verdicts.md](verdicts.md).
`
}
