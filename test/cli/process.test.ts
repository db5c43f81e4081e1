/** The command line as real processes: the built one where it is built, else the source. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { LEEWAY, type Started, startProcess } from '../start-process.ts'
import { type CliFolder, createCliFolder, isPlain, writeTables } from './fixture.ts'

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
})
afterAll(() => house.remove())

const start = (args: readonly string[]): Started => startProcess(process.execPath, [...LEEWAY, ...args], { cwd: house.folder })

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
