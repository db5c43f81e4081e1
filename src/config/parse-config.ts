import { createHash } from 'node:crypto'
import { basename, dirname, resolve } from 'node:path'
import { buildConnections } from './build-connections.ts'
import { buildJobs } from './build-jobs.ts'
import { buildMonitor } from './build-monitor.ts'
import { checkNotBuilt, NOT_BUILT_PROJECT_KEYS } from './check-not-built.ts'
import { Collector } from './collector.ts'
import { isRecord, type ParsedKeys, parseKeys } from './parse-keys.ts'
import { ConfigError, redactProblems, sortProblems } from './problem.ts'
import type { ConfigPath, LateText, Monitor, Project } from './project.ts'
import { readYaml } from './read-yaml.ts'
import { createResolver, type ReferenceEffects, type Resolver } from './references.ts'
import { SECTION_KEYS } from './schema/kinds.ts'
import { type MonitorKey, monitorShape } from './schema/monitor.ts'
import { isName, NAME_EXPECTED, projectShape } from './schema/project.ts'
import { reportValue, short } from './schema-problems.ts'

export interface ParseConfigOptions extends ReferenceEffects {
  /** Absolute path of leeway.yaml: relative paths in it start from its folder. */
  readonly file: string
  /** The file as messages name it. Default: its base name. */
  readonly shownAs?: string
  /** Ids of the metrics that checks may name; custom metrics are added per monitor. */
  readonly knownMetrics: readonly string[]
}

/**
 * Reads the text of a leeway.yaml.
 *
 * Every mistake is collected before anything is said.
 * @throws ConfigError with all problems: CONFIG_INVALID; CONFIG_SECRET or NOT_BUILT when there are only those
 */
export function parseConfig(text: string, options: ParseConfigOptions): Project {
  const shownAs = options.shownAs ?? basename(options.file)
  const reading = readYaml(text.replace(/^\uFEFF/, ''), shownAs)
  const collector = new Collector(reading.source)
  for (const problem of reading.problems) collector.addAt(problem.start, problem.end, problem.message, problem.hint)
  const root = reading.value
  if (reading.usable && !isRecord(root)) {
    const empty = root === null
    collector.addAt(
      0,
      1,
      empty ? 'the file is empty' : 'not a configuration',
      `expected keys and values, beginning with version: 1${empty ? '; leeway init proposes a file' : ''}`,
    )
  }
  if (!reading.usable || !isRecord(root)) throw new ConfigError(sortProblems(collector.problems))

  const project = new ProjectReader(collector, root, options).read()
  if (collector.problems.length > 0) throw new ConfigError(sortProblems(redactProblems(collector.problems, project.secrets)))
  return project
}

class ProjectReader {
  readonly #collector: Collector
  readonly #root: Readonly<Record<string, unknown>>
  readonly #options: ParseConfigOptions
  readonly #folder: string
  readonly #resolver: Resolver
  readonly #lateSecrets = new Set<string>()

  constructor(collector: Collector, root: Readonly<Record<string, unknown>>, options: ParseConfigOptions) {
    this.#collector = collector
    this.#root = root
    this.#options = options
    this.#folder = dirname(options.file)
    this.#resolver = createResolver(options, (path) => collector.markMissing(path))
  }

