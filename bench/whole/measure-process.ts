/** Runs a program as a process of its own and says what it took. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Use {
  /** From before the process starts until it has ended. */
  readonly wallSeconds: number
  /** User and system, over all threads: what a busy machine disturbs least. */
  readonly cpuSeconds: number
  /** Largest resident set. */
  readonly peakBytes: number
  readonly stdout: string
}

const TIME = '/usr/bin/time'
/** GNU time, not the shell's word and not BSD's. */
const hasTime = existsSync(TIME) && spawnSync(TIME, ['-f', '%e', 'true']).status === 0

/** @param accept exit codes that are fine: `compare` and `run` answer 1 when a check failed */
export function measureProcess(command: readonly string[], cwd: string, accept: readonly number[] = [0, 1]): Use {
  const useFile = join(tmpdir(), `leeway-bench-${process.pid}`)
  const [program, ...rest] = command as readonly [string, ...string[]]
  const hook = pathToFileURL(join(import.meta.dirname, 'resource-hook.mjs')).href
  const [file, args] = hasTime
    ? [TIME, ['-f', '%U %S %M', '-o', useFile, program, ...rest]]
    : [program, program === process.execPath ? ['--import', hook, ...rest] : rest]
  const started = performance.now()
  const ran = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, LEEWAY_BENCH_USE: useFile, NO_COLOR: '1' },
  })
  const wallSeconds = (performance.now() - started) / 1000
  if (ran.error) throw ran.error
  if (ran.status === null || !accept.includes(ran.status))
    throw new Error(
      `${command.join(' ')} ended with ${ran.status ?? ran.signal}\n${ran.stdout.slice(-2000)}\n${ran.stderr.slice(-4000)}`,
    )
  const use = existsSync(useFile) ? readUse(readFileSync(useFile, 'utf8')) : { cpuSeconds: Number.NaN, peakBytes: Number.NaN }
  rmSync(useFile, { force: true })
  return { wallSeconds, ...use, stdout: ran.stdout }
}

function readUse(text: string): Pick<Use, 'cpuSeconds' | 'peakBytes'> {
  if (text.startsWith('{')) return JSON.parse(text) as Pick<Use, 'cpuSeconds' | 'peakBytes'>
  // Where the exit code is not 0, a line that says so comes first.
  const [user, system, kilobytes] = text.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number, number]
  return { cpuSeconds: user + system, peakBytes: kilobytes * 1024 }
}

/** The run of the median wall clock; `before` runs ahead of each. */
export function medianRun(runs: number, run: () => Use, before?: () => void): Use {
  const all = Array.from({ length: runs }, () => {
    before?.()
    return run()
  }).sort((a, b) => a.wallSeconds - b.wallSeconds)
  const middle = all[all.length >> 1]!
  return { ...middle, peakBytes: Math.max(...all.map((use) => use.peakBytes)) }
}
