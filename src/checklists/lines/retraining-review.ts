/** What was decided about retraining, was it done, and did it help? */
import { WHOLE } from '../../core/window.ts'
import type { ProfileRow } from '../../metrics/rows.ts'
import type { ActionRun, Decision } from '../../store/journal.ts'
import { listed, notApplicable, plural } from '../answers.ts'
import { rowsEnded } from '../baseline.ts'
import { type LineAnswer, type LineStatus, worstStatus } from '../checklist.ts'
import { compareQuality, comparisonText, comparisonValue } from '../compare-quality.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'
import { dateText } from '../period.ts'
import { poolQuality } from '../pooled-quality.ts'

/**
 * Decisions whose as-of lies in the month, and what their actions did. An action that failed, or advice of urgency HIGH that nobody followed,
 * fails; other advice that nobody followed, or a month without a decision, warns.
 */
export async function retrainingReview(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor, store, period } = evidence
  const command = ['decide', '--monitor', monitor.name]
  const decisions = (await store.journal.decisions({ monitor: monitor.name })).filter(
    ({ asOfUs }) => asOfUs > period.startUs && asOfUs <= period.endUs,
  )
  const runs = await store.journal.actionRuns({ monitor: monitor.name })
  const versions = await newVersions(evidence)
  if (decisions.length === 0) {
    const worth = versions.map(({ text }) => text)
    if (monitor.retraining === null && worth.length === 0)
      return notApplicable('no decision was recorded, and no retraining is configured', command)
    return {
      status: 'warn',
      evidence: [`no decision was recorded ${evidence.when}: leeway decide makes one`, ...worth].join('; '),
      values: { decisions: [], versions: versions.map(({ value }) => value) },
      command,
    }
  }
  const reviewed = decisions.map((decision) => reviewOf(decision, runs, versions, monitor.retraining?.trainedAt ?? null))
  const advised = reviewed.filter(({ decision }) => decision.shouldRetrain)
  const followed = advised.filter((r) => r.followed)
  const failed = reviewed.flatMap(({ actions }) => actions.filter(({ status }) => status === 'failed'))
  const open = advised.filter((r) => !r.followed)
  const parts = [
    `${plural(decisions.length, 'decision')}, ${advised.length === 0 ? 'none advised' : `${advised.length} advised`} to retrain`,
    ...(advised.length > 0 ? [`${followed.length} followed`] : []),
    ...(failed.length > 0 ? [`failed: ${listed(failed.map(({ action }) => action))}`] : []),
    ...(open[0] ? [`not followed: ${open[0].decision.reasons.join(', ') || 'no reason'} (${open[0].decision.urgency})`] : []),
    ...versions.map(({ text }) => text),
  ]
  return {
    status: worstStatus(reviewed.map((r) => r.status)),
    evidence: parts.join('; '),
    values: {
      decisions: reviewed.map(({ decision, followed: done, actions }) => ({
        id: decision.id,
        as_of: new Date(decision.asOfUs / 1000).toISOString(),
        should_retrain: decision.shouldRetrain,
        urgency: decision.urgency,
        reasons: [...decision.reasons],
        blocked_by: decision.blockedBy,
        followed: decision.shouldRetrain ? done : null,
        actions: actions.map(({ action, status, attempts }) => ({ action, status, attempts })),
      })),
      versions: versions.map(({ value }) => value),
    },
    command,
  }
}

interface Reviewed {
  readonly decision: Decision
  readonly actions: readonly ActionRun[]
  readonly followed: boolean
  readonly status: LineStatus
}

/** Followed: an action was done, or a newer model came: trained later, or a version that had never predicted before. */
function reviewOf(
  decision: Decision,
  runs: readonly ActionRun[],
  versions: readonly NewVersion[],
  trainedAt: { readonly kind: string; readonly us?: number } | null,
): Reviewed {
  const actions = runs.filter(({ decisionId }) => decisionId === decision.id)
  const trainedLater = trainedAt?.us !== undefined && trainedAt.us >= decision.asOfUs
  const followed =
    actions.some(({ status }) => status === 'done') || trainedLater || versions.some(({ firstUs }) => firstUs >= decision.asOfUs)
  const hasFailed = actions.some(({ status }) => status === 'failed')
  const status: LineStatus = hasFailed
    ? 'fail'
    : !decision.shouldRetrain || followed
      ? 'ok'
      : decision.blockedBy !== null || decision.urgency !== 'HIGH'
        ? 'warn'
        : 'fail'
  return { decision, actions, followed, status }
}

interface NewVersion {
  readonly firstUs: number
  readonly text: string
  readonly value: {
    readonly [key: string]: string | number | null | readonly { readonly [key: string]: string | number | null }[]
  }
}

/** Model versions that predicted for the first time in the period, with their quality against the other versions'. */
async function newVersions(evidence: MonitorEvidence): Promise<readonly NewVersion[]> {
  const { monitor, period } = evidence
  const [size] = evidence.granularities
  if (monitor.modelId === undefined || evidence.isSnapshot || !size) return []
  const rows = (await evidence.segmentRows()).filter(
    ({ segment, logType, window }) => segment.sliceKey === null && logType === 'INPUT' && window?.granularity === size.text,
  )
  const byModel = new Map<string, ProfileRow[]>()
  for (const row of rows)
    if (row.segment.modelId !== null) byModel.set(row.segment.modelId, [...(byModel.get(row.segment.modelId) ?? []), row])
  // What the store begins with is not new.
  const beginning = Math.min(...rows.map(({ window }) => window!.startUs))
  return [...byModel].flatMap(([modelId, own]): NewVersion[] => {
    const firstUs = Math.min(...own.map(({ window }) => window!.startUs))
    if (firstUs <= beginning || firstUs < period.startUs || firstUs >= period.endUs) return []
    const now = poolQuality(rowsEnded(own, { ...WHOLE, modelId }, size, { startUs: firstUs, endUs: period.endUs }))
    const others = rows.filter(
      ({ segment, window }) => segment.modelId !== null && segment.modelId !== modelId && window!.endUs <= period.endUs,
    )
    const compared = monitor.problem === undefined ? [] : compareQuality(monitor, poolQuality(others), now)
    const worth = compared[0] ? comparisonText(compared[0]) : 'too few labels to say whether it is better'
    return [
      {
        firstUs,
        text: `model ${modelId} since ${dateText(firstUs, monitor.timeZone)}: ${worth}`,
        value: {
          model_id: modelId,
          first: new Date(firstUs / 1000).toISOString(),
          labelled: now.labelled,
          metrics: compared.map((c) => comparisonValue(c) as { readonly [key: string]: string | number | null }),
        },
      },
    ]
  })
}
