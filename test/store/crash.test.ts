import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import { exported, temporaryFolder, temporaryStore } from './fixtures.ts'
import { DAY_US, day, windowResult } from './rows.ts'

const WRITER = fileURLToPath(new URL('./writer-process.ts', import.meta.url))

interface Writer {
  readonly process: ChildProcess
  readonly lines: string[]
  readonly ready: Promise<void>
  readonly ended: Promise<void>
}

/** `prelude`: shell commands before the writer begins. */
function writer(args: readonly string[], prelude?: string): Writer {
  const command = [process.execPath, '--import', 'tsx', WRITER, ...args]
  const child = prelude
    ? spawn('/bin/sh', ['-c', `${prelude}; exec "$@"`, 'sh', ...command], { stdio: ['ignore', 'pipe', 'inherit'] })
    : spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line)
      if (line === 'ready') resolve()
    })
    child.once('close', () => reject(new Error(`the writer ended before it was ready: ${lines.join(' ')}`)))
  })
  // Killed writers are never ready; whoever waits for it still sees the error.
  ready.catch(() => undefined)
  return { process: child, lines, ready, ended }
}

it('loses nothing and doubles nothing when it is killed at twenty random moments', { timeout: 300_000 }, async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  let recorded = 0
  let referenceRows = 0
  let least = 0
  for (let kill = 0; kill < 20; kill++) {
    const child = writer(['loop', path])
    // The first three die while they load, make or open the store; the others while they write.
    if (kill < 3) await sleep(250 + Math.random() * 500)
    else {
      // After none to three rounds, somewhere inside the next: its first or second change, or the closing between.
      await child.ready
      const rounds = kill % 4
      while (child.lines.length < 1 + rounds && child.process.exitCode === null) await sleep(5)
      await sleep(Math.random() * 300)
      least += rounds
    }
    child.process.kill('SIGKILL')
    await child.ended
    const said = child.lines.filter((line) => line !== 'ready').map(Number)
    recorded = Math.max(recorded, ...said)
    referenceRows = Math.max(referenceRows, ...said)

    const store = await openStore(path)
    const round = Number((await store.monitorState('m'))?.configHash ?? 0)
    // What was said to be done is there; at most the change in hand is there as well.
    expect(round).toBeGreaterThanOrEqual(recorded)
    expect(round).toBeLessThanOrEqual(recorded + 1)
    const windows = await store.windows('m')
    expect(windows.map((w) => [w.window.startUs, w.rows])).toEqual(
      round === 0 ? [] : Array.from({ length: 12 }, (_, n) => [day(n).startUs, round]),
    )
    const rows = await store.profileRows('m', { granularity: '1 day' })
    expect([rows.length, new Set(rows.map((r) => r.values.get('count')))]).toEqual(
      round === 0 ? [0, new Set()] : [12 * 22, new Set([round])],
    )
    const drift = await store.driftRows('m', {})
    expect(drift.map((r) => r.values.get('count_delta'))).toEqual(windows.map(() => round))
    expect((await store.findings({ monitor: 'm' })).map((f) => f.nCurrent)).toEqual(windows.map(() => round))
    expect((await store.segments('m', '1 day', 0, 99 * DAY_US)).map((s) => s.rows)).toEqual(windows.map(() => round))
    const reference = await store.bins('m')
    if (reference) {
      const segments = await store.referenceSegments('m', reference.version)
      const baseline = (await store.profileRows('m', {})).filter((r) => r.logType === 'BASELINE')
      expect([segments.map((s) => s.rows), baseline.map((r) => r.values.get('count'))]).toEqual([
        [reference.referenceRows],
        [reference.referenceRows],
      ])
      // It is the second change of a round: that of two processes one after the other may have been cut off before it.
      expect(reference.referenceRows).toBeGreaterThanOrEqual(referenceRows)
      expect(reference.referenceRows).toBeLessThanOrEqual(round)
      referenceRows = reference.referenceRows
    } else expect(referenceRows).toBe(0)
    expect(await exported(store, 'profile_metrics')).toHaveLength(rows.length + (reference ? 1 : 0))
    await store.close()
    // A round may have been recorded and its process killed before it said so; the next process goes on from there.
    recorded = round
  }
  expect(recorded).toBeGreaterThanOrEqual(least)
  expect(readdirSync(dirname(path))).toEqual(['store.duckdb'])
})

