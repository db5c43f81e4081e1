/** A run whose disk fills up: as a process whose files may not grow beyond a limit, for writing then fails in the same place. */
import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Ended, LEEWAY, startProcess } from '../start-process.ts'
import { createHouse, firstDifference, type House } from './house.ts'

const NOW = '2026-06-01T12:00:00Z'

const noLimit = process.platform === 'win32'
if (noLimit) process.stderr.write('skipped: a full disk through run (this system has no limit on the size of files)\n')

/** @param blocks files may have this many blocks of 512 bytes (1,024 where the shell counts so) */
function runWithin(blocks: number, house: House, args: readonly string[]): Promise<Ended> {
  const command = [process.execPath, ...LEEWAY, ...args]
  return startProcess('/bin/sh', ['-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`, 'sh', ...command], { cwd: house.folder })
    .ended
}

/** Place, what happened, what to do; no stack of calls. */
function expectWords({ out, err }: Ended): void {
  const said = (out + err).replaceAll(/\s+/g, ' ')
  expect(said).toMatch(/\.leeway\/store\.duckdb(:| +error) the store could not be written: Could not write file .*File too large/)
  expect(said).toContain('free space on that disk and run again')
  expect(out + err).not.toMatch(/\n\s+at /)
}

const CONFIG = `version: 1
monitors:
  m: {type: time_series, table: data.parquet, timestamp: ts, granularities: [1 day, 1 week], slices: [colour], reference: {period: [2026-01-05, 2026-01-12]}}
`
const writeDays = (house: House, days: number): Promise<void> =>
  house.write(
    'data.parquet',
    `select timestamp '2026-01-05' + interval (i) hour as ts, ${Array.from({ length: 6 }, (_, k) => `(hash(i, ${k}) % 1000)::double as x${k}`).join(', ')}, 'c' || (i % 3) as colour from range(${days * 24}) t(i)`,
  )

test.skipIf(noLimit)(
  'a full disk ends a run with 3 and what to do; what was recorded stays, and the next run finishes the rest',
  async () => {
    const house = createHouse()
    house.config(CONFIG)
    await writeDays(house, 8)
    await house.run({ now: NOW })
    const recorded = await house.numbers()
    await writeDays(house, 30)

    // Hardly a byte; and enough for a part of what is to be written.
    for (const blocks of [20, 300]) {
      const full = await runWithin(blocks, house, ['run', '--as-of', NOW])
      expect(full.code, full.err).toBe(3)
      expectWords(full)
      const after = await house.rows('windows', `"count" > 0`)
      expect(after.length).toBeGreaterThanOrEqual(8 + 2)
    }
    expect(firstDifference(await house.numbers(), recorded)).toBeNull()

    await house.run({ now: NOW })
    const whole = createHouse()
    whole.config(CONFIG)
    await writeDays(whole, 30)
    await whole.run({ now: NOW })
    expect(firstDifference(await house.numbers(), await whole.numbers())).toBeNull()
  },
)

test.skipIf(noLimit)('a full disk before the store exists leaves nothing that stops the next run', async () => {
  const house = createHouse()
  house.config(CONFIG)
  await writeDays(house, 8)
  for (const blocks of [0, 300]) {
    const full = await runWithin(blocks, house, ['run', '--as-of', NOW])
    expect(full.code, full.err).toBe(3)
    expectWords(full)
  }
  await house.run({ now: NOW })
  const whole = createHouse()
  whole.config(CONFIG)
  await writeDays(whole, 8)
  await whole.run({ now: NOW })
  expect(firstDifference(await house.numbers(), await whole.numbers())).toBeNull()
})

test.skipIf(noLimit)('a report and an export that do not fit say so and leave the last ones as they were', async () => {
  const house = createHouse()
  house.config(CONFIG)
  await writeDays(house, 8)
  await house.run({ now: NOW })
  for (const args of [
    ['report', '-o', 'out.html'],
    ['export', 'profile_metrics', '-o', 'out.csv'],
    ['export', 'profile_metrics', '-o', 'out.parquet'],
    ['export', 'profile_metrics', '-o', 'out.json'],
  ]) {
    const name = args.at(-1)!
    expect((await runWithin(1_000_000, house, args)).code).toBe(0)
    const { size } = statSync(house.path(name))
    const full = await runWithin(2, house, args)
    expect(full.code, `${name}: ${full.err}`).toBe(3)
    const said = full.err.replaceAll(/\s+/g, ' ')
    expect(said).toMatch(new RegExp(`${name} cannot be written: .*File too large`, 'i'))
    expect(said).toContain('free space on that disk')
    expect(statSync(house.path(name)).size).toBe(size)
  }
})
