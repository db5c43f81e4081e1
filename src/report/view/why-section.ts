/** 6. Why this verdict? The rule in words with its numbers, sample sizes, the wobble factor. */
import type { PolicyName } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ReportFinding } from '../report-model.ts'
import { formatCount, formatDrift, formatLimit, formatNumber, formatP, formatPoints, formatShare, plural } from './format.ts'
import { type Html, html, nameText, nothing } from './html.ts'
import { empty, sectionHead } from './parts.ts'
import type { View } from './state.ts'
import { statusBadge, statusRank } from './status.ts'

const FIRST_FINDINGS = 5

const POLICIES: Readonly<Record<PolicyName, string>> = {
  calibrated:
    'A drift check fails only when three questions are all answered yes: is the change larger than chance explains for these two sample sizes and for the way this data wobbles by itself; is it larger than the stated size; does it still stand among all the checks of this window (false-discovery control).',
  classic:
    'Fixed limits, as many teams begin with: a check fails when its value passes its limit, whatever the number of rows. Small windows pass such limits by chance.',
  evidently:
    'The definitions and limits of Evidently: each column is compared by the test that suits its type, and fails past that test’s limit.',
  nannyml: 'The definitions and limits of NannyML: limits are three standard deviations around the reference’s own windows.',
}

export function whySection(view: View): Html {
  const { findings, monitor } = view
  const bad = findings.filter((f) => statusRank(f.status) < 5)
  const rest = bad.slice(FIRST_FINDINGS)
  return html`${sectionHead('Why this verdict?', html`<b>Policy ${monitor.policy}.</b> ${POLICIES[monitor.policy]}`)}${
    bad.length === 0 ? empty(nothingText(view)) : html`<ol class="findings">${bad.slice(0, FIRST_FINDINGS).map(findingItem)}</ol>`
  }${
    rest.length > 0
      ? html`<details class="data" data-key="more-findings"><summary>${plural(rest.length, 'more finding')}</summary><ol class="findings">${rest.map(findingItem)}</ol></details>`
      : nothing
  }`
}

/** Either nothing is wrong, or what was wrong is not in this file. */
function nothingText({ window, windowPhrase }: View): string {
  const bad = (window?.counts.fail ?? 0) + (window?.counts.warn ?? 0) + (window?.counts.error ?? 0)
  return bad === 0
    ? `Nothing failed or warned ${windowPhrase}.`
    : `${plural(bad, 'finding')} ${windowPhrase}: ${bad === 1 ? 'its sentence is' : 'their sentences are'} not kept in this file; leeway export findings has all of them.`
}

