/** The pooled bins of a drift check with names, so that a person sees where the change is. */
import type { DriftEvidence } from '../stats/drift-evidence.ts'
import type { FrozenColumn } from '../store/store.ts'
import { binLabel } from './bin-label.ts'
import type { ComparableCounts } from './comparable-counts.ts'

export interface DriftGroup {
  readonly label: string
  readonly reference: number
  readonly current: number
  /** Part of the PSI, in nats. */
  readonly contribution: number
}

export interface DriftSubject {
  readonly frozen: FrozenColumn
  readonly bins: Pick<ComparableCounts, 'ordered' | 'values'>
  /** Counts before pooling. */
  readonly reference: Float64Array
  readonly current: Float64Array
  readonly measured: DriftEvidence
}

/**
 * The bins as they were compared.
 *
 * @param minimumCount a category with fewer rows than this on both sides together is not named
 * @returns in order for numbers; for categories the most changed first
 */
export function driftGroups(subject: DriftSubject, minimumCount: number): DriftGroup[] {
  const { bins, reference, current, measured } = subject
  const { poolMap, pooledReference, pooledCurrent, contributions } = measured
  const members: number[][] = Array.from(pooledReference, () => [])
  for (let bin = 0; bin < poolMap.length; bin++) {
    if (reference[bin]! + current[bin]! > 0) members[poolMap[bin]!]!.push(bin)
  }
  // A group without rows has no members and is left out.
  const order = members.map((_, i) => i).filter((i) => members[i]!.length > 0)
  if (bins.ordered) order.sort((a, b) => members[a]![0]! - members[b]![0]!)
  else order.sort((a, b) => contributions[b]! - contributions[a]! || members[a]![0]! - members[b]![0]!)
  return order.map((i) => ({
    label: bins.ordered ? orderedLabel(subject, members[i]!) : categoryLabel(subject, members[i]!, minimumCount),
    reference: pooledReference[i]!,
    current: pooledCurrent[i]!,
    contribution: contributions[i]!,
  }))
}

/** Bins of a group are neighbours, but for the rest of one from which a rare bin was taken. */
function orderedLabel({ frozen, measured: { poolMap } }: DriftSubject, bins: readonly number[]): string {
  const first = bins[0]!
  const last = bins[bins.length - 1]!
  const label = binLabel(frozen, first, last)
  return poolMap.subarray(first, last + 1).every((group) => group === poolMap[first]) ? label : `others of ${label}`
}

function categoryLabel({ bins, reference, current }: DriftSubject, members: readonly number[], minimumCount: number): string {
  const names = members.map((bin) => bins.values![bin] ?? null)
  if (names.length === 1 && names[0] === null) return 'other values'
  const mayBeNamed = (i: number): boolean => names[i] !== null && reference[members[i]!]! + current[members[i]!]! >= minimumCount
  const named = names.filter((_, i) => mayBeNamed(i))
  if (named.length === 1 && names.length === 1) return quoted(named[0]!)
  if (named.length === 0 || named.length > 3 || named.length < names.length) {
    return names.length === 1 ? 'a rare value' : `${names.includes(null) ? 'all' : names.length} rare values`
  }
  return named.map((name) => quoted(name!)).join(', ')
}

const LONGEST = 40
const quoted = (value: string): string => `"${value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value}"`
