import { LeewayError } from '../core/errors.ts'
import { assertCount } from './check-values.ts'

/** Rows with a property among all rows. */
export interface ShareCounts {
  readonly successes: number
  readonly rows: number
}

/** Throws STATS_EMPTY without rows, STATS_DOMAIN unless 0 <= successes <= rows. */
export function assertShare(name: string, share: ShareCounts): void {
  assertCount(`${name} successes`, share.successes)
  assertCount(`${name} rows`, share.rows)
  if (share.rows === 0) throw new LeewayError('STATS_EMPTY', `the ${name} share has no rows`)
  if (share.successes > share.rows) {
    throw new LeewayError('STATS_DOMAIN', `the ${name} share counts ${share.successes} successes among ${share.rows} rows`)
  }
}
