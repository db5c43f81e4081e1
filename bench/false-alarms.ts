/**
 * Measures how often the default policy raises a false alarm, and what it finds, on simulated tables; the usual rules beside it.
 *
 *   npx tsx bench/false-alarms.ts [--repeats N] [--quick] [--write]
 *
 * Prints a markdown page; `--write` puts it into docs/false-alarms.md. `--quick`: 40 repeats, nothing above 10,000 rows.
 * Ends with 1 when a target is missed.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type BenchColumn, type Change, COLUMNS, NEARLY_CONSTANT, NORMAL_COLUMNS, RARE, TENTHS } from './false-alarms/columns.ts'
import { measure, measureWobbling, type Rates, type WobbleCase } from './false-alarms/measure.ts'
import { page, type Section } from './false-alarms/page.ts'

const { values: options } = parseArgs({
  options: { repeats: { type: 'string', default: '400' }, quick: { type: 'boolean' }, write: { type: 'boolean' } },
})
const REPEATS = options.quick ? 40 : Number(options.repeats)
const SEED = 20_260
const misses: string[] = []

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const number = (n: number): string => n.toLocaleString('en-US')
const rate = (share: number): string => (share === 0 || share === 1 ? String(share) : share.toFixed(3))

/** A million rows take a thousand times as long as a thousand: fewer repeats there, and none with `--quick`. */
function repeatsFor(referenceRows: number, currentRows: number): number {
  if (Math.max(referenceRows, currentRows) <= 10_000) return REPEATS
  if (options.quick) return 0
  const share = currentRows <= 10_000 ? 0.15 : referenceRows <= 10_000 ? 0.075 : 0.05
  return Math.max(1, Math.round(REPEATS * share))
}

function timed(label: string, run: () => Rates): Rates {
  const start = performance.now()
  const rates = run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  say(`${label}: fail ${rates.fail}, warn or fail ${rates.warnOrFail} (${rates.repeats} runs, ${seconds} s)`)
  return rates
}

const SIZES: readonly (readonly [reference: number, current: number])[] = [
  [200, 50],
  [200, 200],
  [200, 1_000],
  [10_000, 50],
  [10_000, 100],
  [10_000, 200],
  [10_000, 1_000],
  [10_000, 10_000],
  [10_000, 1_000_000],
  [1_000_000, 50],
  [1_000_000, 1_000_000],
]

function falseAlarms(): Section {
  const rows = SIZES.flatMap(([referenceRows, currentRows], i) => {
    const repeats = repeatsFor(referenceRows, currentRows)
    if (repeats === 0) return []
    const label = `${number(referenceRows)}, ${number(currentRows)}`
    const rates = timed(label, () =>
      measure({
        columns: COLUMNS,
        referenceRows,
        currentRows,
        repeats,
        seed: SEED + i,
        usual: true,
        runsPerReference: referenceRows > 10_000 && currentRows <= 10_000 ? 10 : 1,
      }),
    )
    if (rates.fail > 0.03) misses.push(`${label}: ${rate(rates.fail)} of runs fail though nothing changed (target 0.03)`)
    const cells = [rates.fail, rates.warnOrFail, rates.anyFail, rates.withoutRareBins, rates.psi, rates.ks].map(rate)
    return [[`${label}${repeats < REPEATS ? ` (${repeats} runs)` : ''}`, ...cells]]
  })
  return {
    title: 'False alarms: nothing changed',
    text: `Share of runs in which any of 30 columns raised the alarm (5 normal, 5 log-normal, 4 zero-inflated, 4 of whole numbers, 4 of Student's t with two degrees of freedom, 8 of categories with 2 to 200 levels). ${REPEATS} runs each where nothing else is said. "Any check" counts missing, unseen and out-of-range values and constant columns too. The usual rules are per column, as they are commonly set up: PSI over the reference's deciles (or all categories) above 0.2; Kolmogorov-Smirnov p below 0.05 on numeric columns.`,
    head: [
      'reference, current rows',
      'drift fails',
      'drift warns or fails',
      'any check fails',
      'without the rare-bin test',
      'any PSI > 0.2',
      'any KS p < 0.05',
    ],
    rows,
  }
}

interface Detection {
  readonly what: string
  readonly column: 'normal' | BenchColumn
  readonly referenceRows: number
  readonly currentRows: number
  readonly change: Change
  readonly atLeast?: number
  readonly never?: true
}

const DETECTIONS: readonly Detection[] = [
  { what: 'mean + 0.5 sd', column: 'normal', referenceRows: 10_000, currentRows: 200, change: { shift: 0.5 }, atLeast: 0.95 },
  { what: 'mean + 0.5 sd', column: 'normal', referenceRows: 200, currentRows: 200, change: { shift: 0.5 } },
  { what: 'mean + 1 sd', column: 'normal', referenceRows: 10_000, currentRows: 50, change: { shift: 1 } },
  { what: 'mean + 0.25 sd (size 0.06)', column: 'normal', referenceRows: 10_000, currentRows: 1_000, change: { shift: 0.25 } },
  {
    what: 'mean + 0.01 sd',
    column: 'normal',
    referenceRows: 1_000_000,
    currentRows: 1_000_000,
    change: { shift: 0.01 },
    never: true,
  },
  { what: 'variance x 1.5', column: 'normal', referenceRows: 10_000, currentRows: 500, change: { stretch: Math.sqrt(1.5) } },
  { what: 'variance x 2', column: 'normal', referenceRows: 10_000, currentRows: 500, change: { stretch: Math.SQRT2 } },
  {
    what: 'a category from 10 to 20 % (size 0.08)',
    column: TENTHS,
    referenceRows: 10_000,
    currentRows: 500,
    change: { firstShare: 0.2 },
  },
  { what: '2 % of rows far in the tail', column: 'normal', referenceRows: 10_000, currentRows: 10_000, change: { tail: 0.02 } },
  { what: 'a category from 0.3 to 8 %', column: RARE, referenceRows: 10_000, currentRows: 200, change: { firstShare: 0.08 } },
  { what: 'a category from 0.3 to 15 %', column: RARE, referenceRows: 10_000, currentRows: 100, change: { firstShare: 0.15 } },
  {
    what: 'a nearly constant column: 0.01 to 20 %',
    column: NEARLY_CONSTANT,
    referenceRows: 10_000,
    currentRows: 200,
    change: { firstShare: 0.2 },
  },
]

