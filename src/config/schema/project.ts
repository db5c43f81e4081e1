import * as z from 'zod'
import { connection } from './connection.ts'
import { job } from './job.ts'
import { SECTION_KEYS, section, text, timeZone } from './kinds.ts'
import { type MonitorShape, monitorShape } from './monitor.ts'
import { alerts, sink } from './not-built.ts'

const NAME_EXPECTED = 'a name of letters, digits, blanks and _ - . (at most 100)'
const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_ .-]{0,98}[\p{L}\p{N}_.-])?$/u
export const isName = (name: string): boolean => NAME.test(name)
export { NAME_EXPECTED }

type OptionalShape = { [K in keyof MonitorShape]: z.ZodOptional<MonitorShape[K]> }
const optional = Object.fromEntries(
  Object.entries(monitorShape).map(([key, schema]) => [key, schema.optional()]),
) as OptionalShape

/** The keys at the top of leeway.yaml. Everything inside `monitors` and `connections` is parsed entry by entry (`parse-config.ts`). */
export const projectShape = {
  version: z.literal(1, { error: '1' }).describe('Version of this format: 1.'),
  project: z
    .string({ error: 'a name' })
    .refine(isName, { error: NAME_EXPECTED })
    .describe("Name of the project. Default: the folder's name."),
  time_zone: timeZone().describe('IANA name of the time zone in which windows are cut. Default: UTC.'),
  store: text('a path').describe('DuckDB file that keeps results. Relative to leeway.yaml. Default: .leeway/store.duckdb.'),
  connections: z
    .record(z.string(), connection, { error: 'keys and values: {name: {engine: duckdb, …}}' })
    .describe("Where data lives. 'default' is an embedded DuckDB over files and needs no entry."),
  defaults: section('defaults', optional).describe(
    'Anything a monitor may say; a monitor that says the key itself replaces the whole value.',
  ),
  monitors: z
    .record(z.string(), section('a monitor', optional), { error: 'keys and values: {name: {table: …}}' })
    .describe('One entry per model or table that is watched, by name.'),
  jobs: z
    .record(z.string(), job, { error: 'keys and values: {name: {table: …}}' })
    .describe('Pipelines whose success is reported, by name.'),
  sinks: z
    .record(z.string(), sink, { error: 'keys and values: {name: {type: slack, …}}' })
    .describe('Where notifications go, by name.'),
  alerts: alerts.describe('When and to whom failing checks are told.'),
} as const

SECTION_KEYS.set('leeway.yaml', Object.keys(projectShape))

/** The whole file as one schema: for the JSON Schema that editors use. */
export const projectSchema = z
  .strictObject({
    version: projectShape.version,
    project: projectShape.project.optional(),
    time_zone: projectShape.time_zone.optional(),
    store: projectShape.store.optional(),
    connections: projectShape.connections.optional(),
    defaults: projectShape.defaults.optional(),
    monitors: projectShape.monitors,
    jobs: projectShape.jobs.optional(),
    sinks: projectShape.sinks.optional(),
    alerts: projectShape.alerts.optional(),
  })
  .describe('leeway.yaml: what is watched, and what it is compared with.')
