import { cronProblem } from '../core/cron.ts'
import { nearestName } from '../core/nearest-name.ts'
import { checkOneOf } from './check-one-of.ts'
import type { Collector } from './collector.ts'
import { parseKeys } from './parse-keys.ts'
import type { Connection, Job } from './project.ts'
import type { Resolver } from './references.ts'
import { resolveTable } from './resolve-table.ts'
import { job } from './schema/job.ts'

export interface JobsContext {
  readonly collector: Collector
  readonly resolver: Resolver
  readonly folder: string
  readonly timeZone: string
  readonly connections: ReadonlyMap<string, Connection>
  readonly connectionNames: readonly string[]
}

/** The tables of job runs, those that are right. */
export function buildJobs(context: JobsContext, entries: readonly (readonly [string, unknown])[]): readonly Job[] {
  const { collector } = context
  return entries.flatMap(([name, raw]): Job[] => {
    const path = ['jobs', name]
    const resolved = context.resolver.resolve(raw, path)
    const parsed = parseKeys(collector, { [name]: job }, 'jobs', { raw: { [name]: raw }, resolved: { [name]: resolved } }, [
      'jobs',
    ])
    const value = parsed.values[name]
    if (!value || !checkOneOf(collector, path, ['table', 'query'], value)) return []
    const connection = connectionOf(context, name, value.connection ?? 'default')
    checkSchedule(context, name, value.schedule, value.time_zone ?? context.timeZone)
    // What SQL's like says of a backslash: it makes %, _ and itself plain, and stands before nothing else.
    if (value.include !== undefined && !/^(?:[^\\]|\\[%_\\])*$/.test(value.include))
      collector.add([...path, 'include'], 'a backslash must stand before %, _ or a backslash', 'write \\\\ for a backslash')
    const place = collector.source.placeOf(path, 'key')
    return [
      {
        name,
        connection: connection?.name ?? 'default',
        ...(value.table !== undefined && { table: resolveTable(value.table, context.folder, connection?.path !== undefined) }),
        ...(value.query !== undefined && { query: value.query }),
        timeZone: value.time_zone ?? context.timeZone,
        nameColumn: value.name,
        start: value.start,
        end: value.end ?? null,
        state: value.state,
        error: value.error ?? null,
        success: value.success,
        include: value.include ?? null,
        schedule: value.schedule ?? null,
        place: place ? `${place.file}:${place.line}:${place.column}` : `job ${name}`,
      },
    ]
  })
}

function checkSchedule({ collector }: JobsContext, job: string, schedule: string | undefined, timeZone: string): void {
  if (schedule === undefined) return
  const problem = cronProblem({ line: schedule, timeZone })
  if (problem !== null)
    collector.add(
      ['jobs', job, 'schedule'],
      `"${schedule}" is not a schedule: ${problem}`,
      'expected minute, hour, day of month, month and day of week: "0 6 * * 1-5"',
    )
}

function connectionOf(
  { collector, connections, connectionNames }: JobsContext,
  job: string,
  name: string,
): Connection | undefined {
  const connection = connections.get(name)
  const path = ['jobs', job, 'connection']
  if (connection && connection.engine !== 'duckdb')
    collector.add(path, `the engine ${connection.engine} is not built yet`, 'this version has duckdb only', { code: 'NOT_BUILT' })
  if (!connection && !connectionNames.includes(name)) {
    const nearest = nearestName(name, connectionNames)
    collector.add(
      path,
      `unknown connection "${name}"`,
      `not under connections (${connectionNames.join(', ')})${nearest ? `. Nearest: ${nearest}` : ''}`,
    )
  }
  return connection
}
