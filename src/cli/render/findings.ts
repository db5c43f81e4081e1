/** Findings as lines: the tag, the sentence, since when, and in how many other slices. */
import type { Finding } from '../../checks/finding.ts'
import type { FoldedFinding } from '../../checks/fold-findings.ts'
import { segmentName } from '../../checks/sentences/segment-name.ts'
import { windowsNoun } from '../../checks/sentences/windows-noun.ts'
import { STATUS_TAGS, type Style } from './style.ts'
import { hang, safeText, wrapText } from './text-width.ts'
import { windowName } from './when.ts'

export interface FindingLineOptions {
  readonly width: number
  readonly style: Style
  readonly timeZone: string
  /** Start of the unbroken run of failures, where it is known. */
  readonly sinceUs?: number | undefined
  /** Said where findings of several windows stand together. */
  readonly nameWindow?: boolean
}

const TAG_WIDTH = 6
const MOST_LINES = 2

export function findingLine(folded: FoldedFinding, options: FindingLineOptions): string {
  const { finding } = folded
  const { style, width } = options
  const head = `  ${STATUS_TAGS[finding.status].padEnd(TAG_WIDTH)}`
  const parts = [...slicesText(folded), ...sinceText(finding, options)]
  const tail = parts.length === 0 ? '' : `; ${parts.join('; ')}`
  const text = fitSentence(subjectText(finding, options), tail, width - head.length)
  return style.status(finding.status, head) + hang(head, text, width).slice(head.length)
}

function subjectText(finding: Finding, { nameWindow, timeZone }: FindingLineOptions): string {
  const { segment } = finding
  const where = segment.sliceKey === null && segment.modelId === null ? '' : `${segmentName(segment)}: `
  const when = nameWindow ? `${windowName(finding.window, timeZone)}: ` : ''
  return safeText(`${when}${where}${finding.sentence}`)
}

/** Clauses that say less are left out where the sentence takes more than two lines: `explain` has them all. */
function fitSentence(sentence: string, tail: string, width: number): string {
  const clauses = sentence.split('; ')
  while (clauses.length > 1 && wrapText(clauses.join('; ') + tail, width).length > MOST_LINES) clauses.pop()
  return clauses.join('; ') + tail
}

const WHOLE_WORDS: Readonly<Partial<Record<Finding['status'], string>>> = {
  warn: 'the whole table warns',
  error: 'the whole table could not be judged',
}

function slicesText({ otherSegments, otherGranularities, wholeTable }: FoldedFinding): string[] {
  const parts: string[] = []
  const whole = wholeTable === null ? undefined : WHOLE_WORDS[wholeTable]
  if (whole !== undefined) parts.push(whole)
  if (otherSegments > 0) parts.push(`and ${otherSegments} ${otherSegments === 1 ? 'slice' : 'slices'}`)
  if (otherGranularities.length > 0)
    parts.push(`and by ${otherGranularities.map((g) => windowsNoun(g).replace(/s$/, '')).join(', ')}`)
  return parts
}

function sinceText(finding: Finding, { sinceUs, timeZone }: FindingLineOptions): string[] {
  if (sinceUs === undefined || finding.window.granularity === null) return []
  if (sinceUs >= finding.window.startUs) return ['new']
  return [`since ${windowName({ ...finding.window, startUs: sinceUs }, timeZone)}`]
}

const CHECK_WORDS: Readonly<Record<string, string>> = {
  accuracy_score: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  mean_average_error: 'mean absolute error',
  missing_share: 'missing values',
  unseen_categories: 'new values',
  out_of_range: 'ranges',
  null_timestamps: 'timestamps',
  future_timestamps: 'timestamps',
  prediction_null: 'predictions present',
  mean_shift: 'means',
  label_drift: 'label',
}

export const checkWords = (check: string): string => CHECK_WORDS[check] ?? check.replaceAll('_', ' ')

/** "17 columns, accuracy, volume, missing values, schema (103 checks)": what passed everywhere. */
export function passedText(passed: readonly Finding[], worst: readonly Finding[]): string {
  const troubled = new Set(worst.map(({ check, columnName }) => JSON.stringify([check, columnName])))
  const fine = passed.filter(({ check, columnName }) => !troubled.has(JSON.stringify([check, columnName])))
  const columns = new Set(
    fine.filter(({ columnName, check }) => check === 'drift' && columnName !== ':table').map((f) => f.columnName),
  )
  const troubledChecks = new Set(worst.map(({ check }) => check))
  const words = new Set(
    fine.filter(({ check }) => check !== 'drift' && !troubledChecks.has(check)).map(({ check }) => checkWords(check)),
  )
  const parts = [
    ...(columns.size > 0 ? [`${columns.size} ${columns.size === 1 ? 'column' : 'columns'}`] : []),
    ...[...words].map(safeText).sort(),
  ]
  const shown = parts.length > MOST_WORDS ? [...parts.slice(0, MOST_WORDS), `${parts.length - MOST_WORDS} more`] : parts
  const checks = `${passed.length.toLocaleString('en-US')} ${passed.length === 1 ? 'check' : 'checks'}`
  return shown.length === 0 ? checks : `${shown.join(', ')} (${checks})`
}

const MOST_WORDS = 12
