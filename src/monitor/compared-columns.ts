/** A comparison column by column, and in one sentence. */
import type { Finding, FindingStatus } from '../checks/finding.ts'
import { formatCount, formatDistance, formatShare } from '../checks/numbers.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import type { JsonValue } from '../core/json.ts'
import { numberAt } from '../metrics/known-metrics.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import type { TableComparison } from './compare-tables.ts'

/** One column of either table. Shares are 0 to 1. */
export interface ComparedColumn {
  readonly name: string
  readonly type: string | null
  readonly status: FindingStatus | null
  readonly psi: number | null
  readonly chance: number | null
  readonly adjustedP: number | null
  readonly size: number | null
  readonly direction: string | null
  readonly change: string
  readonly missing: number | null
  readonly missingReference: number | null
  readonly sentence: string | null
}

/** One line per column of either table, the most harmful first. */
export async function comparedColumns({ store, monitor, summary }: TableComparison): Promise<readonly ComparedColumn[]> {
  const profile = await store.profileRows(monitor.name, { wholeOnly: true })
  const drift = new Map((await store.driftRows(monitor.name, { wholeOnly: true })).map((row) => [row.columnName, row]))
  const rowsOf = (logType: ProfileRow['logType']): ReadonlyMap<string, ProfileRow> =>
    new Map(profile.filter((row) => row.logType === logType).map((row) => [row.columnName, row]))
  const current = rowsOf('INPUT')
  const reference = rowsOf('BASELINE')
  const findings = [...summary.worst, ...summary.passed]
  const names = [...new Set([...current.keys(), ...reference.keys()])].filter((name) => name !== ':table')
  const columns = names.map((name, order) => {
    const own = findings.filter((f) => f.columnName === name).toSorted(compareFindings)
    return { column: comparedColumn(name, own, current.get(name), reference.get(name), drift.get(name)), worst: own[0], order }
  })
  return columns
    .toSorted((a, b) =>
      a.worst && b.worst
        ? RANK[a.worst.status] - RANK[b.worst.status] || (b.column.psi ?? 0) - (a.column.psi ?? 0) || a.order - b.order
        : Number(b.worst !== undefined) - Number(a.worst !== undefined) || a.order - b.order,
    )
    .map(({ column }) => column)
}

const RANK: Readonly<Record<FindingStatus, number>> = { fail: 0, error: 1, warn: 2, insufficient_data: 3, no_data: 4, ok: 5 }

function comparedColumn(
  name: string,
  findings: readonly Finding[],
  current: ProfileRow | undefined,
  reference: ProfileRow | undefined,
  row: DriftRow | undefined,
): ComparedColumn {
  const drift = findings.find(({ check }) => check === 'drift')
  const evidence = drift?.evidence ?? {}
  const worst = findings[0]
  const psi =
    drift?.value ?? (row ? (numberAt(row.values, 'population_stability_index') ?? numberAt(row.values, 'categorical_psi')) : null)
  const share = (side: ProfileRow | undefined): number | null => {
    const percent = side ? numberAt(side.values, 'percent_null') : null
    return percent === null ? null : percent / 100
  }
  const direction = typeof evidence['direction'] === 'string' ? evidence['direction'] : null
  return {
    name,
    type: (current ?? reference)?.dataType ?? null,
    status: worst?.status ?? null,
    psi,
    chance: typeof evidence['chance_bound'] === 'number' ? evidence['chance_bound'] : null,
    adjustedP: drift?.pValue ?? null,
    size: drift?.effect ?? null,
    direction,
    change:
      current === undefined ? 'gone' : reference === undefined ? 'new' : changeWords(findings, direction, evidence['groups']),
    missing: share(current),
    missingReference: share(reference),
    sentence: worst && worst.status !== 'ok' ? worst.sentence : null,
  }
}

const OTHER_CHECKS: Readonly<Record<string, string>> = {
  constant: 'constant now',
  unseen_categories: 'new values',
  out_of_range: 'outside its range',
  missing_share: 'missing values',
  column_type: 'another type',
  mean_shift: 'another mean',
}

function changeWords(findings: readonly Finding[], direction: string | null, groups: JsonValue | undefined): string {
  const loud = findings.filter(({ status }) => status === 'fail' || status === 'warn')
  const parts = loud.some(({ check }) => check === 'drift') ? [direction ?? categoryChange(groups)] : []
  for (const { check } of loud) {
    const words = OTHER_CHECKS[check]
    if (words !== undefined) parts.push(words)
  }
  return parts.filter((part) => part).join(', ')
}

/** `"Groups" 9 % → 21 %`: the category that contributes most. */
function categoryChange(groups: JsonValue | undefined): string {
  if (!Array.isArray(groups)) return ''
  const items = groups as readonly { readonly label: string; readonly reference: number; readonly current: number }[]
  const [first] = items
  const sum = (side: 'reference' | 'current'): number => items.reduce((total, item) => total + item[side], 0)
  if (!first || sum('reference') === 0 || sum('current') === 0) return ''
  return `${first.label} ${formatShare(first.reference / sum('reference'))} → ${formatShare(first.current / sum('current'))}`
}

/** The file's name alone, where that tells the two apart. */
export function shortNameOf(table: string, other: string): string {
  const last = (path: string): string =>
    path
      .replace(/[/\\]+$/, '')
      .split(/[/\\]/)
      .at(-1) || path
  return last(table) === last(other) ? table : last(table)
}

/** The whole comparison in one sentence, for a chat. */
export function compareSentence(
  { summary, outcome, referenceRows }: TableComparison,
  columns: readonly ComparedColumn[],
  { reference, current }: { readonly reference: string; readonly current: string },
): string {
  const names = [shortNameOf(current, reference), shortNameOf(reference, current)] as const
  const rows = `${formatCount(outcome.rowsTotal)} against ${formatCount(referenceRows)} rows`
  const bad = columns.filter(({ status }) => status === 'fail' || status === 'error')
  const noted = bad.length > 0 ? bad : columns.filter(({ status }) => status === 'warn')
  if (noted.length > 0) {
    const most = noted.slice(0, 2).map((c) => c.name + detail(c))
    const which = noted.length <= 2 ? most.join(' and ') : `most of all ${most.join(' and ')}`
    const verdict = bad.length > 0 ? 'differs from' : 'differs a little from'
    return `${names[0]} ${verdict} ${names[1]}: ${noted.length} of ${counted(columns.length, 'column')} changed, ${which} (${rows}).`
  }
  const [first] = summary.worst.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'error')
  if (first) return `${names[0]} differs from ${names[1]}: ${first.sentence}.`
  if (summary.verdict === 'no_data')
    return `${names[0]} could not be compared with ${names[1]}: there is nothing to judge (${rows}).`
  return `${names[0]} is like ${names[1]}: none of ${counted(columns.length, 'column')} changed more than chance explains (${rows}).`
}

function detail({ psi, change, chance }: ComparedColumn): string {
  const parts = [...(psi === null || chance === null ? [] : [`PSI ${formatDistance(psi)}`]), ...(change === '' ? [] : [change])]
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`
