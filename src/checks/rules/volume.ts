/** Did as many rows come as usually at this place in the week? */

import { robustZ } from '../../stats/robust-z.ts'
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatFactor } from '../numbers.ts'

export const volumeRule = { name: 'volume', scope: 'window', judge: judgeVolume } as const

/** With fewer earlier windows their middle and their spread say nothing. */
const FEWEST_WINDOWS = 3
const MOST_WINDOWS = 8
const FACTORS = { warn: 1.5, fail: 2 } as const
const P_LIMIT = 0.001
function judgeVolume({ evidence }: RuleContext, { segment }: SegmentEvidence): readonly Draft[] {
  const { rows, complete, volumeHistory, window } = evidence
  if (!complete || volumeHistory === null) return []
  const base = {
    segment,
    columnName: ':table',
    check: 'volume',
    metric: 'count',
    theme: 'data',
    severity: SEVERITIES.delivery,
    value: rows,
    nCurrent: rows,
  } as const
  const history = volumeHistory.slice(0, MOST_WINDOWS)
  if (history.length < FEWEST_WINDOWS) {
    return [
      {
        ...base,
        status: 'insufficient_data',
        sentence: `${formatCount(rows)} rows; what is usual is known after ${FEWEST_WINDOWS} comparable windows, and there are ${history.length}`,
      },
    ]
  }
  const { usual, status, pValue, factor, fewer } = compareRows(history, rows)!
  const compared = `${comparison(window.granularity)} ${history.length}`
  const usually = `usually ${formatCount(usual)} (${compared})`
  const sentence =
    status === 'ok'
      ? `${formatCount(rows)} rows, ${usually}`
      : rows === 0
        ? `no rows came, ${usually}`
        : `${formatCount(rows)} rows came, ${fewer ? `${formatFactor(factor)} fewer than` : `${formatFactor(factor)} as many as`} usual: ${usually}`
  return [
    {
      ...base,
      status,
      referenceValue: usual,
      threshold: status === 'warn' ? FACTORS.warn : FACTORS.fail,
      nReference: history.length,
      pValue,
      effect: factor,
      sentence,
      ...(status === 'ok' ? {} : { evidence: { history, direction: fewer ? 'lower' : 'higher' } }),
    },
  ]
}

export interface RowsComparison {
  readonly status: 'ok' | 'warn' | 'fail'
  /** Median of the earlier windows. */
  readonly usual: number
  readonly pValue: number
  /** How many times more, or fewer. */
  readonly factor: number
  readonly fewer: boolean
}

/**
 * Is this number of rows surprising, and far from the usual one?
 *
 * @param history rows of comparable earlier windows, newest first; more than 8 are not looked at
 * @returns null with fewer than 3 of them
 */
export function compareRows(history: readonly number[], rows: number): RowsComparison | null {
  const compared = history.slice(0, MOST_WINDOWS)
  if (compared.length < FEWEST_WINDOWS) return null
  const { pValue, factor: ratio } = robustZ(compared, rows)
  const factor = Math.max(ratio, 1 / ratio)
  const surprising = pValue <= P_LIMIT
  const status = surprising && factor >= FACTORS.fail ? 'fail' : surprising && factor >= FACTORS.warn ? 'warn' : 'ok'
  return { status, usual: median(compared), pValue, factor, fewer: ratio < 1 }
}

/** Weeks, months and years are compared with the windows just before, days and shorter ones with the same place in the week. */
function comparison(granularity: string | null): string {
  if (granularity === '1 day') return 'the same weekday, last'
  if (granularity !== null && /minute|hour/.test(granularity)) return 'the same weekday and time, last'
  return 'the last'
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
