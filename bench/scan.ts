/**
 * `npx tsx bench/scan.ts [rows]`: the column scan on 25 columns and 30 days against bare grouped averages of the same file.
 * Data are made by DuckDB from hashes of row numbers: the same on every machine.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import type { scanColumns as ScanColumns } from '../src/engines/duckdb/scan-columns.ts'
import type { ScanColumn } from '../src/engines/engine.ts'

const rows = Number(process.argv[2] ?? 10_000_000)
const threads = Number(process.argv[3] ?? 2)
const folder = fileURLToPath(new URL('./data/', import.meta.url))
const file = `${folder}wide-${rows}.parquet`
const CARDINALITIES = [12, 40, 200, 800, 2000]
const numbers = Array.from({ length: 20 }, (_, k) => `n${k}`)
const texts = CARDINALITIES.map((_, k) => `t${k}`)

// Bundled as the package is, so that workers start as they do there.
const root = fileURLToPath(new URL('..', import.meta.url))
const entries = ['scan-columns', 'scan-worker'].map((name) => `src/engines/duckdb/${name}.ts`)
const options = ['--no-config', '--out-dir', 'bench/data/build', '--no-dts', '--logLevel', 'error']
execFileSync('npx', ['tsdown', ...entries, ...options], { cwd: root, stdio: 'inherit' })
const bundle: string = new URL('./data/build/scan-columns.mjs', import.meta.url).href
const { scanColumns } = (await import(bundle)) as { scanColumns: typeof ScanColumns }

const uniform = (k: number): string => `(hash(i * 64 + ${k})::DOUBLE / 18446744073709551616.0)`

function numberOf(k: number): string {
  if (k % 5 === 4) return `floor(${uniform(k)} * 1000)`
  if (k % 5 === 3) return `CASE WHEN ${uniform(k)} < 0.05 THEN NULL ELSE -ln(${uniform(k + 40)} + 1e-12) * 100 END`
  return `sqrt(-2 * ln(${uniform(k)} + 1e-12)) * cos(6.283185307 * ${uniform(k + 20)}) * ${k + 1} + ${k * 10}`
}

const connection = await (await DuckDBInstance.create(':memory:')).connect()
await connection.run('SET threads = 2')
if (!existsSync(file)) {
  mkdirSync(folder, { recursive: true })
  const columns = [
    `TIMESTAMP '2025-01-01' + to_microseconds(CAST(i * ${Math.floor((30 * 86_400e6) / rows)} AS BIGINT)) AS ts`,
    ...numbers.map((name, k) => `${numberOf(k)} AS ${name}`),
    ...texts.map(
      (name, k) =>
        `'cat_${k}_value_' || CAST(floor(${uniform(50 + k)} * ${uniform(56 + k)} * ${CARDINALITIES[k]}) AS INT) AS ${name}`,
    ),
  ]
  await connection.run(`COPY (SELECT ${columns.join(', ')} FROM range(${rows}) t(i)) TO '${file}.part' (FORMAT parquet)`)
  renameSync(`${file}.part`, file)
}

const DAY = '(epoch_us(ts) // 86400000000)'
interface Cost {
  readonly wall: number
  /** Over all threads: what a busy machine disturbs least. */
  readonly cpu: number
}
const cost = async (work: () => Promise<unknown>): Promise<Cost> => {
  const start = performance.now()
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }
}
const bareSql = `SELECT ${numbers.map((name) => `avg(${name})`).join(', ')} FROM '${file}' GROUP BY ${DAY}`
const bare: Cost[] = []
await connection.runAndReadAll(bareSql)

const edgesOf = async (name: string): Promise<Float64Array> => {
  const sql = `SELECT unnest(list_sort(list_distinct(quantile_disc(${name}, [x / 257.0 for x in range(1, 257)])))) FROM (SELECT ${name} FROM '${file}' LIMIT 100000)`
  return Float64Array.from((await connection.runAndReadAll(sql)).getRows(), (row) => Number(row[0]))
}
const columns: ScanColumn[] = []
for (const name of numbers) {
  columns.push({
    column: { name, engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' },
    edges: await edgesOf(name),
    shift: 10,
  })
}
for (const name of texts) columns.push({ column: { name, engineType: 'VARCHAR', dataType: 'string', kind: 'text' } })

const first = 20_089
const windows = Array.from({ length: 30 }, (_, i) => ({
  key: first + i,
  startUs: 0,
  endUs: 0,
  rows: rows / 30,
  values: false,
  states: true,
}))
const memoryBefore = process.memoryUsage.rss()
let peak = memoryBefore
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss())
}, 20)
const times: Cost[] = []
for (let i = 0; i < 4; i++) {
  bare.push(await cost(() => connection.runAndReadAll(bareSql)))
  times.push(
    await cost(async () => {
      const scan = await scanColumns({
        databasePath: null,
        setup: [],
        from: `read_parquet('${file}')`,
        where: '',
        windowKey: DAY,
        windows,
        sliceCodes: [],
        model: null,
        columns,
        keepCategories: 1000,
        totalRows: rows,
        threads,
      })
      if (scan.rowsRead !== rows) throw new Error(`${scan.rowsRead} rows were read, not ${rows}`)
      let cells = 0
      for (const segment of scan.segments) for (const [, state] of segment.columns) cells += state.counts.rows
      if (cells !== rows * columns.length) throw new Error(`${cells} cells were counted, not ${rows * columns.length}`)
    }),
  )
}
clearInterval(watch)
const best = (all: readonly Cost[], of: keyof Cost): number => Math.min(...all.map((one) => one[of]))
const list = (all: readonly Cost[]): string => all.map(({ wall, cpu }) => `${wall.toFixed(2)} (${cpu.toFixed(2)})`).join('  ')
process.stdout.write(`seconds (of processor time over all threads)
bare averages  ${list(bare)}
scan           ${list(times)}
ratio          ${(best(times, 'wall') / best(bare, 'wall')).toFixed(2)} (${(best(times, 'cpu') / best(bare, 'cpu')).toFixed(2)})
peak memory    ${(peak / 1e6).toFixed(0)} MB (before the scan ${(memoryBefore / 1e6).toFixed(0)} MB)
`)
