import { createColors } from 'picocolors'
import type { Problem } from './problem.ts'

const WIDTH = 100

export interface RenderOptions {
  readonly colour: boolean
}

/**
 * Problems as a compiler shows them: place and message, the line, carets under the part that is meant, and the hint.
 * ```
 * leeway.yaml:12:12  error  unknown column "is_cancelled"
 *    12 |     label: is_cancelled
 *       |            ^^^^^^^^^^^^ not in data/monitoring.parquet (29 columns). Nearest: is_canceled
 * ```
 */
export function renderProblems(problems: readonly Problem[], options: RenderOptions): string {
  const paint = createColors(options.colour)
  return problems.map((problem) => renderProblem(problem, paint)).join('\n')
}

function renderProblem(problem: Problem, paint: ReturnType<typeof createColors>): string {
  const { place } = problem
  const kind = paint.red(problem.code === 'NOT_BUILT' ? 'not built' : 'error')
  const message = printable(problem.message)
  const hint = printable(problem.hint)
  if (!place) return `${paint.bold(problem.path || 'configuration')}  ${kind}  ${message}\n      ${hint}`
  const { text, caretAt, caretLength } = cut(place.excerpt, place.column - 1, place.endColumn - place.column)
  const gutter = String(place.line).padStart(5)
  const carets = paint.red('^'.repeat(caretLength))
  return [
    `${paint.bold(`${place.file}:${place.line}:${place.column}`)}  ${kind}  ${message}`,
    `${paint.dim(`${gutter} |`)} ${text}`,
    `${paint.dim('      |')} ${' '.repeat(caretAt)}${carets} ${hint}`.trimEnd(),
  ].join('\n')
}

/** At most WIDTH characters of the line around the caret, and the caret's place in them, counted in characters. */
function cut(line: string, start: number, length: number): { text: string; caretAt: number; caretLength: number } {
  const before = [...printable(line.slice(0, start))]
  const marked = [...printable(line.slice(start, start + Math.max(1, length)))]
  const after = [...printable(line.slice(start + Math.max(1, length)))]
  if (before.length + marked.length + after.length <= WIDTH)
    return {
      text: [...before, ...marked, ...after].join('').trimEnd(),
      caretAt: before.length,
      caretLength: Math.max(1, marked.length),
    }
  const keptMarked = marked.length > WIDTH / 2 ? [...marked.slice(0, WIDTH / 2), '…'] : marked
  const room = WIDTH - keptMarked.length
  const keptBefore = before.length > room * 0.7 ? ['…', ...before.slice(before.length - Math.floor(room * 0.7))] : before
  const keptAfter =
    after.length > room - keptBefore.length ? [...after.slice(0, Math.max(0, room - keptBefore.length)), '…'] : after
  return {
    text: [...keptBefore, ...keptMarked, ...keptAfter].join('').trimEnd(),
    caretAt: keptBefore.length,
    caretLength: Math.max(1, keptMarked.length),
  }
}

/** Control characters could move a terminal's cursor or ring its bell: none is printed. */
const printable = (text: string): string => text.replaceAll('\t', ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '·')
