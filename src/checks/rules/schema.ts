/** Columns that left the table, came, or changed their type since the reference was frozen. */
import { columnRole } from '../column-role.ts'
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'

export const schemaRule = { name: 'schema', scope: 'window', judge: judgeSchema } as const

const METRIC = 'schema'
/** New columns beyond these are counted, not named. */
const NAMED = 5

function judgeSchema({ monitor, evidence: { facts, bins } }: RuleContext, { segment }: SegmentEvidence): readonly Draft[] {
  if (facts === null) return []
  const drafts: Draft[] = []
  const base = { segment, metric: METRIC, theme: 'data' } as const
  for (const columnName of facts.missingColumns) {
    const role = columnRole(monitor, columnName)
    const what = role === 'feature' ? '' : ` (the ${role.replace('_', ' ')})`
    drafts.push({
      ...base,
      columnName,
      check: 'column_missing',
      severity: SEVERITIES.brokenTable,
      status: 'fail',
      effect: 1,
      sentence: `${columnName}${what} is no longer in the table`,
    })
  }
  for (const { columnName, from, to } of facts.changedTypes) {
    drafts.push({
      ...base,
      columnName,
      check: 'column_type',
      severity: SEVERITIES.delivery,
      status: 'fail',
      effect: 1,
      sentence: `${columnName} changed its type from ${from} to ${to}, so it is not compared`,
      evidence: { from, to },
    })
  }
  if (facts.newColumns.length > 0) {
    const { length } = facts.newColumns
    const named = facts.newColumns.slice(0, NAMED).join(', ')
    const rest = length > NAMED ? ` and ${length - NAMED} more` : ''
    drafts.push({
      ...base,
      columnName: ':table',
      check: 'column_new',
      severity: SEVERITIES.featureDrift,
      status: 'warn',
      value: length,
      sentence: `${length === 1 ? 'a column that' : `${length} columns that`} the reference does not have: ${named}${rest}`,
      evidence: { columns: facts.newColumns.slice(0, 100) },
    })
  }
  if (drafts.length === 0) {
    drafts.push({
      ...base,
      columnName: ':table',
      check: 'schema',
      severity: SEVERITIES.brokenTable,
      status: 'ok',
      sentence: `the table has the reference's ${bins.size} columns with their types`,
    })
  }
  return drafts
}
