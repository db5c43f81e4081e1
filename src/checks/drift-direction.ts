import type { DriftEvidence } from '../stats/drift-evidence.ts'

const WORDS: readonly (readonly [string, string])[] = [
  ['higher', 'lower'],
  ['wider', 'narrower'],
  ['more skewed upwards', 'more skewed downwards'],
  ['more at both ends', 'less at both ends'],
]
/** A second direction is named when it is at least half as strong as the first, in the components' own units. */
const SECOND = 0.5
/** Below this share of the whole change the directions explain nothing, and none is named. */
const LEAST_SHARE = 0.1

/**
 * In words, which way an ordered column moved: by its strongest component (location, spread, skewness, tails) and a second one that is
 * nearly as strong. A move in location explains a part of the others, so it is named first when it is at all strong.
 *
 * @returns null where the change follows none of the directions (single bins rose and fell)
 */
export function driftDirection({ components, x, t }: Pick<DriftEvidence, 'components' | 'x' | 't'>): string | null {
  if (components === null || components.length === 0 || t === null || t < LEAST_SHARE * x || t === 0) return null
  const strengths = [...components].map(Math.abs)
  const strongest = Math.max(...strengths)
  const named: string[] = []
  for (const [i, strength] of strengths.entries()) {
    if (strength >= SECOND * strongest && named.length < 2) named.push(WORDS[i]![components[i]! > 0 ? 0 : 1]!)
  }
  return named.join(' and ')
}
