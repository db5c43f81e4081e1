/** `leeway demo`: the main job on real flights, from the raw file to a verdict and a report. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configJsonSchemaText } from '../config/json-schema.ts'
import { createDuckDbEngine } from '../engines/duckdb/duckdb-engine.ts'
import { scoreFlightsQuery } from '../sql/demo-flights.ts'
import { demoConfig } from './demo-config.ts'
import { findFlights } from './demo-files.ts'

export interface DemoFolder {
  readonly folder: string
  readonly configFile: string
  readonly sampled: boolean
  readonly rows: number
}

/** Writes flights.parquet (the model's predictions) and leeway.yaml with its schema into `folder`; what stood there is replaced. */
export async function prepareDemo(folder: string): Promise<DemoFolder> {
  const flights = findFlights()
  mkdirSync(folder, { recursive: true })
  const engine = createDuckDbEngine({ baseFolder: folder })
  const target = join(folder, 'flights.parquet')
  try {
    const [written] = await engine.query(scoreFlightsQuery(flights.path, target))
    const configFile = join(folder, 'leeway.yaml')
    writeFileSync(configFile, demoConfig())
    mkdirSync(join(folder, '.leeway'), { recursive: true })
    writeFileSync(join(folder, '.leeway', 'leeway.schema.json'), configJsonSchemaText())
    return { folder, configFile, sampled: flights.sampled, rows: Number(written?.['Count'] ?? 0) }
  } finally {
    await engine.close()
  }
}
