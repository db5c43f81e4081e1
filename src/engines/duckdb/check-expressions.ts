/** Are a user's expressions allowed, and do they bind? Nothing is read. */
import { LeewayError } from '../../core/errors.ts'
import { bindExpression } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

export type ExpressionCheck = { readonly type: string } | { readonly problem: string }

export async function checkExpressions(
  session: Session,
  source: ResolvedSource,
  expressions: readonly string[],
): Promise<readonly ExpressionCheck[]> {
  const checks: ExpressionCheck[] = []
  for (const expression of expressions) {
    try {
      checks.push({ type: (await bindExpression(session, source, expression)).type })
    } catch (error) {
      if (!(error instanceof LeewayError) || !(error.code === 'SQL_REFUSED' || error.code === 'COLUMN_NOT_FOUND')) throw error
      checks.push({ problem: error.mend === undefined ? error.message : `${error.message}; ${error.mend}` })
    }
  }
  return checks
}
