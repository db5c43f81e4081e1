/** Has a column's distribution moved against the reference: more than chance, more than the data's own wobble, and enough to matter? */
import type { JsonValue } from '../../core/json.ts'
import type { FrozenColumn } from '../../store/store.ts'
import { columnRole, driftHarm } from '../column-role.ts'
import { comparableCounts, isMostlyUnique } from '../comparable-counts.ts'
import type { Draft, RuleAnswer, RuleContext } from '../draft.ts'
import { driftDirection } from '../drift-direction.ts'
import { type DriftGroup, driftGroups } from '../drift-groups.ts'
import type { SegmentEvidence } from '../evidence.ts'
import type { FindingStatus } from '../finding.ts'
import { guardColumns } from '../guarded.ts'
import { withoutCurrent } from '../inside-reference.ts'
import { type ColumnDrift, measureDrift } from '../measure-drift.ts'
import { driftSentence } from '../sentences/drift-sentence.ts'
import { sum } from '../sum.ts'
import { wobbleOf } from '../wobble-table.ts'

const DRIFT_CHECK = 'drift'
const METRIC = 'population_stability_index'
/** From this wobble on, a person is told that lasting changes of that size stay hidden. */
const LARGE_WOBBLE = 20

export const driftRule = { name: DRIFT_CHECK, scope: 'segments', judge: judgeDrift } as const

function judgeDrift(context: RuleContext, segment: SegmentEvidence): readonly RuleAnswer[] {
  if (segment.reference === null) return []
  return guardColumns(segment.segment, DRIFT_CHECK, context.evidence.bins, (columnName, frozen) => {
    const role = columnRole(context.monitor, columnName)
    return role === 'timestamp' || role === 'model_id' ? null : judgeColumn(context, segment, columnName, frozen)
  })
}

function judgeColumn(
  context: RuleContext,
  segment: SegmentEvidence,
  columnName: string,
  frozen: FrozenColumn,
): RuleAnswer | null {
  const { monitor, evidence } = context
  const before = segment.reference!.columns.get(columnName)
  const bins = comparableCounts([before, segment.current.columns.get(columnName)], frozen)
  const whole = bins?.counts[0]
  const current = bins?.counts[1]
  // A column that left the table, or changed its type, is said by the schema rule.
  if (!bins || !whole || !current || isMostlyUnique(before?.categories, bins)) return null
  const n1 = sum(current)
  const reference = evidence.insideReference ? withoutCurrent(whole, current) : whole
  const n0 = sum(reference)
  const base = {
    segment: segment.segment,
    columnName,
    check: DRIFT_CHECK,
    metric: METRIC,
    ...driftHarm(monitor, columnName),
    nCurrent: n1,
    nReference: n0,
  }
  const name = evidence.referenceName
  if (n0 === 0 || n1 === 0) {
    const where = n1 === 0 ? 'in this window' : `in ${name} outside this window`
    return { ...base, status: 'no_data', sentence: `${columnName} has no values to compare ${where}` }
  }
  const wobble = wobbleOf(evidence.wobble, segment.segment, 'bins', columnName)
  const measured = measureDrift(reference, current, {
    ordered: bins.ordered,
    ...(wobble === null ? {} : { wobble }),
  })
  const subject = { columnName, frozen, bins, reference, current, measured, referenceName: name }
  if (measured.insufficient || measured.p === null) {
    const sentence = driftSentence({ ...subject, verdict: 'insufficient_data', granularity: evidence.window.granularity })
    return { ...base, value: measured.psi, status: 'insufficient_data', sentence }
  }
  const settings = monitor.policySettings
  return {
    family: 'drift',
    p: measured.p,
    conclude: (adjustedP): Draft => {
      const { size } = measured
      const status: FindingStatus =
        adjustedP <= settings.failP && size >= settings.failSize
          ? 'fail'
          : adjustedP <= settings.warnP && size >= settings.warnSize
            ? 'warn'
            : 'ok'
      const direction = measured.components === null ? null : driftDirection(measured)
      const groups = status === 'ok' ? null : driftGroups(subject, monitor.minimumCategoryCount)
      return {
        ...base,
        value: measured.psi,
        referenceValue: 0,
        threshold: status === 'warn' ? settings.warnSize : settings.failSize,
        pValue: adjustedP,
        effect: size,
        status,
        sentence: driftSentence({
          ...subject,
          verdict: status,
          granularity: evidence.window.granularity,
          direction,
          groups,
          adjustedP,
          settings,
        }),
        evidence:
          groups === null ? briefEvidence(measured) : fullEvidence(context, measured, wobble?.x?.windows ?? 0, direction, groups),
      }
    },
  }
}

/** Enough for a table of columns: what chance explains, and how much the windows wobble. */
function briefEvidence(measured: ColumnDrift): { [key: string]: JsonValue } {
  const brief: { [key: string]: JsonValue } = { chance_bound: measured.chanceBound }
  if (measured.wobbleFactor > 1) brief['wobble_factor'] = measured.wobbleFactor
  return brief
}

function fullEvidence(
  { evidence }: RuleContext,
  measured: ColumnDrift,
  wobbleWindows: number,
  direction: string | null,
  groups: readonly DriftGroup[],
): { [key: string]: JsonValue } {
  return {
    psi: measured.psi,
    size: measured.size,
    chance_bound: measured.chanceBound,
    p: measured.baseP,
    rare_bins_p: measured.rareP,
    by_rare_bins: measured.byRareBins,
    x: measured.x,
    x_df: measured.xDf,
    x_p: measured.xP,
    t: measured.t,
    t_df: measured.tDf,
    t_p: measured.tP,
    components: measured.components === null ? null : [...measured.components],
    direction,
    wobble_factor: measured.wobbleFactor,
    wobble_windows: wobbleWindows,
    wobble_source: wobbleWindows > 0 ? (evidence.wobble?.source ?? null) : null,
    independence_assumed: wobbleWindows === 0,
    wobble_large: measured.wobbleFactor > LARGE_WOBBLE,
    reference_name: evidence.referenceName,
    groups: groups.map((group) => ({ ...group })),
  }
}
