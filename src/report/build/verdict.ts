/** The first lines of a monitor's report: is it fine, since when, from how many rows. */
import type { Finding } from '../../checks/finding.ts'
import { foldFindings } from '../../checks/fold-findings.ts'
import { formatCount, formatNumber } from '../../checks/numbers.ts'
import { segmentName } from '../../checks/sentences/segment-name.ts'
import type { Monitor } from '../../config/project.ts'
import { windowId } from '../../core/window.ts'
import type { MonitorNow } from '../../monitor/monitor-state.ts'
import type { ReportGranularity, ReportVerdict } from '../report-model.ts'
import { windowPhrase, windowText } from '../view/time-text.ts'
import { isLoud, isWhole } from './findings.ts'

const SENTENCES = 20

/** Where the judged window is: granularity and window, as places in the model. */
export interface JudgedPlace {
  readonly granularity: number
  readonly window: number
}

/**
 * The window of the worst finding, in the first granularity that has one so bad; where nothing is wrong the newest complete one of the
 * first granularity.
 */
export function judgedPlace(
  now: MonitorNow,
  granularities: readonly { readonly text: string | null; readonly ids: readonly string[] }[],
): JudgedPlace | null {
  const loud = now.summary.worst.filter(isLoud)
  const asBad = loud.filter(({ status }) => status === loud[0]!.status)
  const worst = granularities.flatMap(({ text }) => asBad.find(({ window }) => window.granularity === text) ?? [])[0] ?? loud[0]
  const [first] = now.newest
  const window = worst?.window ?? first?.complete ?? first?.open
  if (!window) return null
  const granularity = granularities.findIndex(({ text }) => text === window.granularity)
  const place = granularities[granularity]?.ids.indexOf(windowId(window)) ?? -1
  return place < 0 ? null : { granularity, window: place }
}

export function reportVerdict(
  monitor: Monitor,
  { summary }: MonitorNow,
  place: JudgedPlace | null,
  granularities: readonly ReportGranularity[],
  referenceRows: number | null,
): ReportVerdict {
  const window = place ? granularities[place.granularity]!.windows[place.window]! : null
  const text = place ? granularities[place.granularity]!.text : null
  const loud = summary.worst.filter(isLoud)
  const folded = foldFindings(loud)
  const isJudged = ({ window: { granularity, startUs } }: Finding): boolean => granularity === text && startUs === window?.startUs
  const severalWindows = !folded.every(({ finding }) => isJudged(finding))
  const when = window ? ` ${windowPhrase(text, window, monitor.timeZone)}` : ''
  return {
    status: summary.verdict,
    headline: headlineOf(
      foldFindings(loud.filter(isJudged)).map(({ finding }) => finding),
      summary.passed.length,
      when,
    ),
    sentences: folded.slice(0, SENTENCES).map(({ finding, otherSegments }) => ({
      status: finding.status,
      text: `${severalWindows ? `${windowName(finding, monitor)}: ` : ''}${isWhole(finding) ? '' : `${segmentName(finding.segment)}: `}${finding.sentence}${otherSegments > 0 ? `; and ${otherSegments} ${otherSegments === 1 ? 'slice' : 'slices'}` : ''}`,
      column: finding.columnName === ':table' ? null : finding.columnName,
      findingId: finding.id,
    })),
    sinceUs: place && summary.verdict === 'fail' ? sinceUs(granularities[place.granularity]!, place.window) : null,
    granularity: place?.granularity ?? null,
    window: place?.window ?? null,
    rows: window?.rows ?? null,
    referenceRows,
    counts: window?.counts ?? {},
  }
}

const windowName = ({ window }: Finding, { timeZone }: Monitor): string =>
  windowText(window.granularity, { ...window, rows: 0, complete: true, status: null, counts: {} }, timeZone)

/** Start of the unbroken run of failing windows that leads to the judged one. */
function sinceUs({ windows }: ReportGranularity, judged: number): number | null {
  let since: number | null = null
  for (let i = judged; i >= 0 && windows[i]!.status === 'fail'; i--) since = windows[i]!.startUs
  return since
}

/** "Accuracy fell from 0.857 to 0.704 and 3 columns moved in January 2017." */
function headlineOf(findings: readonly Finding[], passed: number, when: string): string {
  const failing = findings.filter(({ status }) => status === 'fail')
  const told = failing.length > 0 ? failing : findings
  if (told.length === 0)
    return passed > 0
      ? `Nothing that matters has changed${when}: ${formatCount(passed)} checks passed.`
      : `There was nothing to judge${when}.`
  const parts: string[] = []
  const quality = told.find(({ metric }) => metric === 'accuracy_score') ?? told.find(({ theme }) => theme === 'quality')
  if (quality) parts.push(`${qualityPart(quality)}${scopeOf([quality])}`)
  const data = told.filter(({ theme }) => theme === 'data')
  const broken = new Set(data.map(({ columnName }) => columnName))
  if (data.length > 0)
    parts.push(
      broken.has(':table')
        ? clause(data.find(({ columnName }) => columnName === ':table')!.sentence).split(': ')[0]!
        : `the values of ${broken.size <= 2 ? [...broken].join(' and ') : counted(broken.size, 'column')} look broken`,
    )
  const own = told.filter(({ theme }) => theme === 'user')
  if (own.length > 0)
    parts.push(
      own.length === 1 ? clause(own[0]!.sentence) : `${own.length} checks of your own ${failing.length > 0 ? 'fail' : 'warn'}`,
    )
  const drift = told.filter(({ theme }) => theme === 'prediction' || theme === 'feature')
  const moved = new Set(drift.map(({ columnName }) => columnName))
  if (moved.size > 0)
    parts.push(`${moved.size <= 2 ? [...moved].join(' and ') : counted(moved.size, 'column')} moved${scopeOf(drift)}`)
  const text = parts.length <= 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${when}.`
}

/** Where: nothing for the whole table, the slice by its name, or in how many. */
function scopeOf(findings: readonly Finding[]): string {
  if (findings.some(isWhole)) return ''
  const names = new Set(findings.map(({ segment }) => segmentName(segment)))
  // A slice's name is not broken over lines.
  return names.size === 1 ? ` for ${[...names][0]!.replaceAll(' ', '\u00a0')}` : ` in ${names.size} slices`
}

const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`

function qualityPart({ metric, value, referenceValue, sentence }: Finding): string {
  if (value === null || referenceValue === null) return clause(sentence)
  const name = metric.replace(/_score$/, '').replaceAll('_', ' ')
  return `${name} ${value < referenceValue ? 'fell' : 'rose'} from ${formatNumber(referenceValue)} to ${formatNumber(value)}`
}

/** The first clause of a sentence, without what stands in brackets. */
const clause = (sentence: string): string => sentence.split('; ')[0]!.replace(/ \([^()]*\)$/, '')
