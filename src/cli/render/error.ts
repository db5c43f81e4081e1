/** Every error that ends a command is rendered here: place, what is wrong, how to mend it. */
import { ConfigError } from '../../config/problem.ts'
import { renderProblems } from '../../config/render-problems.ts'
import { LeewayError } from '../../core/errors.ts'
import { createStyle } from './style.ts'
import { hang, safeText } from './text-width.ts'

export interface ErrorRendering {
  readonly colour: boolean
  readonly width: number
}

/** Words for stderr, with a line break at the end. */
export function renderError(error: unknown, { colour, width }: ErrorRendering): string {
  const style = createStyle(colour)
  if (error instanceof ConfigError) {
    const mend = error.mend === undefined ? '' : `\n${hang('', safeText(error.mend), width)}\n`
    return `${renderProblems(error.problems, { colour })}\n${mend}`
  }
  if (error instanceof LeewayError) {
    if (error.code === 'INTERRUPTED') return `${safeText(error.message)}\n${error.mend ? `  ${safeText(error.mend)}\n` : ''}`
    const place = error.place === undefined ? '' : `${style.strong(safeText(error.place))}  `
    const kind = style.status('fail', error.code === 'NOT_BUILT' ? 'not built' : 'error')
    const message = error.message.split('\n').map(safeText).join('\n')
    return `${place}${kind}  ${message}\n${error.mend ? `${hang('  ', safeText(error.mend), width)}\n` : ''}`
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `${style.status('fail', 'unexpected error')}  ${text}\nThis is a mistake of leeway's own. Please report it with the lines above.\n`
}

/** The exit code that an error ends a command with: an unexpected one could not evaluate. */
export const exitCodeOf = (error: unknown): number => (error instanceof LeewayError ? error.exitCode : 3)
