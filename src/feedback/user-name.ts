import { userInfo } from 'node:os'
import { LeewayError } from '../core/errors.ts'

/**
 * Who is working: the name that was given, else the operating system's user name.
 *
 * @throws LeewayError USAGE when the given name is empty, or none is given and the system has none (a container's bare user id)
 */
export function userName(given: string | undefined): string {
  const name = given?.trim() ?? systemName()
  if (name !== '') return name
  throw new LeewayError('USAGE', given === undefined ? 'this system has no user name' : '--by: the name is empty', {
    mend: 'say who: --by "Ada Lovelace"',
  })
}

function systemName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry among the system's users.
    return ''
  }
}
