/** Derived and drift custom metrics: SQL expressions over values that are already computed, evaluated by the engine, all rows in one statement. */
import type { Side } from '../checks/evidence.ts'
import type { JsonValue } from '../core/json.ts'
import { type ExpressionPlan, type ExpressionRow, expressionRequest, planCustomMetrics } from '../metrics/custom-expressions.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import { expressionQuery } from '../sql/expression-query.ts'
import type { RefreshContext } from './refresh-context.ts'

export interface DriftPair {
  readonly row: DriftRow
  readonly current: ProfileRow
  readonly base: ProfileRow
}

export const pairRows = (drift: readonly DriftRow[], current: Side, base: Side): readonly DriftPair[] =>
  drift.flatMap((row) => {
    const now = current.profile.get(row.columnName)
    const before = base.profile.get(row.columnName)
    return now && before ? [{ row, current: now, base: before }] : []
  })

/** Fills the derived metrics into the rows' `custom`. @returns how many statements were run */
export async function deriveProfiles(context: RefreshContext, rows: readonly ProfileRow[]): Promise<number> {
  const { derived } = planCustomMetrics(context.monitor.customMetrics, context.monitor.positive)
  const distinct = [...new Set(rows)].map((row) => ({ row, source: row as ExpressionRow }))
  return evaluate(context, derived, distinct)
}

/** Fills the drift metrics into the rows' `custom`. @returns how many statements were run */
export async function deriveDrift(context: RefreshContext, pairs: readonly DriftPair[]): Promise<number> {
  const { drift } = planCustomMetrics(context.monitor.customMetrics, context.monitor.positive)
  return evaluate(
    context,
    drift,
    pairs.map(({ row, current, base }) => ({ row, source: { current, reference: base } })),
  )
}

type Source = Parameters<typeof expressionRequest>[1][number]

async function evaluate(
  context: RefreshContext,
  plan: ExpressionPlan,
  items: readonly { readonly row: ProfileRow | DriftRow; readonly source: Source }[],
): Promise<number> {
  const wanted = items.filter(({ row }) => plan.steps.some((step) => step.inputColumns.includes(row.columnName)))
  if (plan.steps.length === 0 || wanted.length === 0) return 0
  const request = expressionRequest(
    plan,
    wanted.map(({ source }) => source),
  )
  const answers = await context.engine.query(expressionQuery(dialectOf(context.engine.name), request))
  for (const [i, { row }] of wanted.entries()) {
    const custom = row.custom as Map<string, JsonValue>
    for (const [s, step] of plan.steps.entries()) {
      if (step.inputColumns.includes(row.columnName)) custom.set(step.name, plainValue(answers[i]?.[`s${s}`]))
    }
  }
  return 1
}

function plainValue(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
