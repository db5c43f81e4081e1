/**
 * A real MLflow server and its real Python client, in a virtual environment of their own under `.cache`, made once. Skipped with a
 * printed line where Python or its packages cannot be had; in CI that is a failure.
 */
import { type ChildProcess, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Ended, startProcess } from '../../start-process.ts'

const VERSION = '3.17.2'
const HERE = fileURLToPath(new URL('.', import.meta.url))
const CACHE = fileURLToPath(new URL('../../../.cache/', import.meta.url))
const FOLDER = join(CACHE, `mlflow-${VERSION}`)
const PYTHON = join(FOLDER, 'bin', 'python')
const COMPLETE = join(FOLDER, '.complete')

/** Making the environment takes minutes where nothing is cached. */
export const INSTALL_MS = 900_000

/** Nothing of the tester's own MLflow. */
const ENV = {
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  GIT_PYTHON_REFRESH: 'quiet',
  PYTHONWARNINGS: 'ignore',
  MLFLOW_TRACKING_URI: undefined,
  MLFLOW_TRACKING_TOKEN: undefined,
  MLFLOW_TRACKING_USERNAME: undefined,
  MLFLOW_TRACKING_PASSWORD: undefined,
  MLFLOW_REGISTRY_URI: undefined,
  MLFLOW_EXPERIMENT_NAME: undefined,
}

export interface RealServer {
  readonly address: string
  /** Runs a script of this folder with the real client on this server. @returns the JSON that it prints last */
  python<T>(script: string, ...args: readonly string[]): Promise<T>
  stop(): Promise<void>
}

export interface RealServerOptions {
  /** MLflow's own application for user names and passwords. */
  readonly users?: { readonly admin: string; readonly password: string }
}

/** @returns why there can be none, after saying so; null where there is one */
export async function installMlflow(): Promise<string | null> {
  const missing = await install()
  if (missing === null) return null
  if (process.env['CI'] === 'true') throw new Error(`CI must have a real MLflow: ${missing}`)
  process.stderr.write(`skipped: tests with a real MLflow server (${missing})\n`)
  return missing
}

async function install(): Promise<string | null> {
  if (existsSync(COMPLETE)) return null
  if (process.platform === 'win32') return 'they are written for Linux and macOS'
  const found = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10)'])
  if (found.status !== 0) return 'there is no python3 of 3.10 or newer with venv'
  mkdirSync(CACHE, { recursive: true })
  const release = await lock(`${FOLDER}.lock`)
  try {
    if (existsSync(COMPLETE)) return null
    rmSync(FOLDER, { recursive: true, force: true })
    const steps: readonly (readonly [string, readonly string[]])[] = [
      ['python3', ['-m', 'venv', FOLDER]],
      [PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `mlflow[auth]==${VERSION}`]],
    ]
    for (const [program, args] of steps) {
      const ended = await startProcess(program, args, { cwd: CACHE }).ended
      if (ended.code !== 0) return `mlflow ${VERSION} could not be installed: ${lastLine(ended.err)}`
    }
    writeFileSync(COMPLETE, '')
    return null
  } finally {
    release()
  }
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? ''

/** One process makes the environment, the others wait; a lock whose process is gone counts for nothing. */
async function lock(path: string): Promise<() => void> {
  for (;;) {
    try {
      writeSync(openSync(path, 'wx'), String(process.pid))
      return () => rmSync(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
      if (pid > 0 && !isAlive(pid)) rmSync(path, { force: true })
      await sleep(500)
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

export async function startMlflow({ users }: RealServerOptions = {}): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-mlflow-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  const env: NodeJS.ProcessEnv = { ...ENV }
  const args = ['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1']
  args.push('--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`, '--artifacts-destination', join(folder, 'artifacts'))
  if (users) {
    const file = join(folder, 'auth.ini')
    const lines = [
      '[mlflow]',
      'default_permission = READ',
      `database_uri = sqlite:///${join(folder, 'auth.db')}`,
      `admin_username = ${users.admin}`,
      `admin_password = ${users.password}`,
      'authorization_function = mlflow.server.auth:authenticate_request_basic_auth',
    ]
    writeFileSync(file, `${lines.join('\n')}\n`)
    env['MLFLOW_AUTH_CONFIG_PATH'] = file
    env['MLFLOW_FLASK_SERVER_SECRET_KEY'] = 'only for this test'
    args.push('--app-name', 'basic-auth')
  }
  const started = startProcess(PYTHON, args, { cwd: folder, env, detached: true })
  const gone = started.ended.then((ended: Ended) => ended)
  await untilHealthy(address, gone)
  return {
    address,
    python: async <T>(script: string, ...rest: readonly string[]): Promise<T> => {
      const login = users ? { MLFLOW_TRACKING_USERNAME: users.admin, MLFLOW_TRACKING_PASSWORD: users.password } : {}
      const pythonEnv = { ...ENV, ...login, MLFLOW_TRACKING_URI: address }
      const ended = await startProcess(PYTHON, [join(HERE, script), ...rest], { cwd: folder, env: pythonEnv }).ended
      if (ended.code !== 0) throw new Error(`${script} ended with ${ended.code}: ${ended.err.slice(-2000)}`)
      return JSON.parse(lastLine(ended.out)) as T
    },
    stop: async () => {
      endGroup(started.child)
      await started.ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The server starts others: the whole group is ended. */
function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGTERM')
}

async function untilHealthy(address: string, gone: Promise<Ended>): Promise<void> {
  let ended: Ended | null = null
  void gone.then((end) => {
    ended = end
  })
  for (;;) {
    if (ended !== null) throw new Error(`the MLflow server did not start: ${(ended as Ended).err.slice(-2000)}`)
    try {
      if ((await fetch(`${address}/health`)).ok) return
    } catch {
      // Not listening yet.
    }
    await sleep(200)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address()
      server.close(() => (typeof bound === 'object' && bound ? resolve(bound.port) : reject(new Error('no port'))))
    })
  })
}