  read(): Project {
    const root = this.#root
    const collector = this.#collector
    for (const key of NOT_BUILT_PROJECT_KEYS) collector.leaveUnresolved([key])
    const top = this.#parseTop()
    const defaults = this.#section('defaults', root['defaults'])
    const monitorEntries = this.#entries('monitors')
    const jobEntries = this.#entries('jobs')
    const used = new Set([
      ...monitorEntries.map(([, raw]) => this.#connectionOf(raw)),
      ...jobEntries.map(([, raw]) => connectionText(isRecord(raw) ? raw['connection'] : undefined)),
    ])
    const connections = buildConnections(collector, this.#entries('connections'), used, this.#resolver, this.#folder)
    if (!Object.hasOwn(root, 'monitors') && !collector.isMeant(['monitors']))
      collector.add([], '"monitors" is missing', 'expected at least one monitor: monitors: {name: {table: …}}')
    else if (isRecord(root['monitors']) && Object.keys(root['monitors']).length === 0)
      collector.add(['monitors'], 'there are no monitors', 'expected at least one: {name: {table: …}}')

    const monitors: Monitor[] = []
    for (const [name, raw] of monitorEntries) {
      const own = this.#section('a monitor', raw, ['monitors', name], (key) => defaults.written.has(key))
      if (!isRecord(raw)) continue
      const merged = mergeDefaults(own, defaults, raw)
      monitors.push(
        buildMonitor({
          collector,
          name,
          path: ['monitors', name],
          ...merged,
          rawOf: (key) => (Object.hasOwn(raw, key) ? raw[key] : isRecord(root['defaults']) ? root['defaults'][key] : undefined),
          own: own.written,
          folder: this.#folder,
          projectTimeZone: top.time_zone ?? 'UTC',
          connections: connections.connections,
          connectionNames: connections.names,
          knownMetrics: this.#options.knownMetrics,
          late: (text) => this.#late(text),
        }),
      )
    }
    const jobs = buildJobs(
      {
        collector,
        resolver: this.#resolver,
        folder: this.#folder,
        timeZone: top.time_zone ?? 'UTC',
        connections: connections.connections,
        connectionNames: connections.names,
      },
      jobEntries,
    )
    const notBuilt = checkNotBuilt(collector, root)
    for (const problem of this.#resolver.problems)
      collector.add(problem.path, problem.message, problem.hint, { code: problem.code, fromReference: true })
    return {
      name: top.project ?? (basename(this.#folder) || 'leeway'),
      configFile: this.#options.file,
      folder: this.#folder,
      timeZone: top.time_zone ?? 'UTC',
      storePath: resolve(this.#folder, top.store ?? '.leeway/store.duckdb'),
      connections: connections.connections,
      monitors,
      jobs,
      hash: hashOf(root),
      notBuilt: [...connections.notBuilt, ...notBuilt],
      secrets: [...new Set([...this.#resolver.secrets, ...this.#lateSecrets])],
      source: collector.source,
    }
  }

  /** The plain keys at the top; the sections are parsed entry by entry elsewhere. */
  #parseTop() {
    const raw = Object.fromEntries(Object.entries(this.#root).filter(([key]) => !ENTRY_SECTIONS.has(key)))
    const { version, project, time_zone, store } = projectShape
    const shape = { version, project, time_zone, store }
    SECTION_KEYS.set('leeway.yaml', Object.keys(projectShape))
    const parsed = parseKeys(this.#collector, shape, 'leeway.yaml', { raw, resolved: this.#resolver.resolve(raw, []) }, [])
    if (!parsed.written.has('version'))
      this.#collector.add([], '"version" is missing', 'expected version: 1 at the top of the file')
    return parsed.values
  }

  /** A monitor, or `defaults`. References in the parts that only some commands need are left alone. */
  #section(
    title: string,
    raw: unknown,
    path: ConfigPath = ['defaults'],
    unset?: (key: string) => boolean,
  ): ParsedKeys<typeof monitorShape> {
    if (raw === undefined) return { values: {}, written: new Set() }
    for (const key of LATE_KEYS) this.#collector.leaveUnresolved([...path, key])
    const resolved = isRecord(raw)
      ? Object.fromEntries(
          Object.entries(raw).map(([key, value]) => [
            key,
            LATE_KEYS.has(key) ? value : this.#resolver.resolve(value, [...path, key]),
          ]),
        )
      : raw
    return parseKeys(this.#collector, monitorShape, title, { raw, resolved }, path, unset)
  }

  /** The entries of a section of named parts, after checking that it is one and that the names can be used. */
  #entries(key: string): [string, unknown][] {
    const section = this.#root[key]
    if (section === undefined) return []
    if (!isRecord(section)) {
      reportValue(this.#collector, [key], section, 'keys and values: one entry per name')
      return []
    }
    for (const name of Object.keys(section))
      if (!isName(name))
        this.#collector.add([key, name], `"${short(name)}" cannot be a name`, `expected ${NAME_EXPECTED}`, { part: 'key' })
    return Object.entries(section)
  }

  #connectionOf(rawMonitor: unknown): string {
    const defaults = this.#root['defaults']
    const own = isRecord(rawMonitor) ? rawMonitor['connection'] : undefined
    return connectionText(own ?? (isRecord(defaults) ? defaults['connection'] : undefined))
  }

  #late(text: string): LateText {
    const resolver = createResolver(this.#options, () => undefined)
    const value = String(resolver.resolve(text, []))
    for (const secret of resolver.secrets) this.#lateSecrets.add(secret)
    return { written: text, value: resolver.problems.length > 0 ? null : value }
  }
}

const connectionText = (name: unknown): string => (typeof name === 'string' ? name : 'default')

const ENTRY_SECTIONS = new Set(['connections', 'defaults', 'monitors', 'jobs', ...NOT_BUILT_PROJECT_KEYS])

/** Their references are resolved by what needs them: a secret of the retraining pipeline must not be set to read a report. */
const LATE_KEYS: ReadonlySet<string> = new Set(['retraining', 'mlflow'])

/** A key that the monitor writes (even wrongly, even empty) replaces the default's whole value; table and query replace each other. */
function mergeDefaults(own: ParsedKeys<typeof monitorShape>, defaults: ParsedKeys<typeof monitorShape>, raw: unknown) {
  const hidden = new Set<string>(isRecord(raw) ? Object.keys(raw) : [])
  if (hidden.has('table')) hidden.add('query')
  if (hidden.has('query')) hidden.add('table')
  const inherited = Object.keys(defaults.values).filter((key): key is MonitorKey => !hidden.has(key))
  return {
    values: { ...Object.fromEntries(inherited.map((key) => [key, defaults.values[key]])), ...own.values },
    written: new Set([...[...defaults.written].filter((key) => !hidden.has(key)), ...own.written]),
  }
}

/** Of what is written, references unresolved: the same on every machine, and no secret is in it. Order of keys, comments and quotes do not count. */
function hashOf(root: unknown): string {
  const canonical = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(canonical)
    if (!isRecord(value)) return value
    return Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key])])
  }
  return createHash('sha256')
    .update(JSON.stringify(canonical(root)))
    .digest('hex')
    .slice(0, 16)
}
