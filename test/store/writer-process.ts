/**
 * A process that writes to a store until it is killed, for the tests of crashes and locks.
 * `loop PATH`: writes rounds; each replaces all windows and the reference with rows that carry the round's number; prints the
 * round when its two changes are done. `hold PATH MS`: opens, prints, keeps the store for that long, writes one window, ends.
 * `fill PATH`: writes ever more windows until the disk is full, prints the error's code.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { LeewayError } from '../../src/core/errors.ts'
import { WHOLE } from '../../src/core/window.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { bins, counts, day, monitorState, profileRow, windowResult } from './rows.ts'

const WINDOWS = 12
const COLUMNS = 20

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

async function writeRound(store: Store, round: number): Promise<void> {
  const results = Array.from({ length: WINDOWS }, (_, n) => {
    const result = windowResult('m', day(n), round)
    const columns = Array.from({ length: COLUMNS }, (_c, c) =>
      profileRow(day(n), `column ${c}`, {
        count: round,
        quantiles: Array.from({ length: 200 }, (_q, q) => Math.sqrt(q * round)),
      }),
    )
    return { ...result, profile: [...result.profile, ...columns] }
  })
  await store.replaceWindows(results, [], { monitor: 'm', state: monitorState(`${round}`) })
  const segment = { window: null, segment: WHOLE, rows: round, columns: new Map([['price', counts(round)]]) }
  const reference = bins('m', round + 1, { referenceRows: round })
  await store.saveReference(reference, [segment], [profileRow(null, ':table', { count: round })])
}

const [mode, path, more] = process.argv.slice(2)
if (mode === 'loop') {
  let store = await openStore(path!)
  const last = await store.monitorState('m')
  say('ready')
  for (let round = Number(last?.configHash ?? 0) + 1; ; round++) {
    await writeRound(store, round)
    say(String(round))
    if (round % 4 === 0) {
      // Closing writes the log into the file: a moment worth being killed in.
      await store.close()
      store = await openStore(path!)
    }
  }
} else if (mode === 'hold') {
  const store = await openStore(path!)
  say('ready')
  await sleep(Number(more))
  await store.replaceWindows([windowResult('m', day(process.pid), 1)], [], null)
  await store.close()
} else if (mode === 'fill') {
  try {
    const store = await openStore(path!)
    say('ready')
    for (let round = 1; ; round++) {
      const results = Array.from({ length: 20 }, (_, n) => windowResult('m', day(round * 20 + n), 7))
      const bulk = results.map((r) => ({
        ...r,
        findings: r.findings.map((f) => ({ ...f, sentence: String(Math.random()).repeat(2000) })),
      }))
      await store.replaceWindows(bulk, [], null)
      say(String(round))
    }
  } catch (error) {
    say(error instanceof LeewayError ? `${error.code} ${error.mend}` : `unexpected ${String(error)}`)
    process.exit(3)
  }
}
