/** What a month's history says of each check's limits. */
import { formatNumber } from '../../checks/numbers.ts'
import { groupBy } from '../../feedback/group-by.ts'
import { readAlerts } from '../../feedback/read-alerts.ts'
import { countAlerts } from '../../feedback/summarise-alerts.ts'
import { type CheckTuning, type LimitTuning, tuneCheck } from '../../feedback/tune-check.ts'
import { listed, plural } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** As many alerts right as wrong, or more: the limit is not what is wrong. */
const WORTH_KEEPING = 0.5

interface Tuned {
  readonly tuning: CheckTuning
  readonly judged: number
  readonly right: number
  readonly isRight: boolean
  /** What to change; empty where people called the alerts right, or nothing fires too often. */
  readonly proposals: readonly LimitTuning[]
}

/**
 * Warns when a check fired in more windows than the budget allows and one of its limits can be set so that it would not have; proposals are
 * withheld for a check whose alerts people called right.
 */
export async function thresholdTuning(evidence: MonitorEvidence, budget: number): Promise<LineAnswer> {
  const { monitor, store, period } = evidence
  const show = ['show', monitor.name]
  const gap = await evidence.gap()
  if (gap) return gap
  const alerts = await readAlerts(store, monitor, { fromUs: period.startUs, asOfUs: evidence.asOfUs })
  const opinions = groupBy(alerts, ({ finding }) => finding.check)
  const tuned = [...groupBy(await evidence.findings(), ({ check }) => check)].map(([check, findings]): Tuned => {
    const tuning = tuneCheck(monitor, findings, budget)
    const { judged, right } = countAlerts(opinions.get(check) ?? [])
    const isRight = judged > 0 && right / judged >= WORTH_KEEPING
    return { tuning, judged, right, isRight, proposals: isRight ? [] : tuning.limits.filter(({ proposed }) => proposed !== null) }
  })
  const often = tuned.filter(({ tuning }) => tuning.failed + tuning.warned > budget)
  const proposed = tuned.filter(({ proposals }) => proposals.length > 0)
  const kept = often.filter(({ isRight }) => isRight)
  const fixed = often.filter(({ proposals, isRight }) => proposals.length === 0 && !isRight)
  const budgetText = plural(budget, 'window')
  const parts = [
    `${plural(tuned.length, 'check')} ${evidence.when}, ${often.length === 0 ? 'none' : often.length} fired in more than ${budgetText}`,
    ...proposed.map((t) => proposalText(t)),
    ...(kept.length > 0
      ? [`kept, because people called it right: ${listed(kept.map((t) => `${t.tuning.check} (${t.right} of ${t.judged})`))}`]
      : []),
    ...(fixed.length > 0 ? [`no proposal for ${listed(fixed.map(fixedText))}`] : []),
  ]
  return {
    status: proposed.length > 0 ? 'warn' : 'ok',
    evidence: parts.join('; '),
    values: {
      budget,
      checks: tuned.map(({ tuning, judged, right, proposals }) => ({
        check: tuning.check,
        metric: tuning.metric,
        windows: tuning.windows,
        windows_failed: tuning.failed,
        windows_warned: tuning.warned,
        judged,
        right,
        min: tuning.values?.min ?? null,
        median: tuning.values?.median ?? null,
        max: tuning.values?.max ?? null,
        limits: tuning.limits.map((limit) => ({
          key: limit.key,
          current: limit.current,
          fired: limit.fired,
          proposed: proposals.includes(limit) ? limit.proposed : null,
          would_fire: proposals.includes(limit) ? limit.wouldFire : limit.fired,
        })),
      })),
    },
    command: proposed[0]
      ? ['export', 'findings', '--where', `"check" = '${proposed[0].tuning.check.replaceAll("'", "''")}'`]
      : show,
  }
}

function proposalText({ tuning, proposals }: Tuned): string {
  const changes = proposals.map(
    ({ key, current, proposed, fired, wouldFire }) =>
      `${key} from ${formatNumber(current)} to ${formatNumber(proposed!)} (${fired} to ${wouldFire} of ${plural(tuning.windows, 'window')})`,
  )
  return `${tuning.check}: ${changes.join(', ')}`
}

const fixedText = ({ tuning }: Tuned): string => {
  const why = tuning.limits.length === 0 ? 'its limits are fixed' : 'no limit in range'
  return `${tuning.check} (${plural(tuning.failed + tuning.warned, 'window')}, ${why})`
}
