/** How many statements a run needs, counted where DuckDB takes them: the built command or the source as a process, workers included. */
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { LEEWAY, startProcess } from '../start-process.ts'
import { createHouse, type House } from './house.ts'

const COUNTER = fileURLToPath(new URL('./count-statements.cjs', import.meta.url))

interface Counted {
  /** Statements that read rows of the table. */
  readonly real: number
  readonly said: number
  readonly windows: number
  readonly columns: number
}

/** `run --json` in a process of its own. Descriptions and settings read no row; the store is another database. */
async function count(house: House, now = '2026-12-01'): Promise<Counted> {
  const log = house.path('statements.log')
  rmSync(log, { force: true })
  const args = ['--require', COUNTER, ...LEEWAY, 'run', '--json', '--as-of', now]
  const { code, out, err } = await startProcess(process.execPath, args, {
    cwd: house.folder,
    env: { LEEWAY_STATEMENTS: log },
  }).ended
  if (code !== 0 && code !== 1) throw new Error(`run ended with ${code}: ${err}`)
  const statements = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as [string | null, string])
  const real = statements.filter(([, sql]) => sql.includes('read_parquet(') && !/^\s*(describe|explain)\b/i.test(sql))
  const [monitor] = JSON.parse(out).monitors
  const columns = new Set((await house.rows('profile_metrics')).map((r) => r['column_name'])).size - 1
  return { real: real.length, said: monitor.statements, windows: monitor.windows_computed, columns }
}

interface Shape {
  readonly rows?: number
  readonly minutes?: number
  readonly columns?: number
  readonly granularities?: string
  readonly slices?: string
  readonly more?: string
  readonly custom?: number
}

/** Ten days of 24 rows, three columns and one custom metric, where nothing else is said. */
async function houseOf(shape: Shape): Promise<House> {
  const { rows = 240, minutes = 60, columns = 1, granularities = '1 day', slices = 'g', more = '', custom = 1 } = shape
  const house = createHouse()
  const numbers = Array.from({ length: columns }, (_, k) => `((i * ${k + 7}) % 101)::double as x${k}`)
  await house.write(
    'data.parquet',
    `select timestamp '2026-01-05' + interval (i * ${minutes}) minute as ts, ${numbers.join(', ')}, 'c' || (i % 3) as g, 'h' || (i % 40) as h, i % 2 as y from range(${rows}) t(i)`,
  )
  const metrics = Array.from({ length: custom }, (_, k) => `{name: top${k}, type: aggregate, definition: "max(x0) + ${k}"}`)
  house.config(
    `version: 1\nconnections: {here: {engine: duckdb, threads: 2}}\nmonitors:\n  m: {type: inference, connection: here, problem: classification, prediction: y, positive: 1, table: data.parquet, timestamp: ts, granularities: [${granularities}], features: ["x*", g, h], slices: [${slices}], custom_metrics: [${metrics.join(', ')}]${more}}\n`,
  )
  return house
}

let counting: Promise<Counted> | undefined
const countBase = (): Promise<Counted> => {
  counting ??= houseOf({}).then((house) => count(house))
  return counting
}

test('a first run reads the rows in a fixed number of statements, and says how many', async () => {
  const base = await countBase()
  expect(base).toMatchObject({ windows: 10, columns: 5, said: base.real })
  // One for the windows, three for the bins, at most two for the columns, one for the custom metrics.
  expect(base.real).toBeLessThanOrEqual(7)
})

test.each([
  ['columns', 0, { columns: 120 }, { columns: 124 }],
  ['windows', 0, { rows: 900, granularities: '1 hour' }, { windows: 900 }],
  ['granularities', 0, { granularities: '1 hour, 1 day, 1 week, 1 month, 1 year' }, { windows: 240 + 10 + 2 + 1 + 1 }],
  ['slices', 0, { slices: 'g, h, "x0 > 5", "x0 > 50", "y = 1", "x0 is null"' }, {}],
  ['custom metrics', 0, { custom: 25 }, {}],
  // One statement asks which model ids there are, however many.
  ['model ids', 1, { more: ', model_id: h' }, {}],
  // Many rows are read by two threads, each with its own two statements.
  ['rows', 2, { rows: 200_000, minutes: 0 }, { windows: 1 }],
  ['rows and columns', 2, { rows: 200_000, minutes: 0, columns: 24 }, { windows: 1, columns: 28 }],
] as const)(
  'the number of statements does not grow with %s (%d more than the smallest run)',
  async (_what, more, shape, expected) => {
    const counted = await count(await houseOf(shape))
    expect(counted).toMatchObject({ ...expected, said: counted.real })
    expect(counted.real).toBeLessThanOrEqual((await countBase()).real + more)
  },
)

test('a run with nothing new reads no row, and one new day needs as many statements with 300 days behind it as with 10', async () => {
  const later: Counted[] = []
  for (const days of [10, 300]) {
    const house = await houseOf({ rows: days * 24 })
    house.config(readFileSync(house.path('leeway.yaml'), 'utf8').replace('table: data.parquet', 'table: "*.parquet"'))
    await count(house)
    const idle = await count(house)
    expect([idle.real, idle.said]).toEqual([0, 0])
    await house.sql(
      `copy (select * replace (ts + interval ${days} day as ts) from '\${folder}/data.parquet' limit 24) to '\${folder}/new.parquet' (format parquet)`,
    )
    later.push(await count(house))
  }
  expect(later[1]!.real).toBe(later[0]!.real)
  expect(later.map((c) => c.said)).toEqual(later.map((c) => c.real))
})
