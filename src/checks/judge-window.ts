/** Judges one window of one monitor: all segments, columns and checks of its policy. Pure. */
import type { Monitor } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { type Segment, WHOLE, type Window } from '../core/window.ts'
import { benjaminiHochberg } from '../stats/benjamini-hochberg.ts'
import { type Draft, type Family, isLate, isPending, type Policy, type Rule, type RuleAnswer, type RuleContext } from './draft.ts'
import type { SegmentEvidence, WindowEvidence } from './evidence.ts'
import type { Finding } from './finding.ts'
import { findingId } from './finding-id.ts'
import { errorDraft } from './guarded.ts'
import { calibrated } from './policies/calibrated.ts'
import { classic } from './policies/classic.ts'
import { provisionalDraft } from './provisional.ts'

const POLICIES: Readonly<Partial<Record<Monitor['policy'], Policy>>> = { calibrated, classic }

/**
 * All findings of one window, every check's, the fine ones too.
 *
 * A rule that throws becomes a finding with status `error` in its segment; the others are still judged. P-values are adjusted
 * (Benjamini-Hochberg) among the drift checks, and apart from them among the checks of shares and means, over all segments.
 *
 * @throws LeewayError NOT_BUILT for a policy that this version does not have
 */
export function judgeWindow(evidence: WindowEvidence, monitor: Monitor): Finding[] {
  const policy = POLICIES[monitor.policy]
  if (policy === undefined) {
    throw new LeewayError('NOT_BUILT', `policy ${monitor.policy} is not part of this version`, {
      place: monitor.place,
      mend: 'policy: calibrated',
    })
  }
  const context: RuleContext = { monitor, evidence }
  const answers = policy.rules.flatMap((rule) => applyRule(rule, context))
  const drafts = conclude(answers)
  return drafts.map((draft) => toFinding(provisionalDraft(draft, monitor, evidence.provisionalUntilUs), monitor, evidence.window))
}

/** What a window without rows is judged on: its volume. */
const emptySegment = (): SegmentEvidence => ({
  segment: WHOLE,
  current: { rows: 0, columns: new Map(), profile: new Map() },
  reference: null,
  previous: null,
  periods: new Map(),
  baselineDrift: new Map(),
  consecutiveDrift: new Map(),
})

function applyRule(rule: Rule, context: RuleContext): RuleAnswer[] {
  const { segments } = context.evidence
  const whole = segments.find(({ segment }) => isWhole(segment)) ?? emptySegment()
  const judged =
    rule.scope === 'window' ? [whole] : segments.filter(({ segment }) => rule.scope === 'segments' || segment.sliceKey === null)
  return judged.flatMap((segment) => {
    try {
      return rule.judge(context, segment)
    } catch (error) {
      return [errorDraft(segment.segment, ':table', rule.name, error)]
    }
  })
}

const isWhole = ({ sliceKey, modelId }: Segment): boolean => sliceKey === null && modelId === null

function conclude(answers: readonly RuleAnswer[]): Draft[] {
  const adjusted = new Map<Family, Float64Array>()
  for (const family of ['drift', 'shares'] as const) {
    const pValues = answers.filter(isPending).flatMap((answer) => (answer.family === family ? [answer.p] : []))
    adjusted.set(family, benjaminiHochberg(pValues).adjusted)
  }
  const next: Record<Family, number> = { drift: 0, shares: 0 }
  // Late answers follow their rule's columns in the list, so that those are concluded by then.
  return answers.flatMap((answer) => {
    if (isLate(answer)) return answer.late() ?? []
    if (!isPending(answer)) return answer
    return answer.conclude(adjusted.get(answer.family)![next[answer.family]++]!) ?? []
  })
}

function toFinding(draft: Draft, monitor: Monitor, window: Window): Finding {
  const { segment, columnName, check } = draft
  return {
    id: findingId({ monitor: monitor.name, window, segment, columnName, check }),
    monitor: monitor.name,
    window,
    segment,
    columnName,
    check,
    metric: draft.metric,
    theme: draft.theme,
    value: finiteOrNull(draft.value),
    referenceValue: finiteOrNull(draft.referenceValue),
    status: draft.status,
    severity: draft.severity,
    threshold: finiteOrNull(draft.threshold),
    nCurrent: draft.nCurrent ?? null,
    nReference: draft.nReference ?? null,
    pValue: finiteOrNull(draft.pValue),
    effect: finiteOrNull(draft.effect),
    policy: monitor.policy,
    sentence: draft.sentence,
    evidence: draft.evidence ?? {},
  }
}

/** JSON has no infinities. */
const finiteOrNull = (value: number | null | undefined): number | null =>
  value === undefined || value === null || !Number.isFinite(value) ? null : value
