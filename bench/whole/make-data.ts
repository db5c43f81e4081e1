/** The tables of the benchmark, made by DuckDB from hashes of row numbers: the same on every machine. Kept between runs. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const DAY_US = 86_400_000_000
const CARDINALITIES = [12, 40, 200, 800, 2000]
/** Of the 1,000 columns, every tenth is a text. */
export const WIDE_COLUMNS = 1000
export const DAYS = 30

const uniform = (k: number): string => `(hash(i * 64 + ${k})::DOUBLE / 18446744073709551616.0)`

/** Normal, exponential with nulls, and whole numbers. `moved` shifts the first by a tenth of its spread. */
function numberOf(k: number, moved: boolean): string {
  if (k % 5 === 4) return `floor(${uniform(k)} * 1000)`
  if (k % 5 === 3) return `CASE WHEN ${uniform(k)} < 0.05 THEN NULL ELSE -ln(${uniform(k + 40)} + 1e-12) * 100 END`
  const centre = k * 10 + (moved && k === 0 ? 0.1 : 0)
  return `sqrt(-2 * ln(${uniform(k)} + 1e-12)) * cos(6.283185307 * ${uniform(k + 20)}) * ${k + 1} + ${centre}`
}

/** 20 numeric and 5 text columns. */
function columns25(moved = false): string[] {
  return [
    ...Array.from({ length: 20 }, (_, k) => `${numberOf(k, moved)} AS n${k}`),
    ...CARDINALITIES.map(
      (most, k) => `'cat_${k}_value_' || CAST(floor(${uniform(50 + k)} * ${uniform(56 + k)} * ${most}) AS INT) AS t${k}`,
    ),
  ]
}

/** Half with few values, half with 24 random bits, every tenth a text of 50 values. */
function columnsWide(): string[] {
  return Array.from({ length: WIDE_COLUMNS }, (_, k) => {
    const bits = `hash(i * 1024 + ${k})`
    const name = `c${String(k).padStart(3, '0')}`
    if (k % 10 === 9) return `'v' || (${bits} % 50) AS ${name}`
    return k % 2 === 0 ? `CAST(${bits} % 1000 AS DOUBLE) / 10 AS ${name}` : `CAST(${bits} % 16777216 AS FLOAT) AS ${name}`
  })
}

export interface BenchData {
  /** Files of 30 days, one a day. */
  readonly days: string
  /** Day 31, outside that folder. */
  readonly newDay: string
  readonly reference: string
  readonly current: string
  readonly wide: string
  readonly smallReference: string
  readonly smallCurrent: string
  readonly rows: { readonly days: number; readonly newDay: number; readonly compare: number; readonly wide: number }
}

/** @param scale 1 for the sizes of the page; less for a trial */
export async function makeData(folder: string, scale: number, say: (text: string) => void): Promise<BenchData> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const perDay = Math.round(333_334 * scale)
  const compare = Math.round(1_000_000 * scale)
  const wide = Math.round(300_000 * scale)
  const at = (name: string): string => join(folder, String(scale), name)
  const make = async (file: string, select: string): Promise<string> => {
    if (existsSync(file)) return file
    mkdirSync(dirname(file), { recursive: true })
    say(`making ${file.slice(folder.length + 1)}`)
    await connection.run(`COPY (${select}) TO '${file}.part' (FORMAT parquet)`)
    renameSync(`${file}.part`, file)
    return file
  }
  const dayFile = (day: number): string => `day-${String(day).padStart(2, '0')}.parquet`
  const selectDay = (day: number): string =>
    `SELECT TIMESTAMP '2025-01-01' + to_microseconds(CAST(${day - 1} * ${DAY_US} + (i - ${(day - 1) * perDay}) * ${Math.floor(DAY_US / perDay)} AS BIGINT)) AS ts, ${columns25().join(', ')} FROM range(${(day - 1) * perDay}, ${day * perDay}) t(i)`
  for (let day = 1; day <= DAYS; day++) await make(at(`days/${dayFile(day)}`), selectDay(day))
  // Left over from a run that was cut off.
  rmSync(at(`days/${dayFile(DAYS + 1)}`), { force: true })
  const small = (moved: boolean): string =>
    `SELECT ${columns25(moved).slice(0, 10).join(', ')} FROM range(${moved ? 1000 : 0}, ${moved ? 2000 : 1000}) t(i)`
  const data = {
    days: at('days'),
    newDay: await make(at(dayFile(DAYS + 1)), selectDay(DAYS + 1)),
    reference: await make(at('reference.parquet'), `SELECT ${columns25().join(', ')} FROM range(${compare}) t(i)`),
    current: await make(
      at('current.parquet'),
      `SELECT ${columns25(true).join(', ')} FROM range(${compare}, ${2 * compare}) t(i)`,
    ),
    wide: await make(
      at('wide.parquet'),
      `SELECT TIMESTAMP '2025-01-01' + to_microseconds(CAST(i * ${Math.floor((10 * DAY_US) / wide)} AS BIGINT)) AS ts, ${columnsWide().join(', ')} FROM range(${wide}) t(i)`,
    ),
    smallReference: await make(at('small-reference.parquet'), small(false)),
    smallCurrent: await make(at('small-current.parquet'), small(true)),
    rows: { days: DAYS * perDay, newDay: perDay, compare, wide },
  }
  connection.closeSync()
  instance.closeSync()
  return data
}
