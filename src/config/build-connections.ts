import { resolve } from 'node:path'
import type { Collector } from './collector.ts'
import { isRecord, parseKeys } from './parse-keys.ts'
import type { Connection, Project } from './project.ts'
import type { Resolver } from './references.ts'
import { connection, ENGINES } from './schema/connection.ts'

export interface BuiltConnections {
  readonly connections: ReadonlyMap<string, Connection>
  /** Every name that is written, right or wrong inside, and `default`. */
  readonly names: readonly string[]
  /** Connections of engines that this version lacks, and that no monitor uses. */
  readonly notBuilt: Project['notBuilt']
}

/** @param used names that monitors read from: only their references are resolved */
export function buildConnections(
  collector: Collector,
  entries: readonly (readonly [string, unknown])[],
  used: ReadonlySet<string>,
  resolver: Resolver,
  folder: string,
): BuiltConnections {
  const connections = new Map<string, Connection>([['default', { name: 'default', engine: 'duckdb' }]])
  const notBuilt: { key: string; place: string }[] = []
  for (const [name, raw] of entries) {
    const path = ['connections', name]
    const engine = isRecord(raw) ? raw['engine'] : undefined
    const isUsable = engine === 'duckdb' && used.has(name)
    if (!isUsable) collector.leaveUnresolved(path)
    const resolved = isUsable ? resolver.resolve(raw, path) : raw
    const { values } = parseKeys(
      collector,
      { [name]: connection },
      'connections',
      { raw: { [name]: raw }, resolved: { [name]: resolved } },
      ['connections'],
    )
    const value = values[name]
    if (!value) {
      // Known by name, so that the monitors that use it are not blamed too.
      if (typeof engine === 'string' && (ENGINES as readonly string[]).includes(engine)) connections.delete(name)
      continue
    }
    if (value.engine === 'duckdb') {
      connections.set(name, {
        name,
        engine: 'duckdb',
        ...(value.path !== undefined && { path: resolve(folder, value.path) }),
        ...(value.memory_limit !== undefined && { memoryLimit: value.memory_limit.replaceAll(/\s+/g, '') }),
        ...(value.threads !== undefined && { threads: value.threads }),
        ...(value.spill_folder !== undefined && { spillFolder: resolve(folder, value.spill_folder) }),
      })
      continue
    }
    if (value.engine === 'databricks' && (value.http_path === undefined) === (value.cluster_id === undefined))
      collector.add(path, `connection "${name}" needs http_path or cluster_id`, 'one of them: an SQL warehouse, or a cluster', {
        part: 'key',
      })
    connections.set(name, { name, engine: value.engine })
    if (!used.has(name)) {
      const place = collector.source.placeOf(path, 'key')
      notBuilt.push({ key: `connections.${name}`, place: place ? `${place.file}:${place.line}:${place.column}` : '' })
    }
  }
  return { connections, names: [...new Set(['default', ...entries.map(([name]) => name)])], notBuilt }
}
