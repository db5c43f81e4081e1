/** A source with some of its columns and expressions, made ready for a statement of a room's own. Nothing is read. */
import type { BindRequest, BoundSource } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import { resolveTime } from './resolve-time.ts'
import type { Session } from './session.ts'

export async function bindSource(session: Session, source: ResolvedSource, request: BindRequest): Promise<BoundSource> {
  const expressions: { sql: string; type: string }[] = []
  for (const text of request.expressions) {
    const { expression, type } = await bindExpression(session, source, text)
    expressions.push({ sql: expression, type })
  }
  const times: BoundSource['times'][number][] = []
  for (const time of request.times) times.push(await resolveTime(session, source, time, request.untilUs, request))
  return { from: source.from, expressions, times }
}
