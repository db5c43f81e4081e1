/** What `leeway compare` prints: the worst in sentences, a table of columns, and one sentence to pass on. */
import { foldFindings } from '../../checks/fold-findings.ts'
import { formatCount, formatDistance, formatShare } from '../../checks/numbers.ts'
import type { JsonValue } from '../../core/json.ts'
import type { TableComparison } from '../../monitor/compare-tables.ts'
import { type ComparedColumn, comparedColumns, compareSentence, shortNameOf } from '../../monitor/compared-columns.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { findingLine, passedText } from './findings.ts'
import { nextLines, shellWord } from './next.ts'
import { findingJson, finite } from './run-json.ts'
import { createStyle, STATUS_TAGS } from './style.ts'
import { renderTable, type TableCell } from './table.ts'
import { hang, safeText } from './text-width.ts'
import { secondsText } from './when.ts'

const SENTENCES = 5
const ROWS = 12
const NAMED = 4

export interface CompareNames {
  readonly reference: string
  readonly current: string
  readonly seconds: number
  readonly html: string | null
  readonly all: boolean
}

export async function renderCompare(comparison: TableComparison, names: CompareNames, effects: Effects): Promise<string> {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const { summary, outcome, referenceRows } = comparison
  const columns = await comparedColumns(comparison)
  const title = `${shortNameOf(names.current, names.reference)} against ${shortNameOf(names.reference, names.current)}`
  const facts = `${formatCount(outcome.rowsTotal)} against ${formatCount(referenceRows)} rows, ${columns.length} columns in ${secondsText(names.seconds)}`
  const lines = [`${style.strong(safeText(title))}`, style.quiet(`  ${facts}`), '']
  const loud = foldFindings(summary.worst.filter(({ status }) => status === 'fail' || status === 'warn' || status === 'error'))
  for (const folded of loud.slice(0, SENTENCES)) lines.push(findingLine(folded, { width, style, timeZone: 'UTC' }))
  if (loud.length > SENTENCES) lines.push(style.quiet(`        and ${loud.length - SENTENCES} more, by column below`))
  if (summary.passed.length > 0) lines.push(hang('  ok    ', passedText(summary.passed, summary.worst), width))
  const shown = names.all ? columns : columns.filter((c) => c.status !== 'ok' && c.status !== null).slice(0, ROWS)
  if (shown.length > 0) lines.push('', columnTable(shown, width, style))
  const hidden = columns.length - shown.length
  if (hidden > 0 && shown.length > 0)
    lines.push(style.quiet(`  ${counted(hidden, 'further column')}: --all shows ${hidden === 1 ? 'it' : 'them'}`))
  if (comparison.leftOut.length > 0) lines.push('', hang('  ', leftOutText(comparison.leftOut), width))
  const again = `leeway compare ${shellWord(names.reference)} ${shellWord(names.current)}`
  const next: (readonly [string, string])[] =
    names.html === null ? [[`${again} --html drift.html --open`, 'histograms of every column']] : []
  next.push([`leeway init ${shellWord(names.current)} ${shellWord(names.reference)}`, 'to watch it from now on'])
  lines.push('', nextLines(next, style.quiet, width), safeText(compareSentence(comparison, columns, names)))
  return `${lines.join('\n')}\n`
}

/** Which columns were not compared, and what to type to have them compared. */
function leftOutText(leftOut: TableComparison['leftOut']): string {
  const named = leftOut.slice(0, NAMED).map(({ columnName, why }) => `${safeText(columnName)} (${why})`)
  const rest = leftOut.length > NAMED ? `, and ${leftOut.length - NAMED} more` : ''
  const list = leftOut.map(({ columnName }) => columnName).join(',')
  const option = leftOut.length > NAMED ? '*' : list
  return `left out: ${named.join(', ')}${rest}; --include ${shellWord(option)} compares ${leftOut.length === 1 ? 'it' : 'them'}`
}

const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`

function columnTable(columns: readonly ComparedColumn[], width: number, style: ReturnType<typeof createStyle>): string {
  return renderTable(
    [
      { title: '' },
      { title: 'column', gives: true },
      { title: 'type', gives: true },
      { title: 'PSI', align: 'right' },
      { title: 'chance', align: 'right' },
      { title: 'missing', align: 'right' },
      { title: 'change', gives: true },
    ],
    columns.map((column): readonly TableCell[] => [
      {
        text: column.status === null ? '' : STATUS_TAGS[column.status],
        paint: (text) => (column.status === null ? text : style.status(column.status, text)),
      },
      column.name,
      column.type ?? '',
      column.psi === null ? '' : formatDistance(column.psi),
      column.chance === null ? '' : formatDistance(column.chance),
      column.missing === null ? '' : formatShare(column.missing),
      column.change,
    ]),
    width,
    { indent: 2, head: style.quiet },
  )
}

export async function compareJson(comparison: TableComparison, names: CompareNames): Promise<JsonValue> {
  const { summary, outcome, monitor, referenceRows } = comparison
  const columns = await comparedColumns(comparison)
  return {
    verdict: summary.verdict,
    failing: summary.failing,
    exit_code: summary.failing ? 1 : 0,
    policy: monitor.policy,
    reference: { table: names.reference, rows: referenceRows },
    current: { table: names.current, rows: outcome.rowsTotal },
    seconds: Number(names.seconds.toFixed(3)),
    counts: { ...summary.counts },
    columns: columns.map((c) => ({
      column_name: c.name,
      data_type: c.type,
      status: c.status,
      population_stability_index: finite(c.psi),
      chance: finite(c.chance),
      p_value: finite(c.adjustedP),
      size: finite(c.size),
      direction: c.direction,
      missing: finite(c.missing),
      missing_reference: finite(c.missingReference),
      sentence: c.sentence,
    })),
    left_out: comparison.leftOut.map(({ columnName, why }) => ({ column_name: columnName, why })),
    findings: summary.worst.map(findingJson),
    sentence: compareSentence(comparison, columns, names),
  }
}
