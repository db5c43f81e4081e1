/** Which granularity is scanned, and which ones are merged from it. */
import { derivesFrom, type Granularity, rootGranularity } from '../core/granularity.ts'

export interface RootPlan {
  /** Windows of this granularity are scanned; undefined when there are only `n rows` granularities. */
  readonly root: Granularity | undefined
  /** The user's calendar granularities, finest first; the root is among them unless it is a helper. */
  readonly calendar: readonly Granularity[]
  /** `n rows` granularities are scanned on their own. */
  readonly rows: readonly Granularity[]
}

export function planRoots(granularities: readonly Granularity[]): RootPlan {
  const calendar = granularities
    .filter((g) => g.unit !== 'rows')
    .toSorted((a, b) => (derivesFrom(a, b) ? 1 : derivesFrom(b, a) ? -1 : 0))
  return { root: rootGranularity(granularities), calendar, rows: granularities.filter((g) => g.unit === 'rows') }
}
