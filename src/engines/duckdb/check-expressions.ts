/** Are a user's expressions allowed, and do they bind? Nothing is read. */
import { LeewayError } from '../../core/errors.ts'
import { bindExpression, isAggregate } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

export type ExpressionCheck = { readonly type: string; readonly aggregate: boolean } | { readonly problem: string }

export async function checkExpressions(
  session: Session,
  source: ResolvedSource,
  expressions: readonly string[],
): Promise<readonly ExpressionCheck[]> {
  const checks: ExpressionCheck[] = []
  for (const expression of expressions) {
    try {
      const bound = await bindExpression(session, source, expression)
      checks.push({ type: bound.type, aggregate: await isAggregate(session, source, bound) })
    } catch (error) {
      if (!(error instanceof LeewayError) || !(error.code === 'SQL_REFUSED' || error.code === 'COLUMN_NOT_FOUND')) throw error
      checks.push({ problem: error.mend === undefined ? error.message : `${error.message}; ${error.mend}` })
    }
  }
  return checks
}
