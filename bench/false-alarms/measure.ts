/** Runs cases through the library's `judgeWindow` and counts alarms. */
import type { ColumnState } from '../../src/aggregates/states.ts'
import { comparableCounts } from '../../src/checks/comparable-counts.ts'
import type { SegmentEvidence, WindowEvidence } from '../../src/checks/evidence.ts'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { measureWobble } from '../../src/checks/measure-wobble.ts'
import type { WobbleTable } from '../../src/checks/wobble-table.ts'
import type { Monitor } from '../../src/config/project.ts'
import { WHOLE } from '../../src/core/window.ts'
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts'
import { driftEvidence } from '../../src/stats/drift-evidence.ts'
import { createRandom, type Random } from '../../src/stats/random.ts'
import type { FrozenColumn } from '../../src/store/store.ts'
import { type BenchColumn, type Change, NO_CHANGE } from './columns.ts'
import { countColumn, drawColumn, freezeColumn, levelsOf, type Sample, sideOfStates } from './tables.ts'
import { type UsualAlarms, usualAlarms } from './usual-rules.ts'

const MONITOR: Monitor = {
  name: 'bench',
  type: 'inference',
  connection: 'default',
  timeZone: 'UTC',
  granularities: [{ text: '1 day', unit: 'days', n: 1 }],
  labels: null,
  retraining: null,
  mlflow: null,
  documentation: null,
  operations: null,
  outcomeValues: null,
  features: { include: null, exclude: [] },
  types: new Map(),
  slices: [],
  reference: { kind: 'table', table: 'reference' },
  bins: 32,
  customMetrics: [],
  policy: 'calibrated',
  policySettings: { failP: 0.01, warnP: 0.05, failSize: 0.1, warnSize: 0.05 },
  checks: [],
  key: null,
  minimumCategoryCount: 5,
  place: 'bench',
}

export interface Rates {
  readonly repeats: number
  /** Share of runs with a failing drift finding; failing or warning; failing or warning of any check. */
  readonly fail: number
  readonly warnOrFail: number
  readonly anyFail: number
  /** Share of runs with a failing drift finding by all bins and direction alone, without the test of rare bins. */
  readonly withoutRareBins: number
  /** The usual rules, on the same data. */
  readonly psi: number
  readonly ks: number
}

export interface Case {
  readonly columns: readonly BenchColumn[]
  readonly referenceRows: number
  readonly currentRows: number
  readonly repeats: number
  readonly seed: number
  /** Changes the first column only. */
  readonly change?: Change
  /** Apply the usual rules too. */
  readonly usual?: boolean
  /** Draw a new reference every so many runs only (its own chance is nothing beside a window of a few rows). */
  readonly runsPerReference?: number
}

/** Share of runs in which any column raises the alarm: independent rows, one reference and one window. */
export function measure(measured: Case): Rates {
  const {
    columns,
    referenceRows,
    currentRows,
    repeats,
    seed,
    change = NO_CHANGE,
    usual: askUsual = false,
    runsPerReference = 1,
  } = measured
  const random = createRandom(seed)
  const tally = newTally()
  let bins = new Map<string, FrozenColumn>()
  let reference = new Map<string, ColumnState>()
  let samples: Sample[] = []
  for (let run = 0; run < repeats; run++) {
    if (run % runsPerReference === 0) {
      samples = columns.map((column) => drawColumn(column, referenceRows, random))
      bins = new Map(columns.map((column, i) => [column.name, freezeColumn(column, samples[i]!)]))
      reference = new Map(
        columns.map((column, i) => [column.name, countColumn(bins.get(column.name)!, samples[i]!, levelsOf(column))]),
      )
    }
    const current = new Map<string, ColumnState>()
    const usual: UsualAlarms = { psi: false, ks: false }
    for (const [index, column] of columns.entries()) {
      const now = drawColumn(column, currentRows, random, index === 0 ? change : NO_CHANGE)
      current.set(column.name, countColumn(bins.get(column.name)!, now, levelsOf(column)))
      if (!askUsual) continue
      const alarms = usualAlarms(samples[index]!, now, levelsOf(column))
      usual.psi ||= alarms.psi
      usual.ks ||= alarms.ks
    }
    const rows = { reference: referenceRows, current: currentRows }
    count(tally, judge(bins, reference, current, rows, null), usual, failsWithoutRareBins(bins, reference, current))
  }
  return ratesOf(tally, repeats)
}

export interface WobbleCase {
  readonly columns: readonly BenchColumn[]
  readonly days: number
  readonly rowsPerDay: number
  readonly currentRows: number
  /** Standard deviation of the day's effect, in the column's standard deviations. */
  readonly dayEffect: number
  /** Rows come in clusters of this size with correlation 0.3 (1: independent). */
  readonly clusterSize: number
  /** Added to the first column of the current window. */
  readonly shift: number
  readonly repeats: number
  readonly seed: number
}

const CLUSTER_CORRELATION = 0.3

