/** What the demo's run found, in plain words; every number is read from the store. */

import type { Finding } from '../checks/finding.ts'
import { formatCount, formatShare } from '../checks/numbers.ts'
import { TABLE_COLUMN } from '../metrics/rows.ts'
import type { Store } from '../store/store.ts'

export interface DemoFacts {
  readonly days: number
  /** Days on which the usual rule (KS p < 0.05) would have said that `delay` drifted. */
  readonly daysByUsualRule: number
  readonly daysFailedByWholeDrift: number
  readonly lowestLateRate: number
  readonly highestLateRate: number
  readonly accuracyReference: number | null
  readonly accuracyLast: number | null
  readonly lastDayRows: number
  /** The slice finding that has lasted longest. */
  readonly lasting: {
    readonly slice: string
    readonly column: string
    readonly windows: number
    readonly firstStartUs: number
  } | null
}

const MONITOR = 'late_flights'

export async function demoFacts(store: Store): Promise<DemoFacts> {
  const delay = await store.driftRows(MONITOR, { granularity: '1 day', columnName: 'delay', wholeOnly: true })
  const baseline = delay.filter((row) => row.driftType === 'BASELINE')
  const pValueOf = (row: (typeof delay)[number]): number =>
    (row.values.get('ks_test') as { readonly pvalue?: number } | null)?.pvalue ?? 1
  const late = await store.profileRows(MONITOR, { granularity: '1 week', columnName: 'late', wholeOnly: true })
  const rates = late.filter((r) => r.logType === 'INPUT').map((r) => Number(r.values.get('avg')))
  const tables = (await store.profileRows(MONITOR, { granularity: '1 week', columnName: TABLE_COLUMN, wholeOnly: true })).filter(
    (r) => r.logType === 'INPUT',
  )
  const last = tables.toSorted((a, b) => a.window!.startUs - b.window!.startUs).at(-1)
  const windows = await store.windows(MONITOR, '1 day')
  const failed = await store.findings({ monitor: MONITOR, statuses: ['fail'] })
  const reference = failed.length > 0 ? await store.findings({ monitor: MONITOR, granularity: '1 week' }) : []
  const accuracy = reference.find(
    (f) => f.metric === 'accuracy_score' && f.segment.sliceKey === null && f.referenceValue !== null,
  )
  return {
    days: baseline.length,
    daysByUsualRule: baseline.filter((row) => pValueOf(row) < 0.05).length,
    daysFailedByWholeDrift: new Set(
      failed
        .filter((f) => f.check === 'drift' && f.window.granularity === '1 day' && f.segment.sliceKey === null)
        .map((f) => f.window.startUs),
    ).size,
    lowestLateRate: Math.min(...rates),
    highestLateRate: Math.max(...rates),
    accuracyReference: accuracy?.referenceValue ?? null,
    accuracyLast: last ? Number(last.values.get('accuracy_score')) : null,
    lastDayRows: windows.toSorted((a, b) => a.window.startUs - b.window.startUs).at(-1)?.rows ?? 0,
    lasting: lastingSlice(failed),
  }
}

function lastingSlice(failed: readonly Finding[]): DemoFacts['lasting'] {
  const groups = new Map<string, Finding[]>()
  for (const f of failed) {
    if (f.check !== 'drift' || f.window.granularity !== '1 day' || f.segment.sliceKey === null) continue
    const key = `${f.segment.sliceKey} = ${f.segment.sliceValue}|${f.columnName}`
    groups.set(key, [...(groups.get(key) ?? []), f])
  }
  const [longest] = [...groups].toSorted((a, b) => b[1].length - a[1].length)
  if (!longest) return null
  const [slice, column] = longest[0].split('|') as [string, string]
  return { slice, column, windows: longest[1].length, firstStartUs: Math.min(...longest[1].map((f) => f.window.startUs)) }
}

/** A paragraph for each thing that is worth telling. */
export function demoStory(facts: DemoFacts): readonly string[] {
  const day = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10)
  const lines = [
    `Late flights went up and down between ${formatShare(facts.lowestLateRate)} and ${formatShare(facts.highestLateRate)} from week to week. That is weather, in the reference too: the usual rule (KS p < 0.05) would have called ${facts.daysByUsualRule} of ${facts.days} days drift; leeway, which knows how much this data wobbles by itself, fails ${facts.daysFailedByWholeDrift} of them for the table as a whole.`,
  ]
  if (facts.lasting) {
    const { slice, column, windows, firstStartUs } = facts.lasting
    lines.push(
      `What did change and stayed: ${column} for ${slice}, ${windows} days since ${day(firstStartUs)}${slice.endsWith('PHX') && column === 'hour' ? ' (Arizona keeps no daylight saving time)' : ''}.`,
    )
  }
  if (facts.accuracyReference !== null && facts.accuracyLast !== null) {
    lines.push(
      `The model was right in ${formatShare(facts.accuracyReference)} of January's flights, which it had learnt from, and in ${formatShare(facts.accuracyLast)} of the last week's.`,
    )
  }
  lines.push(
    `The last day holds ${formatCount(facts.lastDayRows)} flights: its volume fails, and nothing else can be said of it.`,
  )
  return lines
}
