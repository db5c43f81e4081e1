/** The command line as real processes: the built one where it is built, else the source. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { type CliFolder, createCliFolder, isPlain, writeTables } from './fixture.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SOURCE = ['--import', pathToFileURL(`${ROOT}node_modules/tsx/dist/loader.mjs`).href, `${ROOT}src/cli/main.ts`]
const COMMAND = existsSync(`${ROOT}dist/cli.mjs`) && existsSync(`${ROOT}dist/scan-worker.mjs`) ? [`${ROOT}dist/cli.mjs`] : SOURCE

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
})
afterAll(() => house.remove())

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended>; err: () => string } {
  const { NODE_OPTIONS: _options, ...env } = process.env
  const child = spawn(process.execPath, [...COMMAND, ...args], { cwd: house.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
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

const until = async (test: () => boolean): Promise<void> => {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('a process', () => {
  it('prints plain help to a pipe and ends with 0', async () => {
    const { code, out, err } = await start([]).ended
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('leeway run')
    expect(isPlain(out)).toBe(true)
  })

  it('ends with 1 when a check fails, with the data on stdout alone', async () => {
    const { code, out } = await start(['run', '--json', '--as-of', '2026-02-01']).ended
    expect(code).toBe(1)
    expect(JSON.parse(out).exit_code).toBe(1)
  })

  it('ends with 2 for a mistake on the command line', async () => {
    const { code, out, err } = await start(['run', '--nonsense']).ended
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain("unknown option '--nonsense'")
  })

  it('ends with 130 on Ctrl-C while it waits for the store, and the store stays whole', async () => {
    const held = await openStore(house.path('.leeway/store.duckdb'))
    let code: number | null
    try {
      const waiting = start(['run', '--as-of', '2026-02-01'])
      await until(() => waiting.err().includes('waiting for the store'))
      waiting.child.kill('SIGINT')
      ;({ code } = await waiting.ended)
    } finally {
      await held.close()
    }
    expect(code).toBe(130)
    const again = await start(['export', 'windows']).ended
    expect(again.code).toBe(0)
    expect(JSON.parse(again.out)).toHaveLength(14)
  })

  it('is quiet when its reader goes away', async () => {
    const reading = start(['export', 'profile_metrics'])
    reading.child.stdout!.destroy()
    const { err } = await reading.ended
    expect(err).toBe('')
  })
})