/** The same where days differ by themselves: with the wobble rule, and assuming that rows are independent, on the same data. */
export function measureWobbling(wobbling: WobbleCase): readonly [knowing: Rates, assuming: Rates] {
  const { columns, days, rowsPerDay, currentRows, repeats } = wobbling
  const random = createRandom(wobbling.seed)
  const knowing = newTally()
  const assuming = newTally()
  for (let run = 0; run < repeats; run++) {
    const bins = new Map<string, FrozenColumn>()
    const reference = new Map<string, ColumnState>()
    const current = new Map<string, ColumnState>()
    const perDay: Map<string, ColumnState>[] = Array.from({ length: days }, () => new Map())
    for (const [index, column] of columns.entries()) {
      const daily = Array.from({ length: days }, () => drawDay(rowsPerDay, wobbling, random))
      const now = drawDay(currentRows, wobbling, random)
      if (index === 0) for (let i = 0; i < now.length; i++) now[i]! += wobbling.shift
      addColumn(column, concatenate(daily), now, bins, reference, current)
      for (const [day, sample] of daily.entries()) perDay[day]!.set(column.name, countColumn(bins.get(column.name)!, sample, 0))
    }
    const windows = perDay.map((states) => [{ segment: WHOLE, rows: rowsPerDay, columns: states }])
    const rows = { reference: days * rowsPerDay, current: currentRows }
    const wobble = measureWobble({ source: 'reference', bins, windows })
    count(knowing, judge(bins, reference, current, rows, wobble), NO_ALARMS, false)
    count(assuming, judge(bins, reference, current, rows, null), NO_ALARMS, false)
  }
  return [ratesOf(knowing, repeats), ratesOf(assuming, repeats)]
}

const NO_ALARMS: UsualAlarms = { psi: false, ks: false }

/** Normal rows of one day: the day's own level, and clusters of rows that resemble each other. */
function drawDay(rows: number, { dayEffect, clusterSize }: WobbleCase, random: Random): Float64Array {
  const level = dayEffect > 0 ? dayEffect * random.normal() : 0
  const values = new Float64Array(rows)
  let common = 0
  for (let i = 0; i < rows; i++) {
    if (clusterSize > 1 && i % clusterSize === 0) common = random.normal()
    const own = random.normal()
    values[i] =
      level + (clusterSize > 1 ? Math.sqrt(CLUSTER_CORRELATION) * common + Math.sqrt(1 - CLUSTER_CORRELATION) * own : own)
  }
  return values
}

function concatenate(samples: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(samples.reduce((rows, sample) => rows + sample.length, 0))
  let at = 0
  for (const sample of samples) {
    all.set(sample, at)
    at += sample.length
  }
  return all
}

function addColumn(
  column: BenchColumn,
  before: Sample,
  now: Sample,
  bins: Map<string, FrozenColumn>,
  reference: Map<string, ColumnState>,
  current: Map<string, ColumnState>,
): void {
  const frozen = freezeColumn(column, before)
  bins.set(column.name, frozen)
  reference.set(column.name, countColumn(frozen, before, levelsOf(column)))
  current.set(column.name, countColumn(frozen, now, levelsOf(column)))
}

function judge(
  bins: ReadonlyMap<string, FrozenColumn>,
  reference: ReadonlyMap<string, ColumnState>,
  current: ReadonlyMap<string, ColumnState>,
  rows: { readonly reference: number; readonly current: number },
  wobble: WobbleTable | null,
) {
  const segment: SegmentEvidence = {
    segment: WHOLE,
    current: sideOfStates(rows.current, current),
    reference: sideOfStates(rows.reference, reference),
    previous: null,
    periods: new Map(),
    baselineDrift: new Map(),
    consecutiveDrift: new Map(),
  }
  const evidence: WindowEvidence = {
    window: { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 },
    complete: true,
    rows: rows.current,
    segments: [segment],
    bins,
    hasReference: true,
    insideReference: false,
    referenceName: 'the reference',
    wobble,
    volumeHistory: null,
    duplicates: null,
    facts: null,
  }
  return judgeWindow(evidence, MONITOR)
}

/** The verdict by `driftEvidence` as it stands, for the comparison. */
function failsWithoutRareBins(
  bins: ReadonlyMap<string, FrozenColumn>,
  reference: ReadonlyMap<string, ColumnState>,
  current: ReadonlyMap<string, ColumnState>,
): boolean {
  const measured = [...bins].flatMap(([name, frozen]) => {
    const { ordered, counts } = comparableCounts([reference.get(name), current.get(name)], frozen)!
    const { p, size, insufficient } = driftEvidence(counts[0]!, counts[1]!, { ordered })
    return p === null || insufficient ? [] : [{ p, size }]
  })
  const { adjusted } = benjaminiHochberg(measured.map(({ p }) => p))
  return measured.some(({ size }, i) => adjusted[i]! <= 0.01 && size >= 0.1)
}

interface Tally {
  fail: number
  warnOrFail: number
  anyFail: number
  withoutRareBins: number
  psi: number
  ks: number
}

const newTally = (): Tally => ({ fail: 0, warnOrFail: 0, anyFail: 0, withoutRareBins: 0, psi: 0, ks: 0 })

function count(tally: Tally, findings: ReturnType<typeof judgeWindow>, usual: UsualAlarms, withoutRareBins: boolean): void {
  if (withoutRareBins) tally.withoutRareBins++
  const drift = findings.filter(({ check }) => check === 'drift')
  if (drift.some(({ status }) => status === 'fail')) tally.fail++
  if (drift.some(({ status }) => status === 'fail' || status === 'warn')) tally.warnOrFail++
  if (findings.some(({ status }) => status === 'fail')) tally.anyFail++
  if (usual.psi) tally.psi++
  if (usual.ks) tally.ks++
}

function ratesOf({ fail, warnOrFail, anyFail, withoutRareBins, psi, ks }: Tally, repeats: number): Rates {
  return {
    repeats,
    fail: fail / repeats,
    warnOrFail: warnOrFail / repeats,
    anyFail: anyFail / repeats,
    withoutRareBins: withoutRareBins / repeats,
    psi: psi / repeats,
    ks: ks / repeats,
  }
}
