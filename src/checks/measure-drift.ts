/** Everything the drift verdict of one column rests on: all bins, direction, and rare bins that became common. */
import { type DriftEvidence, type DriftOptions, driftEvidence } from '../stats/drift-evidence.ts'
import { psiWithCorrection } from '../stats/psi-with-correction.ts'
import { chiSquaredUpperQuantile } from '../stats/special-functions.ts'
import { hasLargeBin, rareBins } from './rare-bins.ts'

export interface ColumnDrift extends DriftEvidence {
  /** p of all bins and direction; null when one pooled bin remains. */
  readonly baseP: number | null
  /** p of the rare bins' test; null when no rare bin rose. */
  readonly rareP: number | null
  /** The rare bins decided: they stand as a group of their own in the pooled counts. */
  readonly byRareBins: boolean
}

/** Weight of the rare bins' test: it may raise the rate of false alarms by one tenth at most, and what it finds is blatant. */
const WEIGHT = 10
const CHANCE = 0.001
const LARGEST_HIDDEN_SIZE = 0.5

/**
 * The evidence of `driftEvidence`, and where it is less surprising than ten times the rare bins' p-value, the rare bins' instead.
 *
 * A column whose rows all fall into one pooled bin is judged by the rare bins alone, if its rows suffice to see a change at all.
 */
export function measureDrift(reference: Float64Array, current: Float64Array, options: DriftOptions): ColumnDrift {
  const base = driftEvidence(reference, current, options)
  const rare = rareBins(reference, current, options.wobble?.x ?? null)
  const chance = 1 / base.referenceRows + 1 / base.currentRows
  const oneBin = base.p === null
  const baseP = base.p ?? 1
  const rareP = rare === null ? null : Math.min(1, WEIGHT * rare.p)
  const common = {
    baseP: base.p,
    rareP: rare?.p ?? null,
    insufficient: oneBin
      ? chiSquaredUpperQuantile(CHANCE, 1) * chance > LARGEST_HIDDEN_SIZE || !hasLargeBin(reference, current)
      : base.insufficient,
  }
  if (rare === null || rareP === null || rareP >= baseP || rareP > 0.05)
    return { ...base, ...common, p: baseP, byRareBins: false }
  const split = splitOff(reference, current, base, rare.bins)
  const df = split.pooledReference.length - 1
  return {
    ...base,
    ...common,
    ...split,
    p: rareP,
    size: Math.max(base.size, rare.size),
    chanceBound: chiSquaredUpperQuantile(CHANCE, df) * chance * base.wobbleFactor,
    byRareBins: true,
  }
}

/** The pooled bins with the rare ones as a group of their own. */
function splitOff(
  reference: Float64Array,
  current: Float64Array,
  base: DriftEvidence,
  bins: readonly number[],
): Pick<ColumnDrift, 'poolMap' | 'pooledReference' | 'pooledCurrent' | 'psi' | 'contributions'> {
  const own = base.pooledReference.length
  const map = base.poolMap.slice()
  for (const bin of bins) map[bin] = own
  // A group that held nothing but these bins is gone; the others move up.
  const used = [...new Set(map)].sort((a, b) => a - b)
  const poolMap = map.map((group) => used.indexOf(group))
  const pooledReference = new Float64Array(used.length)
  const pooledCurrent = new Float64Array(used.length)
  for (let bin = 0; bin < poolMap.length; bin++) {
    pooledReference[poolMap[bin]!]! += reference[bin]!
    pooledCurrent[poolMap[bin]!]! += current[bin]!
  }
  const { statistic, contributions } = psiWithCorrection(
    pooledReference,
    pooledCurrent,
    base.referenceRows,
    base.currentRows,
    0.5,
  )
  return { poolMap, pooledReference, pooledCurrent, psi: statistic, contributions }
}
