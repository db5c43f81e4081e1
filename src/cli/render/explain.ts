/** What `leeway explain` prints: the numbers behind a finding, the bins that moved, its history, and what else moved. */
import type { Finding } from '../../checks/finding.ts'
import { formatCount, formatDistance, formatFactor, formatNumber, formatP, formatShare } from '../../checks/numbers.ts'
import { segmentName } from '../../checks/sentences/segment-name.ts'
import { windowsNoun } from '../../checks/sentences/windows-noun.ts'
import type { CalibratedSettings, Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import { knownMetric } from '../../metrics/known-metrics.ts'
import type { FindingContext } from '../../monitor/finding-context.ts'
import { wilsonInterval } from '../../stats/wilson-interval.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { sparkline } from './bars.ts'
import { checkWords } from './findings.ts'
import { groupLines, groupsOf } from './groups.ts'
import { nextCommand, nextLines, shellWord } from './next.ts'
import { findingJson, finite, windowJson } from './run-json.ts'
import { createStyle, STATUS_TAGS, type Style } from './style.ts'
import { renderTable } from './table.ts'
import { hang, padEnd, safeText, textWidth } from './text-width.ts'
import { windowName } from './when.ts'

export interface Explained {
  readonly finding: Finding
  readonly monitor: Monitor
  readonly context: FindingContext
}

export function renderExplain(explained: Explained, options: Pick<GlobalOptions, 'config'>, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const { finding, monitor, context } = explained
  const sections = [
    headLines(finding, monitor, style, width),
    factLines(finding, monitor, width),
    [...groupLinesOf(finding, style, width), ...valueLines(finding, width)],
    historyLines(explained, style, width),
    relatedLines(context, width),
    nextSection(finding, options, style, width),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function headLines(finding: Finding, monitor: Monitor, style: Style, width: number): string[] {
  const subject = finding.columnName === ':table' ? checkWords(finding.check) : finding.columnName
  const where = safeText(`${subject}, ${windowName(finding.window, monitor.timeZone)}, ${segmentName(finding.segment)}`)
  const tag = STATUS_TAGS[finding.status]
  const right = `${tag}, ${finding.severity}`
  const gap = width - textWidth(where) - right.length
  const head = gap >= 2 ? `${style.strong(where)}${' '.repeat(gap)}` : `${style.strong(where)}\n  `
  return [
    `${head}${style.status(finding.status, right)}`,
    hang('  ', safeText(finding.sentence), width),
    style.quiet(`  monitor ${safeText(monitor.name)}, check ${safeText(finding.check)}, finding ${finding.id}`),
  ]
}

type Fact = readonly [name: string, value: string]

function factLines(finding: Finding, monitor: Monitor, width: number): string[] {
  const facts = finding.check === 'drift' ? driftFacts(finding, monitor.policySettings) : plainFacts(finding)
  const name = Math.max(0, ...facts.map(([title]) => title.length))
  return facts.map(([title, value]) => hang(`  ${padEnd(title, name)}  `, safeText(value), width))
}

const number = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null)

function rowsFact({ nCurrent, nReference }: Finding): Fact[] {
  if (nCurrent === null) return []
  return [
    ['rows', `${formatCount(nCurrent)}${nReference === null ? '' : ` against ${formatCount(nReference)} in the reference`}`],
  ]
}

/** The three questions of the rule, each with its number and its limit. */
function driftFacts(finding: Finding, settings: CalibratedSettings): Fact[] {
  const e = finding.evidence
  const chance = number(e['chance_bound'])
  const wobble = number(e['wobble_factor'])
  const facts: Fact[] = []
  if (finding.value !== null)
    facts.push([
      'PSI',
      `${formatDistance(finding.value)}${chance === null ? '' : `; at these sizes chance explains up to ${formatDistance(chance)}`}`,
    ])
  facts.push(...rowsFact(finding))
  if (finding.effect !== null)
    facts.push([
      'size',
      `${formatNumber(finding.effect)} (fails from ${settings.failSize}, warns from ${settings.warnSize}): the change without what chance adds`,
    ])
  if (finding.pValue !== null)
    facts.push([
      'adjusted p',
      `${formatP(finding.pValue)} (fails up to ${settings.failP}, warns up to ${settings.warnP}), among all checks of the window`,
    ])
  const noun = windowsNoun(finding.window.granularity)
  const windows = number(e['wobble_windows'])
  if (wobble !== null && wobble > 1)
    facts.push([
      'wobble',
      `${noun} of this data differ ${formatFactor(wobble)} as much as independent rows would${windows ? `, measured on ${windows} of them` : ''}; that is taken off`,
    ])
  else if (e['independence_assumed'] === true)
    facts.push(['wobble', `not known: too few ${noun} to measure it, so rows count as independent`])
  else facts.push(['wobble', `none: ${noun} of this data differ no more than chance`])
  if (typeof e['direction'] === 'string') facts.push(['direction', e['direction']])
  facts.push(['verdict', verdictRule(finding, settings)])
  return facts
}

function verdictRule({ status, effect, pValue }: Finding, { failP, failSize, warnP, warnSize }: CalibratedSettings): string {
  if (status === 'fail') return 'fails, because the size and the p-value are both beyond their limits'
  if (status === 'warn')
    return 'warns, because the size and the p-value are both beyond the limits of a warning, and not both of a failure'
  if (status !== 'ok') return 'nothing is said: at so few rows only an enormous change could be seen'
  if ((effect ?? 0) >= Math.min(warnSize, failSize)) return `ok, because chance and wobble explain it (p over ${warnP})`
  return (pValue ?? 1) <= Math.max(warnP, failP)
    ? `ok: it is more than chance, but smaller than ${warnSize}, too small to matter`
    : 'ok: no more than chance explains'
}

/** Shares of rows: as the metric's definition says, and what is a check's own. */
const isShare = (metric: string): boolean => metric === 'missing_share' || knownMetric(metric)?.scale === 'share'

/** Rows against those of comparable windows: what stands as sizes elsewhere counts windows here. */
function volumeFacts({ value, referenceValue, nReference, threshold, effect, pValue }: Finding): Fact[] {
  const facts: Fact[] = []
  if (value !== null) facts.push(['rows', formatCount(value)])
  if (referenceValue !== null)
    facts.push(['usual', `${formatCount(referenceValue)}, the median of ${nReference ?? 'some'} comparable windows`])
  if (effect !== null && threshold !== null) facts.push(['factor', `${formatNumber(effect)} (limit ${formatNumber(threshold)})`])
  if (pValue !== null) facts.push(['p', formatP(pValue)])
  return facts
}

/** Of a share of rows: where the true one may lie. */
function intervalFact({ metric, value, nCurrent }: Finding): Fact[] {
  if (!isShare(metric) || value === null || nCurrent === null || nCurrent < 1 || value < 0 || value > 1) return []
  const successes = Math.round(value * nCurrent)
  // A mean of shares is none itself.
  if (!Number.isInteger(nCurrent) || Math.abs(value * nCurrent - successes) > 1e-6 * nCurrent) return []
  const { low, high } = wilsonInterval({ successes, rows: nCurrent })
  return [['interval', `${formatShare(low)} to ${formatShare(high)}, at 95 %, if rows are independent`]]
}

function plainFacts(finding: Finding): Fact[] {
  if (finding.check === 'volume') return volumeFacts(finding)
  const say = (value: number): string => (isShare(finding.metric) ? formatShare(value) : formatNumber(value))
  const facts: Fact[] = []
  if (finding.value !== null) facts.push([finding.metric.replaceAll('_', ' '), say(finding.value)])
  facts.push(...intervalFact(finding))
  if (finding.referenceValue !== null) facts.push(['reference', say(finding.referenceValue)])
  if (finding.threshold !== null) facts.push(['limit', say(finding.threshold)])
  facts.push(...rowsFact(finding))
  if (finding.pValue !== null) facts.push(['p', formatP(finding.pValue)])
  for (const [key, value] of Object.entries(finding.evidence)) {
    if (value === null || typeof value === 'object' || key === 'p' || key === 'unit') continue
    const text = typeof value === 'number' ? formatNumber(value) : typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
    facts.push([key.replaceAll('_', ' '), text])
  }
  return facts
}

function groupLinesOf(finding: Finding, style: Style, width: number): readonly string[] {
  const groups = groupsOf(finding.evidence['groups'])
  return groups.length === 0 ? [] : groupLines(groups, width, style)
}

/** New values by name and rows. */
function valueLines({ evidence }: Finding, width: number): string[] {
  const values = evidence['values']
  if (!Array.isArray(values) || values.length === 0) return []
  const rows = (values as readonly { readonly value?: JsonValue; readonly count?: JsonValue }[]).slice(0, 10)
  return [
    renderTable(
      [
        { title: 'value', gives: true },
        { title: 'rows', align: 'right' },
      ],
      rows.map(({ value, count }) => [String(value), typeof count === 'number' ? formatCount(count) : '']),
      width,
      { indent: 2 },
    ),
  ]
}

function historyLines({ finding, monitor, context }: Explained, style: Style, width: number): string[] {
  const { history, sinceUs } = context
  if (history.length < 2) return []
  const line = sparkline(
    history.map(({ value }) => value),
    Math.min(40, width - 40),
    finding.check === 'drift',
  )
  const what = finding.check === 'drift' ? 'PSI' : finding.metric.replaceAll('_', ' ')
  const noun = windowsNoun(finding.window.granularity).replace(/s$/, '')
  const since =
    finding.status === 'ok' || sinceUs >= finding.window.startUs
      ? ''
      : `; ${finding.status === 'fail' ? 'failing' : 'so'} since ${windowName({ ...finding.window, startUs: sinceUs }, monitor.timeZone)}`
  const states = { fail: 'F', error: 'E', warn: 'w', ok: '.', no_data: ' ', insufficient_data: ' ' } as const
  const strip = history.map(({ status }) => states[status]).join('')
  const lines = [hang('  history  ', `${line}  ${what} by ${noun}${since}`, width)]
  // One letter a window stands under the line only where the line has one character a window.
  if (history.length <= Math.min(40, width - 40)) lines.push(style.quiet(`           ${strip}  F fails, w warns`))
  return lines
}

function relatedLines({ related, segments }: FindingContext, width: number): string[] {
  const lines: string[] = []
  const columns = [...new Map(related.map((f) => [`${f.columnName} ${f.check}`, f])).values()]
  if (columns.length > 0) {
    const named = columns.slice(0, 4).map((f) => {
      const subject = f.columnName === ':table' ? checkWords(f.check) : f.columnName
      const detail = f.check === 'drift' && f.value !== null ? `PSI ${formatDistance(f.value)}` : checkWords(f.check)
      return f.columnName === ':table' ? subject : `${subject} (${detail})`
    })
    const more = columns.length > 4 ? `, and ${columns.length - 4} more` : ''
    lines.push(hang('  related  ', safeText(`in the same rows: ${named.join(', ')}${more}`), width))
  }
  const [most] = segments.filter(({ status }) => status === 'fail' || status === 'warn')
  if (most) {
    const value =
      most.value === null ? '' : ` (${most.check === 'drift' ? `PSI ${formatDistance(most.value)}` : formatNumber(most.value)})`
    const text = safeText(`by this check, strongest elsewhere: ${segmentName(most.segment)}${value}`)
    lines.push(hang(lines.length === 0 ? '  related  ' : '           ', text, width))
  }
  return lines
}

function nextSection(finding: Finding, options: Pick<GlobalOptions, 'config'>, style: Style, width: number): string[] {
  const file = `${finding.monitor.replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_')}.html`
  const where = `column_name = '${finding.columnName.replaceAll("'", "''")}'`
  return [
    nextLines(
      [
        [nextCommand(`report -o ${shellWord(file)} --open`, options), 'charts of every column'],
        [nextCommand(`export findings --where ${shellWord(where)}`, options), 'every window'],
      ],
      style.quiet,
      width,
    ),
  ]
}

export const explainJson = ({ finding, context }: Explained): JsonValue => ({
  ...findingJson(finding),
  evidence: finding.evidence,
  since: new Date(context.sinceUs / 1000).toISOString(),
  history: context.history.map(({ window, value, status }) => ({ window: windowJson(window), value: finite(value), status })),
  related: context.related.map(findingJson),
})
