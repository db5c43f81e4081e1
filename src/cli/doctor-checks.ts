/** What `leeway doctor` looks at. Each check answers with lines; none of them throws for what a person can mend. */
import { constants, existsSync } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { formatCount, formatShare } from '../checks/numbers.ts'
import { ConfigError } from '../config/problem.ts'
import type { Monitor, Project } from '../config/project.ts'
import { describeFileError } from '../core/describe-file-error.ts'
import { LeewayError } from '../core/errors.ts'
import { type GranularityUnit, windowOfInstant } from '../core/granularity.ts'
import { makeFolder } from '../core/make-folder.ts'
import { memoryLimitBytes } from '../engines/duckdb/session.ts'
import type { Engine } from '../engines/engine.ts'
import { checkMonitor } from '../monitor/check-monitor.ts'
import { openEngines } from '../monitor/open-engines.ts'
import { sourceOf } from '../monitor/refresh-context.ts'
import { selectMonitors } from '../monitor/run-project.ts'
import { DAY } from '../monitor/table-days.ts'
import { checkMonitorOperations } from '../operations/check-operations.ts'
import { openStore } from '../store/open-store.ts'
import { type DoctorLine, failed, line, problemLine } from './doctor-line.ts'
import type { Effects } from './effects.ts'
import { bytesText } from './render/preview.ts'
import { ageText } from './render/when.ts'

const OLDEST_NODE = [20, 19] as const

export function checkNode(version: string): DoctorLine {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])
    ? line('ok', 'Node', version)
    : line('fail', 'Node', `${version} is too old`, `install Node ${OLDEST_NODE.join('.')} or newer`)
}

/** Before this moment no version of leeway was made: a clock that says so is wrong. */
const FIRST_DAY_US = Date.UTC(2025, 0, 1) * 1000

