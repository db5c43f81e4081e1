import { redact } from '../core/redact.ts'

const LONGEST = 200

/** An error text of a job as one line: without secrets first, so that no half of one is left, then cut at 200 characters. */
export function shortenError(text: string, secrets: readonly string[]): string {
  const line = redact(text, secrets).replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`
}
