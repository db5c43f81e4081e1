/**
 * Makes assets/demo/flights.parquet, the smaller file of the npm package: every fifth flight of the three million of vega-datasets
 * (US Bureau of Transportation Statistics, January to June 2001, public domain). Run once: npx tsx scripts/make-demo-data.ts
 */
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const SOURCE = 'node_modules/vega-datasets/data/flights-3m.parquet'
const TARGET = 'assets/demo/flights.parquet'

async function main(): Promise<void> {
  mkdirSync('assets/demo', { recursive: true })
  rmSync(TARGET, { force: true })
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`copy (
    select date, delay::smallint as delay, distance::smallint as distance, origin, destination
    from read_parquet('${SOURCE}', file_row_number = true) where file_row_number % 5 = 0 order by file_row_number
  ) to '${TARGET}' (format parquet, compression zstd, compression_level 19, row_group_size 200000)`)
  process.stdout.write(`${TARGET}: ${statSync(TARGET).size} bytes\n`)
}

await main()
