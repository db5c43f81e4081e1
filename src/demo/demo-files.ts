/** Where the demo's flights are: all three million in a clone, every fifth in the package. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LeewayError } from '../core/errors.ts'

export interface DemoFlights {
  readonly path: string
  readonly sampled: boolean
}

export function findFlights(): DemoFlights {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const full = join(folder, 'node_modules', 'vega-datasets', 'data', 'flights-3m.parquet')
    if (existsSync(full)) return { path: full, sampled: false }
    const sampled = join(folder, 'assets', 'demo', 'flights.parquet')
    if (existsSync(sampled) && !existsSync(join(folder, 'package-lock.json'))) return { path: sampled, sampled: true }
  }
  throw new LeewayError('TABLE_NOT_FOUND', 'the flights of the demo are not there', {
    mend: 'install the package again, or run npm ci in a clone',
  })
}
