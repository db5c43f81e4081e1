/** Are owner, description and runbook named, and was it looked at lately? */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseInstant } from '../../config/parse-instant.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** Documentation that nobody looked at for half a year is out of date. */
const MOST_DAYS = 180
const US_PER_DAY = 86_400_000_000

export async function documentationUpdates({ monitor, project, asOfUs }: MonitorEvidence): Promise<LineAnswer> {
  const { documentation } = monitor
  const command = ['doctor', '--monitor', monitor.name]
  const parts = ['owner', 'description', 'runbook', 'updated'] as const
  const missing = parts.filter((part) => !documentation?.[part]?.trim())
  const updatedUs = documentation?.updated ? parseInstant(documentation.updated, monitor.timeZone) : undefined
  const days = updatedUs === undefined ? null : Math.floor((asOfUs - updatedUs) / US_PER_DAY)
  const runbook = documentation?.runbook ?? null
  const isLost =
    runbook !== null && !/^[a-z][a-z\d+.-]*:/i.test(runbook) && !existsSync(resolve(project.folder, runbook.replace(/#.*$/, '')))
  const problems = [
    ...(missing.length > 0 ? [`documentation in leeway.yaml lacks ${missing.join(', ')} (${monitor.place})`] : []),
    ...(isLost ? [`the runbook ${runbook} is not there`] : []),
    ...(days !== null && days > MOST_DAYS ? [`last updated ${days} days ago, more than ${MOST_DAYS}`] : []),
  ]
  const values = {
    owner: documentation?.owner ?? null,
    description: documentation?.description ?? null,
    runbook,
    updated: documentation?.updated ?? null,
    age_days: days,
    missing: [...missing],
  }
  if (problems.length > 0) return { status: 'fail', evidence: problems.join('; '), values, command }
  return {
    status: 'ok',
    evidence: `${documentation!.owner} answers for it; runbook ${runbook}; updated ${days! < 0 ? 'after the as-of time' : `${days} days ago`}`,
    values,
    command,
  }
}
