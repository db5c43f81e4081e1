/** A folder with data made by DuckDB, a leeway.yaml, and `run` on it with a clock of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { onTestFinished } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import { type ProjectRun, type RunOptions, runProject } from '../../src/monitor/run-project.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { ExportTable } from '../../src/store/store.ts'

export type Row = Record<string, JsonValue>

export const us = (iso: string): number => Date.parse(iso) * 1000

export interface House {
  readonly folder: string
  path(name: string): string
  /** Runs SQL in a database of its own, with the folder as `${folder}`; the rows of the last statement. */
  sql(text: string): Promise<Row[]>
  /** Writes a query's rows to a file; the format follows the name. */
  write(name: string, query: string): Promise<void>
  config(text: string): void
  run(options?: RunOptions & { readonly now?: string }): Promise<ProjectRun>
  rows(table: ExportTable, where?: string): Promise<Row[]>
  /** Everything that is exported, without the instants of computing. */
  everything(): Promise<string>
  /** The windows and both metric tables, without versions and fingerprints. */
  numbers(): Promise<string>
}

export function createHouse(): House {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-monitor-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = (name: string): string => join(folder, name)
  const sql = async (text: string): Promise<Row[]> => {
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    try {
      await connection.run("set TimeZone = 'UTC'")
      const reader = await connection.runAndReadAll(text.replaceAll(/\$\{folder\}/g, () => folder))
      return reader.getRowObjectsJson() as Row[]
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  }
  const rows = async (table: ExportTable, where?: string): Promise<Row[]> => {
    const store = await openStore(path('.leeway/store.duckdb'), { readOnly: true })
    try {
      const pieces: string[] = []
      await store.export(table, {
        format: 'json',
        write: (piece) => pieces.push(piece),
        ...(where === undefined ? {} : { where }),
      })
      return JSON.parse(pieces.join('')) as Row[]
    } finally {
      await store.close()
    }
  }
  const tellAll = async (tables: readonly ExportTable[], without: readonly string[]): Promise<string> => {
    const texts: string[] = []
    for (const table of tables) {
      const plain = (await rows(table)).map((row) =>
        JSON.stringify(Object.fromEntries(Object.entries(row).filter(([name]) => !without.includes(name)))),
      )
      texts.push(table, ...plain.toSorted())
    }
    return texts.join('\n')
  }
  return {
    folder,
    path,
    sql,
    write: async (name, query) => {
      const format = /\.(csv|json)/.exec(name)?.[1] ?? 'parquet'
      await sql(`copy (${query}) to '${path(name).replaceAll("'", "''")}' (format ${format})`)
    },
    config: (text) => writeFileSync(path('leeway.yaml'), text),
    run: async ({ now = '2026-03-01T12:00:00Z', ...options } = {}) =>
      runProject(loadConfig({ cwd: folder, env: {}, knownMetrics: knownMetricIds() }), { nowUs: () => us(now), ...options }),
    rows,
    everything: () => tellAll(['windows', 'profile_metrics', 'drift_metrics', 'findings'], ['computed_at']),
    numbers: () =>
      tellAll(['windows', 'profile_metrics', 'drift_metrics'], ['computed_at', 'fingerprint', 'bins_version', 'monitor_version']),
  }
}

/** The one monitor of a run, which must not have failed. */
export function only(run: ProjectRun) {
  const [monitor] = run.monitors
  if (!monitor || run.monitors.length !== 1) throw new Error(`expected one monitor, found ${run.monitors.length}`)
  if (monitor.error) throw monitor.error
  return { ...monitor, outcome: monitor.outcome!, summary: monitor.summary! }
}

/** Where two texts of `numbers` or `everything` differ first, in short: the whole of them is too long to read. Null: nowhere. */
export function firstDifference(a: string, b: string): string | null {
  const [left, right] = [a.split('\n'), b.split('\n')]
  const at = left.findIndex((line, i) => line !== right[i])
  if (at < 0) return left.length === right.length ? null : `${right.length - left.length} lines more`
  const [one, other] = [left[at]!, right[at] ?? '(nothing)']
  let from = 0
  while (from < one.length && one[from] === other[from]) from++
  const part = (text: string): string => text.slice(Math.max(0, from - 80), from + 120)
  return `line ${at}: ${one.slice(0, 160)} … ${part(one)} | ${part(other)}`
}
