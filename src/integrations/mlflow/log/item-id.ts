import { createHash } from 'node:crypto'

/** The name by which a run in MLflow is found again: letters, digits and a hyphen, whatever the parts hold. */
export function itemId(kind: string, ...parts: readonly (string | number)[]): string {
  return `${kind}-${hashOf(parts)}`
}

/** A short hash of what was sent, so that only what changed is sent again. */
export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 24)
