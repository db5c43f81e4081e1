/** The pooled bins of a drift check with names, so that a person sees where the change is. */
import type { DriftEvidence } from '../stats/drift-evidence.ts'
import type { FrozenColumn } from '../store/store.ts'
import { coarseLabels, joinedLabel } from './coarse-labels.ts'

export interface DriftGroup {
  readonly label: string
  readonly reference: number
  readonly current: number
  /** Part of the PSI, in nats. */
  readonly contribution: number
}

export interface DriftSubject {
  readonly frozen: FrozenColumn
  readonly ordered: boolean
  /** Counts before pooling. */
  readonly reference: Float64Array
  readonly current: Float64Array
  readonly measured: DriftEvidence
}

/**
 * The bins as they were compared.
 *
 * @param minimumCount a category with fewer rows than this on both sides together is not named
 * @returns in order for numbers; for categories as frozen, joined rare values under one name
 */
export function driftGroups({ frozen, ordered, reference, current, measured }: DriftSubject, minimumCount: number): DriftGroup[] {
  const { poolMap, pooledReference, pooledCurrent, contributions } = measured
  const labels = coarseLabels(frozen)
  const members: number[][] = Array.from(pooledReference, () => [])
  for (let bin = 0; bin < poolMap.length; bin++) {
    if (reference[bin]! + current[bin]! > 0) members[poolMap[bin]!]!.push(bin)
  }
  return members.map((bins, i) => ({
    label: ordered
      ? joinedLabel(frozen, labels, bins[0]!, bins[bins.length - 1]!)
      : categoryLabel(labels, bins, (bin) => reference[bin]! + current[bin]! >= minimumCount),
    reference: pooledReference[i]!,
    current: pooledCurrent[i]!,
    contribution: contributions[i]!,
  }))
}

function categoryLabel(labels: readonly string[], bins: readonly number[], mayBeNamed: (bin: number) => boolean): string {
  const other = labels.length - 1
  const named = bins.filter((bin) => bin !== other && mayBeNamed(bin))
  const hidden = bins.length - named.length
  if (named.length === 0) return bins.length === 1 && bins[0] === other ? labels[other]! : 'rare values'
  if (hidden === 0 && named.length === 1) return quoted(labels[named[0]!]!)
  if (named.length > 3) return `${bins.length} rare values`
  return [...named.map((bin) => quoted(labels[bin]!)), ...(hidden > 0 ? ['rare values'] : [])].join(', ')
}

const LONGEST = 40
const quoted = (value: string): string => `"${value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value}"`
