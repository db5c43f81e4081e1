/** A request's slices and model id, bound: the texts by which rows fall into segments. */
import { valueText } from '../../sql/column-value.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { type SegmentsSql, wantedValue } from '../../sql/segments.ts'
import type { Grouping } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

export interface BoundGrouping {
  readonly sql: SegmentsSql
  /** For the column scan, which looks values up itself. */
  readonly codes: readonly { readonly key: string; readonly expression: string; readonly values: readonly string[] }[]
  /** Slice keys in order. */
  readonly keys: readonly string[]
}

const PREDICATE_VALUES = ['true', 'false'] as const

export async function bindGrouping(session: Session, source: ResolvedSource, grouping: Grouping): Promise<BoundGrouping> {
  const codes = []
  for (const { key, values } of grouping.slices) {
    const { expression, type } = await bindExpression(session, source, key)
    const text = values === null ? `cast(cast(${expression} as boolean) as varchar)` : valueText(duckdbDialect, expression, type)
    codes.push({ key, expression: text, values: values ?? PREDICATE_VALUES })
  }
  const model = grouping.modelId === null ? null : await bindExpression(session, source, grouping.modelId)
  return {
    sql: {
      slices: codes.map((c) => ({ key: c.key, expression: wantedValue(duckdbDialect, c.expression, c.values) })),
      model: model === null ? null : valueText(duckdbDialect, model.expression, model.type),
    },
    codes,
    keys: codes.map((c) => c.key),
  }
}
