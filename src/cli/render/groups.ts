/** The bins of a drift finding as bars: reference and current side by side, and where the change is. */
import { type EvidenceGroup, evidenceGroups } from '../../checks/evidence-groups.ts'
import { formatPoints, formatShare } from '../../checks/numbers.ts'
import type { JsonValue } from '../../core/json.ts'
import { bar } from './bars.ts'
import type { Style } from './style.ts'
import { cutText, padEnd, padStart, safeText, textWidth } from './text-width.ts'

export interface ShownGroup {
  readonly label: string
  /** Shares of the rows on each side. */
  readonly reference: number
  readonly current: number
  /** Share of the whole change. */
  readonly part: number
  /** How many bins stand together in this line; 1 for a bin of its own. */
  readonly bins: number
}

const SHOWN = 10

/** Bins from a finding's evidence; empty where it has none. */
export function groupsOf(evidence: JsonValue | undefined): readonly ShownGroup[] {
  const groups = evidenceGroups(evidence)
  const total = (of: (group: EvidenceGroup) => number): number => groups.reduce((sum, group) => sum + of(group), 0)
  const rows = [total((g) => g.reference), total((g) => g.current), total((g) => g.contribution)] as const
  return groups.map((g) => ({
    label: g.label,
    reference: rows[0] > 0 ? g.reference / rows[0] : 0,
    current: rows[1] > 0 ? g.current / rows[1] : 0,
    part: rows[2] > 0 ? g.contribution / rows[2] : 0,
    bins: 1,
  }))
}

/** At most ten lines in the order given: those that changed most, the others between them in one line each run. */
export function condense(groups: readonly ShownGroup[], most = SHOWN): readonly ShownGroup[] {
  if (groups.length <= most) return groups
  const kept = new Set(
    groups
      .map((group, i) => ({ i, part: group.part }))
      .toSorted((a, b) => b.part - a.part)
      .slice(0, Math.max(1, most >> 1))
      .map(({ i }) => i),
  )
  const shown: ShownGroup[] = []
  let run: ShownGroup[] = []
  const endRun = (): void => {
    if (run.length === 1) shown.push(run[0]!)
    else if (run.length > 1) {
      const sum = (of: (group: ShownGroup) => number): number => run.reduce((total, group) => total + of(group), 0)
      shown.push({
        label: `… ${run.length} bins`,
        reference: sum((g) => g.reference),
        current: sum((g) => g.current),
        part: sum((g) => g.part),
        bins: run.length,
      })
    }
    run = []
  }
  for (const [i, group] of groups.entries()) {
    if (kept.has(i)) {
      endRun()
      shown.push(group)
    } else run.push(group)
  }
  endRun()
  return shown
}

const PERCENT = 7
const CHANGE = 6
const PART = 6
const GAP = '  '

/** A line for each bin: its bar and share on both sides, the difference in points, and how much of the whole change it is. */
export function groupLines(groups: readonly ShownGroup[], width: number, style: Style): readonly string[] {
  const shown = condense(groups)
  const label = Math.min(22, Math.max(8, ...shown.map((group) => textWidth(safeText(group.label)))))
  const room = width - GAP.length * 5 - label - 2 * (PERCENT + 1) - CHANGE - PART
  const barWidth = Math.max(3, Math.min(16, room >> 1))
  const longest = Math.max(1e-9, ...shown.filter((g) => g.bins === 1).flatMap((g) => [g.reference, g.current]))
  const side = (group: ShownGroup, share: number): string =>
    `${padEnd(group.bins === 1 ? bar(share / longest, barWidth) : '', barWidth)} ${padStart(formatShare(share), PERCENT)}`
  const sideWidth = barWidth + PERCENT + 1
  const head = [
    '',
    padEnd('', label),
    padEnd('reference', sideWidth),
    padEnd('current', sideWidth),
    padStart('points', CHANGE),
    padStart('part', PART),
  ]
  return [
    style.quiet(head.join(GAP)),
    ...shown.map((group) => {
      const change = group.current - group.reference
      const sign = change > 0 ? '+' : change < 0 ? '−' : ' '
      const cells = [
        '',
        padStart(cutText(safeText(group.label), label), label),
        side(group, group.reference),
        side(group, group.current),
        padStart(
          `${sign}${formatPoints(change)
            .replace(/ points?$/, '')
            .replace('under ', '<')}`,
          CHANGE,
        ),
        padStart(`${Math.round(group.part * 100)} %`, PART),
      ]
      const line = cells.join(GAP)
      return group.bins === 1 ? line : style.quiet(line)
    }),
  ]
}