function findingItem(finding: ReportFinding): Html {
  const facts = factsOf(finding)
  return html`<li class="finding"><p class="finding-head">${statusBadge(finding.status)} <span class="finding-sentence">${finding.sentence}</span></p>
<p class="rule">${finding.rule ?? ruleInWords(finding)}</p>
<dl class="evidence">${facts.map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>`)}</dl>${contributions(finding.evidence['contributions'])}<p class="next muted">Deeper: <code>leeway explain ${finding.id.slice(0, 8)}</code></p></li>`
}

/** The calibrated rule with this finding's own numbers; a plain limit otherwise. */
function ruleInWords(finding: ReportFinding): string {
  const number = (name: string): number | null => {
    const value = finding.evidence[name]
    return typeof value === 'number' ? value : null
  }
  const adjustedP = number('adjustedP')
  const size = number('size') ?? finding.effect
  const sizeLimit = number('sizeLimit')
  const pLimit = number('pLimit')
  const result = finding.status === 'fail' ? 'fails' : finding.status === 'warn' ? 'warns' : 'is judged'
  if (adjustedP !== null && size !== null)
    return `It ${result} because the size of the change is ${formatDrift(size)}${sizeLimit === null ? '' : ` (limit ${formatLimit(sizeLimit)})`} and its adjusted p is ${formatP(adjustedP)}${pLimit === null ? '' : ` (limit ${formatP(pLimit)})`}.`
  if (finding.status === 'insufficient_data')
    return 'At these sample sizes only an enormous change could be seen, so nothing is said.'
  if (finding.check === 'volume' && finding.effect !== null && finding.threshold !== null)
    return `It ${result} because rows differ by a factor of ${formatNumber(finding.effect)} from what is usual, past the limit ${formatNumber(finding.threshold)}${withP(finding)}.`
  const { value, referenceValue, effect } = finding
  const change = value === null || referenceValue === null ? null : value - referenceValue
  const isChange = change !== null && effect !== null && Math.abs(Math.abs(change) - effect) < 1e-9
  if (isChange && finding.threshold !== null)
    return `It ${result} because ${words(finding.metric)} is ${formatNumber(effect)} ${change < 0 ? 'below' : 'above'} the reference, past the limit ${formatNumber(finding.threshold)}${withP(finding)}.`
  if (finding.threshold !== null && finding.value !== null)
    return `It ${result} because ${words(finding.metric)} is ${formatNumber(finding.value)}, past the limit ${formatNumber(finding.threshold)}${withP(finding)}.`
  return `Check ${words(finding.check)} on ${words(finding.metric)}.`
}

const words = (id: string): string => id.replace(/_score$/, '').replaceAll('_', ' ')
const withP = ({ pValue }: ReportFinding): string => (pValue === null ? '' : `, with p ${formatP(pValue)}`)

const KNOWN = new Set([
  'contributions',
  'direction',
  'chance',
  'adjustedP',
  'wobble',
  'size',
  'sizeLimit',
  'pLimit',
  'referenceWindows',
  // Said beside it, adjusted.
  'p',
])

function factsOf(f: ReportFinding): readonly (readonly [string, string | Html])[] {
  const e = f.evidence
  const facts: (readonly [string, string | Html])[] = []
  const add = (title: string, value: string | Html | null): void => {
    if (value !== null) facts.push([title, value])
  }
  const numeric = (value: JsonValue | undefined, format: (v: number) => string): string | null =>
    typeof value === 'number' ? format(value) : null
  add('Column', f.column === null ? null : nameText(f.column))
  add('Slice', f.segment === null ? null : nameText(f.segment))
  add('Value', f.value === null ? null : formatNumber(f.value))
  add('Reference', f.referenceValue === null ? null : formatNumber(f.referenceValue))
  add('Limit', f.threshold === null || typeof e['sizeLimit'] === 'number' ? null : formatNumber(f.threshold))
  add(
    'Rows',
    f.nCurrent === null
      ? null
      : `${formatCount(f.nCurrent)}${f.nReference === null ? '' : ` against ${formatCount(f.nReference)}`}`,
  )
  add('Chance explains up to', numeric(e['chance'], formatDrift))
  add('p, adjusted', numeric(e['adjustedP'], formatP))
  add('p', f.pValue === null ? null : formatP(f.pValue))
  add('Size', numeric(e['size'], formatDrift))
  add('Size limit', numeric(e['sizeLimit'], formatLimit))
  add(
    'Wobble',
    numeric(e['wobble'], (v) =>
      v <= 1
        ? 'none: rows behave as independent'
        : `× ${formatNumber(v)}${typeof e['referenceWindows'] === 'number' ? ` (from ${plural(e['referenceWindows'], 'reference window')})` : ''}`,
    ),
  )
  add('Direction', typeof e['direction'] === 'string' ? e['direction'] : null)
  for (const [name, value] of Object.entries(e)) {
    if (KNOWN.has(name) || value === null || typeof value === 'object') continue
    const title = name
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .replaceAll('_', ' ')
      .toLowerCase()
    add(
      title.charAt(0).toUpperCase() + title.slice(1),
      typeof value === 'number' ? (Number.isInteger(value) ? formatCount(value) : formatNumber(value)) : String(value),
    )
  }
  return facts
}

/** `[{label, reference, current, contribution}]`, shares from 0 to 1: the bins that make the change. */
function contributions(value: JsonValue | undefined): Html {
  if (!Array.isArray(value)) return nothing
  const rows = value.flatMap((item: JsonValue) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return []
    const record = item as { readonly [key: string]: JsonValue }
    const { label, reference, current, contribution } = record as {
      readonly [K in 'label' | 'reference' | 'current' | 'contribution']?: JsonValue
    }
    if (typeof label !== 'string' || typeof reference !== 'number' || typeof current !== 'number') return []
    return [
      html`<li><b>${nameText(label)}</b>: ${formatShare(reference)} → ${formatShare(current)} <span class="muted">(${formatPoints(current - reference)} points${typeof contribution === 'number' ? `, ${formatShare(contribution, 2)} of the change` : ''})</span></li>`,
    ]
  })
  return rows.length === 0 ? nothing : html`<ul class="contributions">${rows.slice(0, 5)}</ul>`
}
