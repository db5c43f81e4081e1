/** What was decided about retraining, was it done, and did it help? */
import type { Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import { minusDuration } from '../../plan/comparands.ts'
import { type LastRetraining, lastRetraining } from '../../retraining/last-retraining.ts'
import { readMonitorRecord } from '../../retraining/monitor-record.ts'
import { type TrainingSources, trainingTime } from '../../retraining/training-time.ts'
import type { ActionRun, Decision } from '../../store/journal.ts'
import { listed, notApplicable, plural } from '../answers.ts'
import { type LineAnswer, type LineStatus, worstStatus } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/**
 * Decisions whose as-of lies in the month, and what their actions did. An action that failed, or advice of urgency HIGH that nobody followed,
 * fails; other advice that nobody followed, a month without a decision, or a retraining that made the model worse, warns.
 */
export async function retrainingReview(evidence: MonitorEvidence, sources: TrainingSources): Promise<LineAnswer> {
  const { monitor, store, period } = evidence
  const command = ['decide', '--monitor', monitor.name]
  const decisions = (await store.journal.decisions({ monitor: monitor.name })).filter(
    ({ asOfUs }) => asOfUs > period.startUs && asOfUs <= period.endUs,
  )
  const runs = await store.journal.actionRuns({ monitor: monitor.name })
  const trained = monitor.retraining?.trainedAt ? await trainingTime(monitor, sources) : null
  const trainedAtUs = trained && 'us' in trained ? trained.us : null
  const last = await lastRetraining(await readMonitorRecord(store, monitor, evidence.asOfUs), trainedAtUs)
  // One of an earlier month was reviewed then.
  const recent = last && last.atUs >= period.startUs ? last : null
  const worth = recent ? [recent.sentence] : []
  const worthStatus: LineStatus = recent?.verdict === 'worse' ? 'warn' : 'ok'
  if (decisions.length === 0) {
    if (monitor.retraining === null && recent === null)
      return notApplicable('no decision was recorded, and no retraining is configured', command)
    return {
      status: 'warn',
      evidence: [`no decision was recorded ${evidence.when}: leeway decide makes one`, ...worth].join('; '),
      values: { decisions: [], last_retraining: recent && retrainingValue(recent) },
      command,
    }
  }
  const reviewed = decisions.map((decision) => reviewOf(monitor, decision, runs, decisions, [trainedAtUs, last?.atUs ?? null]))
  const advised = reviewed.filter(({ decision }) => decision.shouldRetrain)
  const followed = advised.filter((r) => r.followed)
  const failed = reviewed.flatMap(({ actions }) => actions.filter(({ status }) => status === 'failed'))
  const open = advised.filter((r) => !r.followed)
  const parts = [
    `${plural(decisions.length, 'decision')}, ${advised.length === 0 ? 'none advised' : `${advised.length} advised`} to retrain`,
    ...(advised.length > 0 ? [`${followed.length} followed`] : []),
    ...(failed.length > 0 ? [`failed: ${listed(failed.map(({ action }) => action))}`] : []),
    ...(open[0] ? [`not followed: ${open[0].decision.reasons.join(', ') || 'no reason'} (${open[0].decision.urgency})`] : []),
    ...worth,
  ]
  return {
    status: worstStatus([...reviewed.map((r) => r.status), worthStatus]),
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
      last_retraining: recent && retrainingValue(recent),
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

/** Followed: an action of this or a later decision was done, or one so shortly before it that its cooldown holds, or a newer model came. */
function reviewOf(
  monitor: Monitor,
  decision: Decision,
  runs: readonly ActionRun[],
  decisions: readonly Decision[],
  newerModelUs: readonly (number | null)[],
): Reviewed {
  const { asOfUs, urgency, shouldRetrain, blockedBy } = decision
  const actions = runs.filter(({ decisionId }) => decisionId === decision.id)
  const cooldown = monitor.retraining?.cooldown ?? null
  const sinceUs = cooldown === null ? asOfUs : minusDuration(asOfUs, cooldown, monitor.timeZone)
  const covering = new Set(decisions.filter((d) => d.asOfUs >= sinceUs).map(({ id }) => id))
  const followed =
    runs.some(({ decisionId, status }) => status === 'done' && covering.has(decisionId)) ||
    newerModelUs.some((us) => us !== null && us >= asOfUs)
  const hasFailed = actions.some(({ status }) => status === 'failed')
  const ignored: LineStatus = blockedBy !== null || urgency !== 'HIGH' ? 'warn' : 'fail'
  return { decision, actions, followed, status: hasFailed ? 'fail' : !shouldRetrain || followed ? 'ok' : ignored }
}

const retrainingValue = (last: LastRetraining): { readonly [key: string]: JsonValue } => ({
  at: new Date(last.atUs / 1000).toISOString(),
  from_version: last.fromVersion,
  to_version: last.toVersion,
  metric: last.metric,
  before: last.before.value,
  after: last.after.value,
  change: last.change,
  p_value: last.pValue,
  verdict: last.verdict,
})
