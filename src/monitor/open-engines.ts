/** Engines by connection, opened when first asked for and closed together. */
import { dirname } from 'node:path'
import type { Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { createDuckDbEngine } from '../engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../engines/engine.ts'

export interface Engines {
  /** For whatever names a connection. */
  of(user: Pick<Monitor, 'connection' | 'place'>): Engine
  close(): Promise<void>
}

export function openEngines(project: Project): Engines {
  const open = new Map<string, Engine>()
  return {
    of: (monitor) => {
      const kept = open.get(monitor.connection)
      if (kept) return kept
      const connection = project.connections.get(monitor.connection)
      if (connection && connection.engine !== 'duckdb') {
        throw new LeewayError(
          'NOT_BUILT',
          `the engine "${connection.engine}" of connection "${connection.name}" is not part of this version`,
          {
            place: monitor.place,
          },
        )
      }
      const engine = createDuckDbEngine({
        baseFolder: project.folder,
        spillFolder: connection?.spillFolder ?? `${dirname(project.storePath)}/spill`,
        ...(connection?.path === undefined ? {} : { databasePath: connection.path }),
        ...(connection?.memoryLimit === undefined ? {} : { memoryLimit: connection.memoryLimit }),
        ...(connection?.threads === undefined ? {} : { threads: connection.threads }),
      })
      open.set(monitor.connection, engine)
      return engine
    },
    close: async () => {
      await Promise.all([...open.values()].map((engine) => engine.close()))
    },
  }
}