function found(): Section {
  const rows = DETECTIONS.flatMap(({ what, column, referenceRows, currentRows, change, atLeast, never }, i) => {
    const repeats = Math.min(repeatsFor(referenceRows, currentRows), never ? 10 : REPEATS)
    if (repeats === 0) return []
    const columns = column === 'normal' ? COLUMNS : [column, ...COLUMNS.slice(1)]
    const rates = timed(what, () => measure({ columns, referenceRows, currentRows, repeats, seed: SEED + 100 + i, change }))
    if (atLeast !== undefined && rates.fail < atLeast) misses.push(`${what}: found in ${rate(rates.fail)} (target ${atLeast})`)
    if (never && rates.fail > 0) misses.push(`${what}: raised the alarm in ${rate(rates.fail)}`)
    return [
      [
        what,
        `${number(referenceRows)}, ${number(currentRows)}`,
        rate(rates.fail),
        rate(rates.warnOrFail),
        rate(rates.withoutRareBins),
      ],
    ]
  })
  return {
    title: 'Found: one of 30 columns changed',
    text: 'Share of runs with a failing (failing or warning) drift finding. A change of size below 0.1 is meant to warn and not to fail.',
    head: ['change', 'reference, current rows', 'fails', 'warns or fails', 'fails without the rare-bin test'],
    rows,
  }
}

const WOBBLES: readonly (readonly [
  what: string,
  wobbling: Omit<WobbleCase, 'columns' | 'knowsWobble' | 'repeats' | 'seed'>,
  atMost: number | null,
])[] = [
  ['day effect 0.3 sd', { days: 30, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0.3, clusterSize: 1, shift: 0 }, 0.06],
  [
    'day effect 0.3 sd, more rows',
    { days: 30, rowsPerDay: 10_000, currentRows: 10_000, dayEffect: 0.3, clusterSize: 1, shift: 0 },
    0.06,
  ],
  ['a window of five days', { days: 30, rowsPerDay: 1_000, currentRows: 5_000, dayEffect: 0.3, clusterSize: 1, shift: 0 }, 0.06],
  ['12 reference days', { days: 12, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0.3, clusterSize: 1, shift: 0 }, 0.06],
  [
    'clusters of 5 rows, correlation 0.3',
    { days: 30, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0, clusterSize: 5, shift: 0 },
    0.06,
  ],
  ['no wobble', { days: 30, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0, clusterSize: 1, shift: 0 }, 0.03],
  [
    'day effect 0.3 sd, and mean + 1.5 sd',
    { days: 30, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0.3, clusterSize: 1, shift: 1.5 },
    null,
  ],
  [
    '12 reference days, no wobble, mean + 0.5 sd',
    { days: 12, rowsPerDay: 1_000, currentRows: 1_000, dayEffect: 0, clusterSize: 1, shift: 0.5 },
    null,
  ],
]

function wobbles(): Section {
  const base = Math.max(1, Math.round(REPEATS / 2))
  const rows = WOBBLES.flatMap(([what, wobbling, atMost], i) => {
    if (options.quick && wobbling.rowsPerDay > 1_000) return []
    const repeats = wobbling.rowsPerDay > 1_000 ? Math.max(1, Math.round(base / 2)) : base
    const common = { columns: NORMAL_COLUMNS, ...wobbling, repeats, seed: SEED + 200 + i }
    const [knowing, assuming] = measureWobbling(common)
    timed(`${what}, wobble rule`, () => knowing)
    if (atMost !== null && knowing.fail > atMost) misses.push(`${what}: ${rate(knowing.fail)} of runs fail (target ${atMost})`)
    const sizes = `${wobbling.days} x ${number(wobbling.rowsPerDay)}, ${number(wobbling.currentRows)}`
    return [[what, sizes, String(repeats), rate(assuming.fail), rate(knowing.fail)]]
  })
  return {
    title: 'Days that differ by themselves',
    text: '30 normal columns. Share of runs with a failing drift finding when rows are assumed to be independent, and with the wobble rule. In the last two rows one column really moved, and more is better.',
    head: ['days', 'reference, current rows', 'runs', 'fails, independence assumed', 'fails, wobble rule'],
    rows,
  }
}

const INTRO = `# False alarms, and what is found

How often the default policy (\`calibrated\`, see [verdicts.md](verdicts.md)) fails a window in which nothing changed, and how often it finds a change. Measured on simulated tables through the library's own \`judgeWindow\`, the function that \`leeway run\` calls. Made by \`npm run bench:false-alarms -- --write\`; seeded, so that a second run gives the same numbers.`

const text = page(INTRO, [falseAlarms(), found(), wobbles()])
process.stdout.write(text)
if (options.write) writeFileSync(new URL('../docs/false-alarms.md', import.meta.url), text)
for (const miss of misses) say(`missed: ${miss}`)
if (misses.length > 0) process.exitCode = 1
