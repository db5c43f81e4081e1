/** A folder with small tables, a leeway.yaml, and the command line run in process on it, with a clock and streams of the test's own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Effects } from '../../src/cli/effects.ts'
import { runCli } from '../../src/cli/run-cli.ts'

/** A day after the last row of the fixture's table. */
export const NOW = '2026-02-01T00:00:00Z'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** Files that `--open` showed. */
  readonly opened: readonly string[]
}

export interface CliFolder {
  readonly folder: string
  path(name: string): string
  read(name: string): string
  config(text: string): void
  sql(text: string): Promise<readonly Record<string, unknown>[]>
  leeway(args: readonly string[], effects?: Partial<Effects>): Promise<Ran>
  remove(): void
}

export function createCliFolder(): CliFolder {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-cli-'))
  const path = (name: string): string => join(folder, name)
  return {
    folder,
    path,
    read: (name) => readFileSync(path(name), 'utf8'),
    config: (text) => writeFileSync(path('leeway.yaml'), text),
    sql: async (text) => {
      const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' })
      const connection = await instance.connect()
      try {
        await connection.run(`set TimeZone = 'UTC'; set file_search_path = '${folder}'`)
        return (await connection.runAndReadAll(text)).getRowObjectsJS()
      } finally {
        connection.closeSync()
        instance.closeSync()
      }
    },
    leeway: async (args, given = {}) => {
      const out: string[] = []
      const err: string[] = []
      const opened: string[] = []
      const effects: Effects = {
        cwd: folder,
        env: {},
        out: (text) => void out.push(text),
        err: (text) => void err.push(text),
        outIsTerminal: false,
        errIsTerminal: false,
        columns: 80,
        nowUs: () => Date.parse(NOW) * 1000,
        signal: new AbortController().signal,
        nodeVersion: 'v20.19.0',
        openFile: async (file) => {
          opened.push(file)
          return true
        },
        ...given,
      }
      const code = await runCli(args, effects)
      return { code, out: out.join(''), err: err.join(''), opened }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * Ten days of 400 rows from 2026-01-22: on the last two `amount` is higher and the model is wrong more often. `note` holds a value
 * that occurs three times, `quiet_model` predicted for the last time on 2026-01-23.
 */
export async function writeTables(house: CliFolder): Promise<void> {
  await house.sql(`copy (
    select timestamp '2026-01-22' + interval 1 day * (i // 400) + interval 3 minute * (i % 400) as scored_at,
      case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end as label,
      case when (hash(i, 'w') % 1000) / 1000.0 < (case when i // 400 >= 8 then 0.4 else 0.1 end)
        then 1 - (case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end)
        else (case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end) end as predicted,
      round((hash(i, 'a') % 1000) / 10.0 + (case when i // 400 >= 8 then 60 else 0 end), 1) as amount,
      ['red', 'green', 'blue'][1 + (hash(i, 'c') % 3)::int] as colour,
      case when i in (7, 1207, 3907) then 'director of the Oslo office' else ['yes', 'no'][1 + (hash(i, 'n') % 2)::int] end as note,
      case when i % 5 = 0 then 'north' else 'south' end as region
    from range(4000) t(i)
  ) to '${house.path('scored.parquet')}' (format parquet)`)
  await house.sql(`copy (
    select timestamp '2026-01-20' + interval 1 day * (i // 50) as scored_at, 1.5 * i as forecast from range(200) t(i)
  ) to '${house.path('quiet.parquet')}' (format parquet)`)
  house.config(CONFIG)
}

const CONFIG = `version: 1
project: fixture
monitors:
  orders:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: classification
    prediction: predicted
    positive: 1
    label: label
    slices: [region]
    reference: {period: [2026-01-22, 2026-01-28]}
  quiet_model:
    type: inference
    table: quiet.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: regression
    prediction: forecast
`

/** No escape sequence, no control character but line breaks. */
export const isPlain = (text: string): boolean => !/[^\P{Cc}\n]/u.test(text)
