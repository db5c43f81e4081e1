/**
 * Number of single-character edits (insert, delete, substitute, swap of neighbours) between two texts, in code points.
 *
 * The restricted form ("optimal string alignment"): no part is edited twice.
 * Cost: O(length a * length b).
 * Source: Damerau (1964), A technique for computer detection and correction of spelling errors, doi:10.1145/363958.363994.
 * @example editDistance('labl', 'label') // => 1
 * @example editDistance('lable', 'label') // => 1
 */
export function editDistance(a: string, b: string): number {
  const from = [...a]
  const to = [...b]
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const substitute = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      let best = Math.min(substitute, last[j]! + 1, row[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) best = Math.min(best, beforeLast[j - 2]! + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[to.length]!
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_.-]+/g, '_')

/** Longer names are not compared: nobody misspells them by hand, and the cost is the product of the lengths. */
const LONGEST = 200

/**
 * The name that a misspelt one probably means, or undefined when none is near.
 *
 * Near: at most one edit per three characters (at least one, at most four); letter case, blanks, dots, dashes and
 * underscores count nothing; a name that begins with the typed text (three characters or more), or the other way round, is near too.
 * Ties go to the name listed first.
 * @example nearestName('is_cancelled', ['hotel', 'is_canceled']) // => 'is_canceled'
 */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  const wanted = plain(typed.slice(0, LONGEST))
  if (wanted === '') return undefined
  const limit = Math.min(4, Math.max(1, Math.floor([...wanted].length / 3)))
  let best: string | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  for (const name of names) {
    const candidate = plain(name.slice(0, LONGEST))
    const distance = distanceWithin(wanted, candidate, limit)
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

function distanceWithin(wanted: string, candidate: string, limit: number): number {
  if (wanted === candidate) return 0
  const beginsAlike =
    Math.min(wanted.length, candidate.length) >= 3 && (candidate.startsWith(wanted) || wanted.startsWith(candidate))
  // A shared beginning ranks behind every real misspelling.
  const alike = beginsAlike ? limit + 0.5 : Number.POSITIVE_INFINITY
  if (Math.abs(wanted.length - candidate.length) > limit) return alike
  const distance = editDistance(wanted, candidate)
  return distance <= limit ? distance : alike
}
