/**
 * Writes docs/metrics.md, the reference page of all metrics, from their definitions.
 * `--check` writes nothing and exits 1 when the page is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Metric } from '../src/metrics/define-metric.ts'
import { isOnTable } from '../src/metrics/known-metrics.ts'
import { METRICS } from '../src/metrics/registry.ts'
import { DRIFT_COLUMNS, PROFILE_COLUMNS } from '../src/metrics/table-columns.ts'

const target = fileURLToPath(new URL('../docs/metrics.md', import.meta.url))

const SECTIONS = [
  ['profile', 'Profile metrics', 'Describe one window. Columns of `profile_metrics`.'],
  ['drift', 'Drift metrics', 'Compare a window with its reference, or with the window before. Columns of `drift_metrics`.'],
  [
    'quality',
    'Quality metrics',
    'Compare predictions with labels. Columns of `profile_metrics`, on `:table` rows, where the monitor has a label.',
  ],
  [
    'fairness',
    'Fairness metrics',
    'Compare the two groups of a Boolean slicing expression. On the `:table` row of its `true` slice, where the monitor has a label.',
  ],
] as const

const lakehouse = new Set(
  [...PROFILE_COLUMNS, ...DRIFT_COLUMNS].filter((column) => column.lakehouse).map((column) => column.name),
)
const order = new Map([...PROFILE_COLUMNS, ...DRIFT_COLUMNS].map((column, index) => [column.name, index]))

function rangeText([low, high]: Metric['range']): string {
  if (low === null && high === null) return 'any number'
  if (high === null) return `${low} or more`
  return low === null ? `${high} or less` : `${low} to ${high}`
}

function placesOf(metric: Metric): string {
  const kinds = 'appliesTo' in metric ? metric.appliesTo : []
  const columns = kinds.length === 6 ? 'every column' : kinds.length > 0 ? `${kinds.join(', ')} columns` : ''
  return [columns, isOnTable(metric) ? '`:table` rows' : ''].filter((text) => text !== '').join(', ')
}

/** What a check or an expression means by the id alone. */
function bareName({ id, main, type }: Metric): string[] {
  const whole = main === undefined ? null : `\`${id}.${main}\``
  if (type.startsWith('map<string,struct<')) return [`\`${id}\` alone means \`${id}.1.${main}\` with \`positive: 1\``]
  const ofPositive = type.startsWith('map<') ? `\`${id}.1\`` : type.includes('one_vs_all:map<') ? `\`${id}.one_vs_all.1\`` : null
  if (ofPositive === null) return whole === null ? [] : [`\`${id}\` alone means ${whole}`]
  return [`\`${id}\` alone means ${ofPositive} with \`positive: 1\`${whole === null ? '' : `, ${whole} without`}`]
}

function entry(metric: Metric): string {
  const facts = [
    `on ${placesOf(metric)}`,
    `type \`${metric.type}\``,
    ...(metric.unit === 'none' ? [] : [`unit: ${metric.unit === 'column' ? "the column's own" : metric.unit}`]),
    `range: ${rangeText(metric.range)}`,
    ...(metric.better === 'neither' ? [] : [`${metric.better} is better`]),
    ...bareName(metric),
  ]
  return [
    `### ${metric.id}`,
    '',
    `**${metric.title}.** ${metric.answers}`,
    '',
    `${metric.formula[0]!.toUpperCase()}${metric.formula.slice(1)}`,
    '',
    `- ${facts.join('; ')}`,
    `- ${lakehouse.has(metric.id) ? 'a column of Lakehouse Monitoring' : 'a column of leeway'}`,
    `- source: ${metric.source}`,
    '',
  ].join('\n')
}

/** The page's text, from the registry as it is. */
export function metricsPage(): string {
  const lines = [
    '# Metrics',
    '',
    'Generated from the definitions in `src/metrics` by `scripts/generate-metrics-page.ts`; do not edit.',
    'What the tables look like around these columns, and why: [metric-tables.md](metric-tables.md). How to add one: [adding-a-metric.md](adding-a-metric.md).',
    '',
    'A check names a metric by its id; parts of a struct by a dot: `ks_test.pvalue`, `precision.macro`, `precision.one_vs_all.1`.',
    '',
  ]
  for (const [kind, title, text] of SECTIONS) {
    const metrics = METRICS.filter((metric) => metric.kind === kind).sort((a, b) => order.get(a.id)! - order.get(b.id)!)
    lines.push(`## ${title}`, '', text, '', ...metrics.map(entry))
  }
  return `${lines.join('\n').trimEnd()}\n`
}

const isMain = process.argv[1] === fileURLToPath(import.meta.url)
if (isMain) {
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== metricsPage()) {
      process.stderr.write('docs/metrics.md is not current: run node --import tsx scripts/generate-metrics-page.ts\n')
      process.exitCode = 1
    }
  } else writeFileSync(target, metricsPage())
}
