/** 7. Data quality: missing, unseen, out of range, duplicates, timestamps, schema. Only what is worth a line. */
import type { DataTopic, ReportDataIssue, ReportMonitor } from '../report-model.ts'
import { formatCount, formatShare } from './format.ts'
import { type Html, html, nothing } from './html.ts'
import { empty, sectionHead } from './parts.ts'
import type { View } from './state.ts'
import { statusBadge, statusRank } from './status.ts'
import { windowText } from './time-text.ts'

const TOPICS: Readonly<Record<DataTopic, string>> = {
  schema: 'Schema',
  freshness: 'Freshness',
  volume: 'Volume',
  duplicates: 'Duplicates',
  null_timestamp: 'Rows without a timestamp',
  future: 'Rows from the future',
  late: 'Late rows',
  missing: 'Missing values',
  not_finite: 'NaN and infinities',
  unseen: 'Values never seen in the reference',
  out_of_range: 'Values outside the reference’s range',
  other: 'Other',
}

export function dataSection(view: View): Html {
  const { dataQuality, notes } = view.monitor
  const head = sectionHead(
    'Is the data whole?',
    'Missing, unseen and impossible values, volume, duplicates, timestamps and schema, as the newest windows have them.',
  )
  const topics = (Object.keys(TOPICS) as DataTopic[]).filter((topic) => dataQuality.some((issue) => issue.topic === topic))
  return html`${head}${
    dataQuality.length === 0
      ? empty('Nothing to report.')
      : html`<div class="issues">${topics.map((topic) => html`<section class="issue"><h3>${TOPICS[topic]}</h3><ul>${sorted(dataQuality.filter((i) => i.topic === topic)).map((issue) => issueItem(issue, view.monitor))}</ul></section>`)}</div>`
  }${notes.length > 0 ? html`<section class="issue notes"><h3>Notes</h3><ul>${notes.map((note) => html`<li><span></span><span>${note}</span></li>`)}</ul></section>` : nothing}`
}

const sorted = (issues: readonly ReportDataIssue[]): ReportDataIssue[] =>
  [...issues].sort((a, b) => statusRank(a.status) - statusRank(b.status) || (b.share ?? 0) - (a.share ?? 0))

function issueItem(issue: ReportDataIssue, { granularities, timeZone, verdict }: ReportMonitor): Html {
  const at = issue.window
  const granularity = at === null ? undefined : granularities[at.granularity]
  const window = at === null ? undefined : granularity?.windows[at.index]
  const isJudged = at?.granularity === verdict.granularity && at?.index === verdict.window
  const when = !granularity || !window || isJudged ? '' : `${windowText(granularity.text, window, timeZone)}: `
  const numbers = [
    issue.rows === null ? null : `${formatCount(issue.rows)} rows`,
    issue.share === null ? null : formatShare(issue.share),
    issue.referenceShare === null ? null : `${formatShare(issue.referenceShare)} in the reference`,
  ].filter((part) => part !== null)
  return html`<li>${issue.status === 'ok' ? html`<span></span>` : statusBadge(issue.status)}<span>${when}${issue.sentence}${numbers.length > 0 ? html` <span class="muted">${numbers.join(' · ')}</span>` : nothing}</span></li>`
}
