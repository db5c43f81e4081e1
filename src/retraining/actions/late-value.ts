import type { LateText, Monitor } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'

const REFERENCE = /\$\{(env|file):([^}]*)\}/g

/** The text with its references filled in. @throws LeewayError CONFIG_SECRET that names the one that is not set */
export function lateValue(text: LateText, monitor: Pick<Monitor, 'place' | 'name'>, what: string): string {
  if (text.value !== null) return text.value
  const names = [...text.written.matchAll(REFERENCE)].map(([whole]) => whole)
  throw new LeewayError(
    'CONFIG_SECRET',
    `${what} needs ${names.join(' and ') || text.written}, which is not set or cannot be read`,
    {
      place: `${monitor.place}, retraining.actions of ${monitor.name}`,
      mend: 'set it before the command, or change the reference in leeway.yaml',
    },
  )
}
