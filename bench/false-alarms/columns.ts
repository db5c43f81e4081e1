/** The thirty columns of the measurement, drawn row by row. */
import type { Random } from '../../src/stats/random.ts'

/** How a column may be changed for a detection case. */
export interface Change {
  /** Added to a numeric column, in its standard deviations (of the normal that makes it). */
  readonly shift?: number
  /** Standard deviation times this. */
  readonly stretch?: number
  /** This share of rows lies far above everything. */
  readonly tail?: number
  /** Share of the first category, instead of its own. */
  readonly firstShare?: number
}

export const NO_CHANGE: Change = {}

export interface NumericColumn {
  readonly kind: 'numeric'
  readonly name: string
  readonly draw: (random: Random, change: Change) => number
}

export interface CategoricalColumn {
  readonly kind: 'categorical'
  readonly name: string
  /** Category number from 0. */
  readonly draw: (random: Random, change: Change) => number
  readonly levels: number
}

export type BenchColumn = NumericColumn | CategoricalColumn

/** A standard normal draw after the change; every numeric column is made from one. */
function changed(random: Random, { shift = 0, stretch = 1, tail = 0 }: Change): number {
  if (tail > 0 && random.uniform() < tail) return 12 + random.uniform()
  return random.normal() * stretch + shift
}

const normal = (name: string): NumericColumn => ({ kind: 'numeric', name, draw: changed })
const logNormal = (name: string): NumericColumn => ({
  kind: 'numeric',
  name,
  draw: (random, change) => Math.exp(changed(random, change)),
})
const zeroInflated = (name: string, zeros: number): NumericColumn => ({
  kind: 'numeric',
  name,
  draw: (random, change) => (random.uniform() < zeros ? 0 : Math.exp(changed(random, change))),
})
/** Whole numbers with a long tail: a rounded log-normal, mean about `scale`. */
const counts = (name: string, scale: number): NumericColumn => ({
  kind: 'numeric',
  name,
  draw: (random, change) => Math.floor(scale * Math.exp(0.7 * changed(random, change))),
})
/** Student's t with two degrees of freedom: a normal over the root of half an exponential. */
const heavyTailed = (name: string): NumericColumn => ({
  kind: 'numeric',
  name,
  draw: (random, change) => changed(random, change) / Math.sqrt(-Math.log(1 - random.uniform())),
})

/** Levels with shares proportional to 1 / rank^power; power 0: all alike. */
function categories(name: string, levels: number, power: number): CategoricalColumn {
  const weights = Array.from({ length: levels }, (_, i) => (i + 1) ** -power)
  const plain = cumulate(weights)
  const cache = new Map<number, Float64Array>()
  const withFirst = (share: number): Float64Array => {
    const rest = weights.slice(1).reduce((a, b) => a + b, 0)
    return cumulate([share, ...weights.slice(1).map((w) => (w / rest) * (1 - share))])
  }
  return {
    kind: 'categorical',
    name,
    levels,
    draw: (random, { firstShare }) => {
      let steps = plain
      if (firstShare !== undefined) {
        steps = cache.get(firstShare) ?? withFirst(firstShare)
        cache.set(firstShare, steps)
      }
      return search(steps, random.uniform())
    },
  }
}

function cumulate(weights: readonly number[]): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0)
  let sum = 0
  return Float64Array.from(weights, (w) => {
    sum += w / total
    return sum
  })
}

function search(steps: Float64Array, u: number): number {
  let low = 0
  let high = steps.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (steps[middle]! <= u) low = middle + 1
    else high = middle
  }
  return low
}

export const COLUMNS: readonly BenchColumn[] = [
  ...Array.from({ length: 5 }, (_, i) => normal(`normal_${i}`)),
  ...Array.from({ length: 5 }, (_, i) => logNormal(`log_normal_${i}`)),
  ...Array.from({ length: 4 }, (_, i) => zeroInflated(`zero_inflated_${i}`, 0.3 + 0.2 * i)),
  ...Array.from({ length: 4 }, (_, i) => counts(`counts_${i}`, [1, 3, 10, 40][i]!)),
  ...Array.from({ length: 4 }, (_, i) => heavyTailed(`t2_${i}`)),
  ...[2, 3, 5, 10, 20, 50, 100, 200].map((levels, i) => categories(`categories_${levels}`, levels, i % 2)),
]

export const NORMAL_COLUMNS: readonly BenchColumn[] = Array.from({ length: 30 }, (_, i) => normal(`normal_${i}`))

/** A category of ten percent among ten, and one of 0.3 %, for the detection cases. */
export const TENTHS = categories('tenths', 10, 0)
export const RARE: CategoricalColumn = withShare('rare', 10, 0.003)
/** One value in all but one of ten thousand rows. */
export const NEARLY_CONSTANT: CategoricalColumn = withShare('nearly_constant', 2, 0.0001)

/** The first category has this share, the others share the rest alike. */
function withShare(name: string, levels: number, share: number): CategoricalColumn {
  const column = categories(name, levels, 0)
  return { ...column, draw: (random, change) => column.draw(random, { firstShare: share, ...change }) }
}
