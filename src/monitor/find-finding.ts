/** The finding that a person means by the first digits of its id, or by a column's name. */
import type { Finding } from '../checks/finding.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import { segmentName } from '../checks/sentences/segment-name.ts'
import type { Monitor } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Store } from '../store/store.ts'
import { readMonitorNow } from './monitor-state.ts'

export interface FoundFinding {
  readonly finding: Finding
  readonly monitor: Monitor
  /** Why this one, where others fit too. */
  readonly note: string | null
}

const FEWEST_DIGITS = 4
const LISTED = 5

/**
 * @param typed the beginning of an id (four digits or more), or the name of a column with a finding in the newest windows
 * @throws LeewayError USAGE for too few digits or several findings that fit equally; NOT_FOUND
 */
export async function findFinding(store: Store, monitors: readonly Monitor[], typed: string): Promise<FoundFinding> {
  const text = typed.trim()
  if (/^[0-9a-f]+$/i.test(text)) {
    const found = text.length >= FEWEST_DIGITS ? await byId(store, monitors, text.toLowerCase()) : null
    if (found) return found
  }
  const named = await byColumn(store, monitors, text)
  if (named) return named
  if (/^[0-9a-f]{1,3}$/i.test(text))
    throw new LeewayError('USAGE', `"${text}" is too short for a finding's id`, {
      mend: `type at least ${FEWEST_DIGITS} digits, as leeway run prints them`,
    })
  throw new LeewayError('NOT_FOUND', `there is no finding whose id begins with "${text}", and no column of that name with one`, {
    mend: await nearest(store, monitors, text),
  })
}

async function byId(store: Store, monitors: readonly Monitor[], prefix: string): Promise<FoundFinding | null> {
  const candidates: { finding: Finding; monitor: Monitor }[] = []
  for (const monitor of monitors)
    for (const finding of await store.findings({ monitor: monitor.name, idPrefix: prefix })) candidates.push({ finding, monitor })
  if (candidates.length <= 1) return candidates[0] ? { ...candidates[0], note: null } : null
  // What a person has just read on the screen is of the newest window, and not ok.
  const loud = candidates.filter(({ finding }) => finding.status !== 'ok')
  const newest = Math.max(...loud.map(({ finding }) => finding.window.startUs))
  const shown = loud.filter(({ finding }) => finding.window.startUs === newest)
  if (shown.length === 1)
    return {
      ...shown[0]!,
      note: `${candidates.length} findings begin with ${prefix}; this is the newest that is not ok (${shown[0]!.finding.id})`,
    }
  const list = candidates
    .slice(0, LISTED)
    .map(
      ({ finding }) =>
        `  ${finding.id.slice(0, prefix.length + 4)}  ${finding.columnName}, ${segmentName(finding.segment)}: ${finding.status}`,
    )
    .join('\n')
  throw new LeewayError('USAGE', `${candidates.length} findings begin with "${prefix}":\n${list}`, {
    mend: 'type one digit more',
  })
}

async function byColumn(store: Store, monitors: readonly Monitor[], column: string): Promise<FoundFinding | null> {
  for (const monitor of monitors) {
    const { summary } = await readMonitorNow(store, monitor)
    const found = [...summary.worst, ...summary.passed]
      .filter(({ columnName }) => columnName === column)
      .toSorted(compareFindings)
    if (!found[0]) continue
    const worst = wholeTable(found[0], found)
    const rest = found.length === 1 ? '' : `, the worst of ${found.length} findings about ${column} in the newest windows`
    return { finding: worst, monitor, note: `finding ${worst.id}${rest}` }
  }
  return null
}

/** Where the whole table is as bad as the worst slice of it, the whole is what people mean, as in what `leeway run` prints. */
const wholeTable = (worst: Finding, found: readonly Finding[]): Finding =>
  found.find(
    ({ segment: { sliceKey, modelId }, status, check }) =>
      sliceKey === null && modelId === null && status === worst.status && check === worst.check,
  ) ?? worst

async function nearest(store: Store, monitors: readonly Monitor[], text: string): Promise<string> {
  const columns = new Set<string>()
  for (const monitor of monitors) for (const name of (await store.bins(monitor.name))?.columns.keys() ?? []) columns.add(name)
  const near = nearestName(text, columns)
  return `${near === undefined ? '' : `did you mean ${near}? `}leeway show lists what is wrong now, leeway export findings everything`
}
