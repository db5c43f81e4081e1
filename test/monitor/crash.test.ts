import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/stats/random.ts'
import { createHouse, firstDifference, type House } from './house.ts'

const NOW = '2026-06-01T12:00:00Z'
const KILLS = 20

const CONFIG = `version: 1
monitors:
  m:
    type: time_series
    table: data/*.parquet
    timestamp: ts
    granularities: [1 day, 1 week]
    slices: [colour]
    reference: {period: [2026-01-05, 2026-01-19]}
    custom_metrics: [{name: top, type: aggregate, definition: "max(x)"}]
`

function houseWithData(): House {
  const house = createHouse()
  mkdirSync(house.path('data'))
  house.config(CONFIG)
  return house
}

/** File n: n = 0 is the history; the others bring late rows and a new day. */
const writeFile = (house: House, n: number): Promise<void> =>
  house.write(
    `data/f${n}.parquet`,
    n === 0
      ? `select timestamp '2026-01-05' + interval (i * 20) minute as ts, (hash(i) % 1000)::double as x, 'c' || (hash(i) % 3) as colour from range(4000) t(i)`
      : `select unnest([timestamp '2026-01-20' + interval (${n}) day, timestamp '2026-03-10' + interval (${n}) day]) as ts, ${n}.5 as x, 'c1' as colour`,
  )

function startRun(house: House): {
  readonly child: ChildProcess
  readonly begun: Promise<void>
  readonly ended: Promise<number | null>
} {
  const script = fileURLToPath(new URL('./run-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, house.folder, NOW], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout!.once('data', () => resolve())
    ended.then(() => reject(new Error('ended before it began'))).catch(reject)
  })
  begun.catch(() => undefined)
  return { child, begun, ended }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Kills a run `kills` times, with new rows after each, then lets one finish. */
async function killAndFinish(kills: number, seed: number): Promise<void> {
  const random = createRandom(seed)
  const house = houseWithData()
  await writeFile(house, 0)
  for (let k = 1; k <= kills; k++) {
    const { child, begun, ended } = startRun(house)
    await begun
    await wait(random.uniform() * 700)
    child.kill('SIGKILL')
    await ended
    await writeFile(house, k)
  }
  await house.run({ now: NOW })
  const whole = houseWithData()
  for (let k = 0; k <= kills; k++) await writeFile(whole, k)
  await whole.run({ now: NOW })
  expect(firstDifference(await house.numbers(), await whole.numbers())).toBeNull()
}

test(`a run that is killed at ${KILLS} random moments and then finished gives what an undisturbed one gives`, async () => {
  // Two houses side by side: most of the time goes into starting processes.
  await Promise.all([killAndFinish(KILLS / 2, 20_260_601), killAndFinish(KILLS / 2, 20_260_602)])
})

test('two runs at once both end well, with the result of one', async () => {
  const house = houseWithData()
  await writeFile(house, 0)
  const runs = [startRun(house), startRun(house)]
  const codes = await Promise.all(runs.map((r) => r.ended))
  expect(codes.every((code) => code === 0 || code === 1)).toBe(true)
  const whole = houseWithData()
  await writeFile(whole, 0)
  await whole.run({ now: NOW })
  expect(firstDifference(await house.numbers(), await whole.numbers())).toBeNull()
})

test('an interrupted run ends with 130, leaves the store whole, and the next one goes on', async () => {
  const house = houseWithData()
  await writeFile(house, 0)
  const { child, begun, ended } = startRun(house)
  await begun
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  await house.run({ now: NOW })
  const whole = houseWithData()
  await writeFile(whole, 0)
  await whole.run({ now: NOW })
  expect(firstDifference(await house.numbers(), await whole.numbers())).toBeNull()
})
