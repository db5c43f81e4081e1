/** Programs as real processes, for tests: what they print is collected. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const SOURCE = ['--import', pathToFileURL(`${ROOT}node_modules/tsx/dist/loader.mjs`).href, `${ROOT}src/cli/main.ts`]

/** Arguments of Node for the command line: the built one where it is built, else the source. */
export const LEEWAY =
  existsSync(`${ROOT}dist/cli.mjs`) && existsSync(`${ROOT}dist/scan-worker.mjs`) ? [`${ROOT}dist/cli.mjs`] : SOURCE

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** What it has written to stderr so far. */
  readonly err: () => string
}

/**
 * @param env besides the environment of the tests, without its NODE_OPTIONS
 * @param detached in a group of its own, so that what it starts can be ended with it
 */
export function startProcess(
  program: string,
  args: readonly string[],
  { cwd, env = {}, detached = false }: { readonly cwd: string; readonly env?: SpawnOptions['env']; readonly detached?: boolean },
): Started {
  const { NODE_OPTIONS: _options, ...inherited } = process.env
  const child = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return { child, ended, err: () => err }
}