export function checkClock(nowUs: number, lastRunUs: number | null): DoctorLine {
  const now = new Date(nowUs / 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  if (nowUs < FIRST_DAY_US) return line('fail', 'clock', `this machine says ${now}`, 'set its clock')
  if (lastRunUs !== null && lastRunUs > nowUs + 60e6)
    return line(
      'warn',
      'clock',
      `the last run began ${ageText(lastRunUs, nowUs)}, seen from this machine's clock (${now})`,
      'compare the clocks of the machines that use this store',
    )
  return line('ok', 'clock', now)
}

export function configurationProblem(error: unknown): readonly DoctorLine[] {
  if (!(error instanceof ConfigError)) return [failed('configuration', error)]
  return error.problems.map(({ place, message, hint, path }) =>
    line(
      'fail',
      'configuration',
      `${place ? `${place.file}:${place.line}:${place.column}` : path}  ${message}`,
      hint === '' ? null : hint,
    ),
  )
}

export function checkConfiguration(project: Project): readonly DoctorLine[] {
  const policies = [...new Set(project.monitors.map((m) => m.policy))].join(', ')
  const monitors = `${project.monitors.length} ${project.monitors.length === 1 ? 'monitor' : 'monitors'}`
  return [
    line('ok', 'configuration', `${project.configFile ?? 'in memory'}: ${monitors}, policy ${policies}, ${project.timeZone}`),
    ...project.notBuilt.map(({ key, place }) =>
      line('warn', 'configuration', `${place}  "${key}" is checked, but not used`, 'a later version uses it'),
    ),
  ]
}

export async function checkMachine(project: Project): Promise<readonly DoctorLine[]> {
  const lines: DoctorLine[] = []
  const used = new Set(project.monitors.map((m) => m.connection))
  for (const connection of project.connections.values()) {
    if (!used.has(connection.name) || connection.engine !== 'duckdb') continue
    try {
      const limit = memoryLimitBytes(connection.memoryLimit)
      const text = `connection ${connection.name} may use ${bytesText(limit)} of ${bytesText(totalmem())} (${bytesText(freemem())} free)`
      lines.push(
        limit > totalmem() ? line('warn', 'memory', text, 'lower memory_limit of the connection') : line('ok', 'memory', text),
      )
    } catch (error) {
      lines.push(failed('memory', error))
    }
    lines.push(
      await checkFolder(
        'spill',
        connection.spillFolder ?? `${dirname(project.storePath)}/spill`,
        'spill_folder of the connection',
      ),
    )
  }
  return lines
}

const LITTLE_DISK = 2e9

/** Large sorts spill to disk: the folder must be writable and its disk not full. */
async function checkFolder(topic: string, folder: string, key: string): Promise<DoctorLine> {
  try {
    makeFolder(folder)
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const text = `${folder}, ${bytesText(free)} free`
    return free < LITTLE_DISK ? line('warn', topic, text, `make room on this disk, or set ${key}`) : line('ok', topic, text)
  } catch (error) {
    return line('fail', topic, `${folder} cannot be written: ${describeFileError(error)}`, `choose another folder with ${key}`)
  }
}

export interface StoreCheck {
  readonly lines: readonly DoctorLine[]
  readonly lastRunUs: number | null
}

export async function checkStore(project: Project, nowUs: number): Promise<StoreCheck> {
  const path = project.storePath
  if (!existsSync(path)) {
    const folder = await checkFolder('store', dirname(path), '"store" in leeway.yaml')
    const text = folder.status === 'fail' ? folder.text : `${path} will be made by the first run`
    return { lines: [{ ...folder, text, ...(folder.status === 'ok' ? { mend: null } : {}) }], lastRunUs: null }
  }
  try {
    await access(path, constants.W_OK)
  } catch (error) {
    return {
      lines: [
        line('fail', 'store', `${path} cannot be written: ${describeFileError(error)}`, 'give yourself the right to write it'),
      ],
      lastRunUs: null,
    }
  }
  try {
    const store = await openStore(path, { readOnly: true, waitMs: 0 })
    try {
      const [last] = await store.runs(1)
      const lines = [line('ok', 'store', `${path} is whole, and of this version`)]
      if (last) {
        const text = `the last run began ${ageText(last.startedAtUs, nowUs)}: ${last.status}`
        lines.push(
          last.status === 'interrupted' || last.status === 'error'
            ? line(
                'warn',
                'last run',
                `${text}${last.error === null ? '' : ` (${last.error})`}`,
                'leeway run goes on where it stopped',
              )
            : line('ok', 'last run', text),
        )
      } else lines.push(line('ok', 'last run', 'none yet'))
      return { lines, lastRunUs: last?.startedAtUs ?? null }
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof LeewayError && error.code === 'STORE_LOCKED')
      return { lines: [line('warn', 'store', `${path}: ${error.message}`, error.mend ?? null)], lastRunUs: null }
    return { lines: [failed('store', error)], lastRunUs: null }
  }
}

export async function checkTables(
  project: Project,
  names: readonly string[] | undefined,
  effects: Effects,
): Promise<readonly DoctorLine[]> {
  const engines = openEngines(project)
  const lines: DoctorLine[] = []
  try {
    for (const monitor of selectMonitors(project, names)) {
      effects.signal.throwIfAborted()
      try {
        lines.push(...(await checkTable(project, monitor, engines.of(monitor), effects)))
      } catch (error) {
        if (effects.signal.aborted) throw error
        lines.push(failed('table', error, `${monitor.name}: `))
      }
    }
    return lines
  } finally {
    await engines.close()
  }
}

async function checkTable(project: Project, monitor: Monitor, engine: Engine, effects: Effects): Promise<readonly DoctorLine[]> {
  const { name } = monitor
  const { columns, rows, bytes, notes } = await engine.describe(sourceOf(monitor))
  const size = [
    `${columns.length} columns`,
    ...(rows === null ? [] : [`${formatCount(rows)} rows`]),
    ...(bytes === null ? [] : [bytesText(bytes)]),
  ].join(', ')
  const lines = [line('ok', 'table', `${name}: ${size}`), ...notes.map((note) => line('warn', 'table', `${name}: ${note}`))]
  const problems = await checkMonitor(project, monitor, engine, sourceOf(monitor), null)
  lines.push(...problems.map((problem) => problemLine(name, problem)))
  const known = new Set(problems.map(({ path }) => path))
  const operations = await checkMonitorOperations(project, monitor, engine)
  lines.push(...operations.filter(({ path }) => !known.has(path)).map((problem) => problemLine(name, problem)))
  if (monitor.reference?.kind === 'table') {
    try {
      const reference = await engine.describe({ table: monitor.reference.table })
      const shared = reference.columns.filter((c) => columns.some((own) => own.name === c.name)).length
      lines.push(
        shared === 0
          ? line('fail', 'reference', `${name}: the reference has no column of the table`, 'name another table under reference')
          : line('ok', 'reference', `${name}: ${reference.columns.length} columns, ${shared} of them in the table`),
      )
    } catch (error) {
      lines.push(failed('reference', error, `${name}: `))
    }
  } else if (monitor.reference === null)
    lines.push(
      line('warn', 'reference', `${name}: none, so nothing is compared but the window before`, 'add a reference to the monitor'),
    )
  if (monitor.timestamp !== undefined && problems.length === 0) lines.push(...(await checkTimes(monitor, engine, effects)))
  return lines
}

async function checkTimes(monitor: Monitor, engine: Engine, effects: Effects): Promise<readonly DoctorLine[]> {
  const nowUs = effects.nowUs()
  const { name, timeZone } = monitor
  const index = await engine.indexWindows(
    {
      source: sourceOf(monitor),
      timestamp: {
        expression: monitor.timestamp!,
        zone: timeZone,
        ...(monitor.timestampFormat === undefined ? {} : { format: monitor.timestampFormat }),
      },
      root: DAY,
      asOfUs: nowUs,
      fingerprint: [],
    },
    { signal: effects.signal },
  )
  const rows = index.windows.reduce((sum, window) => sum + window.rows, 0)
  const bad = index.nullTimestamps + index.unreadableTimestamps
  const all = rows + bad + index.futureRows
  if (all === 0) return [line('warn', 'times', `${name}: the table has no rows`, 'check that the job that writes it ran')]
  if (index.unreadableTimestamps > 0)
    return [
      line(
        'fail',
        'times',
        `${name}: ${formatCount(index.unreadableTimestamps)} rows (${formatShare(index.unreadableTimestamps / all)}) have a timestamp that cannot be read`,
        'give timestamp_format, as "%d.%m.%Y %H:%M"',
      ),
    ]
  if (index.futureRows > 0)
    return [
      line(
        'warn',
        'times',
        `${name}: ${formatCount(index.futureRows)} rows lie in the future`,
        `check time_zone (now ${timeZone}) and the clock of the job that writes them`,
      ),
    ]
  if (index.nullTimestamps > 0)
    return [
      line(
        'warn',
        'times',
        `${name}: ${formatCount(index.nullTimestamps)} rows (${formatShare(index.nullTimestamps / all)}) have no timestamp`,
        'they are counted and left out',
      ),
    ]
  const newest = Math.max(...index.windows.map((window) => window.maxUs))
  const times = line(
    'ok',
    'times',
    `${name}: ${formatCount(index.windows.length)} days with rows, the newest row ${ageText(newest, nowUs)}, ${timeZone}`,
  )
  const age = checkAge(monitor, newest, nowUs)
  return age === null ? [times] : [times, age]
}

const WEEK_US = 7 * 86_400_000_000

/** How old the newest complete window may be at most, as it could be written under `freshness`: two windows or more. */
const FRESHNESS: Readonly<Record<GranularityUnit, (n: number) => string>> = {
  minutes: () => '6 hours',
  hours: () => '12 hours',
  days: () => '3 days',
  weeks: (n) => `${2 * n} weeks`,
  months: () => '2 months',
  years: () => '2 years',
  rows: () => '7 days',
}

/**
 * A monitor whose newest rows are old and that has no `freshness`: nothing would say that the delivery stopped.
 *
 * @param newestUs the newest row; it is old from three windows of the finest granularity on, and not before seven days
 * @returns null where all is well
 */
function checkAge(monitor: Monitor, newestUs: number, nowUs: number): DoctorLine | null {
  const { name, timeZone, granularities, freshness } = monitor
  if (freshness !== undefined) return null
  const [finest] = granularities
    .map((own) => ({
      own,
      window: own.unit === 'rows' ? { startUs: newestUs, endUs: newestUs } : windowOfInstant(own, newestUs, timeZone),
    }))
    .toSorted((a, b) => a.window.endUs - a.window.startUs - (b.window.endUs - b.window.startUs))
  if (!finest) return null
  const { startUs, endUs } = finest.window
  if (nowUs - endUs <= Math.max(3 * (endUs - startUs), WEEK_US)) return null
  return line(
    'warn',
    'freshness',
    `${name}: the newest window ended ${ageText(endUs, nowUs)}, and no check would say so`,
    `if rows should still come, add to monitors.${name} in leeway.yaml:  freshness: ${FRESHNESS[finest.own.unit](finest.own.n)}`,
  )
}