it('lets two processes write one after the other, and says who holds the store meanwhile', { timeout: 120_000 }, async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const [first, second] = [writer(['hold', path, '600']), writer(['hold', path, '600'])]
  await Promise.race([first.ready, second.ready])
  const holders: (number | null)[] = []
  const store = await openStore(path, { onWait: ({ pid }) => holders.push(pid) })
  await store.close()
  await Promise.all([first.ended, second.ended])
  expect(holders).toHaveLength(1)
  expect([first.process.pid, second.process.pid]).toContain(holders[0])
  const after = await temporaryStore(path)
  expect((await after.windows('m')).map((w) => w.window.startUs / DAY_US).sort()).toEqual(
    [first.process.pid!, second.process.pid!].sort(),
  )
})

it('gives up waiting with the process that holds the store and what to do', { timeout: 120_000 }, async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const child = writer(['hold', path, '60000'])
  await child.ready
  for (const readOnly of [true, false])
    await expect(openStore(path, { readOnly, waitMs: 150 })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(`process ${child.process.pid}`),
      mend: expect.stringContaining(`kill ${child.process.pid}`),
      place: path,
    })
  child.process.kill('SIGKILL')
  await child.ended
  await (await openStore(path, { readOnly: true })).close()
})

it.skipIf(process.platform === 'win32')(
  'keeps what was recorded when the disk is full, says so, and goes on when there is room again',
  { timeout: 120_000 },
  async () => {
    const path = join(temporaryFolder(), 'store.duckdb')
    // A limit on file size stands in for a full disk: writing fails in the same place. 4,000 blocks of 512 bytes or 1 KB.
    const child = writer(['fill', path], `trap '' XFSZ; ulimit -f 12000`)
    await child.ended
    expect(child.lines.at(-1)).toMatch(/^STORE_UNWRITABLE free space/)
    const recorded = Math.max(0, ...child.lines.map(Number).filter(Number.isFinite))
    expect(recorded).toBeGreaterThan(0)
    const store = await temporaryStore(path)
    const windows = await store.windows('m')
    expect(windows).toHaveLength(recorded * 20)
    expect(await store.findings({ monitor: 'm' })).toHaveLength(recorded * 20)
    await store.replaceWindows([windowResult('m', day(1), 1)], [], null)
    expect(await store.windows('m')).toHaveLength(recorded * 20 + 1)
  },
)

it('does not open one store twice in one process, except to read', async () => {
  const store = await temporaryStore()
  await expect(openStore(store.path, { waitMs: 0 })).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  await expect(openStore(store.path, { waitMs: 0, readOnly: true })).rejects.toMatchObject({ code: 'STORE_LOCKED' })
  const waiting = openStore(store.path)
  await store.close()
  await (await waiting).close()
  const readers = await Promise.all([openStore(store.path, { readOnly: true }), openStore(store.path, { readOnly: true })])
  await Promise.all(readers.map((reader) => reader.close()))
})

it('makes one store when two of one process begin at once', async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  const write = async (n: number): Promise<void> => {
    const store = await openStore(path)
    await store.replaceWindows([windowResult('m', day(n), n)], [], null)
    await store.close()
  }
  await Promise.all([write(1), write(2)])
  const store = await temporaryStore(path)
  expect(await store.windows('m')).toHaveLength(2)
})

it('begins anew in an empty file, as mktemp leaves one', async () => {
  const path = join(temporaryFolder(), 'store.duckdb')
  writeFileSync(path, '')
  expect(await (await temporaryStore(path)).runs(1)).toEqual([])
})
