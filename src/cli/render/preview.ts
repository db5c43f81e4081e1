/** What `leeway run --dry-run` prints: windows, queries, bytes. */
import { formatCount } from '../../checks/numbers.ts'
import type { Project } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { RefreshPreview } from '../../monitor/refresh-monitor.ts'
import type { Effects } from '../effects.ts'
import { wantsColour, widthOf } from '../effects.ts'
import { createStyle } from './style.ts'
import { hang, safeText } from './text-width.ts'
import { isoInstant, windowName } from './when.ts'

const HOW: Readonly<Record<RefreshPreview['how'], string>> = {
  unchanged: 'the table is as at the last run; nothing is read to find that out',
  'new files': 'only new files are looked through for windows',
  'whole table': 'the key columns of the whole table are read to find changed windows',
  snapshot: 'the whole table is one window',
}

/** Windows of one granularity that would be computed or judged anew. */
interface Planned {
  readonly granularity: string
  readonly computed: number
  readonly judged: number
  readonly rows: number
  readonly from: string
  readonly to: string
}

function plannedOf(preview: RefreshPreview, zone: string): readonly Planned[] {
  const judged = preview.plans.flatMap((plan) => plan.judged)
  return [...new Set(judged.map((j) => j.granularity.text))].map((granularity) => {
    const own = judged.filter((j) => j.granularity.text === granularity).toSorted((a, b) => a.window.startUs - b.window.startUs)
    return {
      granularity,
      computed: own.filter((j) => j.changed).length,
      judged: own.length,
      rows: own.reduce((sum, j) => sum + (j.changed ? j.rows : 0), 0),
      from: windowName(own[0]!.window, zone),
      to: windowName(own.at(-1)!.window, zone),
    }
  })
}

const zoneOf = (project: Project, name: string): string =>
  project.monitors.find((m) => m.name === name)?.timeZone ?? project.timeZone

export function renderPreview(previews: readonly RefreshPreview[], project: Project, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const blocks = previews.map((preview) => {
    const zone = zoneOf(project, preview.monitor)
    const planned = plannedOf(preview, zone)
    const removed = preview.plans.reduce((sum, plan) => sum + plan.removed.length, 0)
    if (isNothingNew(preview))
      return [
        style.strong(safeText(preview.monitor)),
        '  nothing is new: every window is as the last run left it',
        hang('  reading  ', HOW[preview.how], width),
      ].join('\n')
    const windows = [
      ...(preview.how === 'snapshot' ? ['the whole table'] : planned.map(windowsText)),
      ...(removed === 0 ? [] : [`${counted(removed, 'window')} without rows now: removed`]),
    ]
    return [
      style.strong(safeText(preview.monitor)),
      ...windows.map((text, i) => hang(i === 0 ? '  windows  ' : '           ', text, width)),
      hang('  reading  ', HOW[preview.how], width),
      `  queries  about ${counted(preview.estimatedStatements, 'statement')} for ${counted(preview.columns, 'column')} and ${counted(preview.slices, 'slice')}`,
      `  bytes    ${preview.estimatedBytes === null ? 'not known for this table' : `about ${bytesText(preview.estimatedBytes)} before compression is undone`}`,
      ...(preview.newBins ? ['  bins     frozen anew from the reference'] : []),
    ].join('\n')
  })
  const end = previews.every(isNothingNew)
    ? 'Nothing was changed, and leeway run would change nothing.'
    : 'Nothing was changed. leeway run does it.'
  return `${blocks.join('\n\n')}\n\n${end}\n`
}

const isNothingNew = ({ how, plans, newBins }: RefreshPreview): boolean =>
  how !== 'snapshot' && !newBins && plans.every((plan) => plan.judged.length === 0 && plan.removed.length === 0)

function windowsText({ granularity, computed, judged, rows, from, to }: Planned): string {
  const again = judged - computed
  const span = `${judged} of ${granularity}, ${from}${to === from ? '' : ` to ${to}`}`
  if (computed === 0) return `${span}: only compared anew`
  return `${span}: ${counted(rows, 'row')} to read${again > 0 ? `, ${again} only compared anew` : ''}`
}

const counted = (n: number, noun: string): string => `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`

export function bytesText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit++
  }
  return unit === 0 ? counted(size, 'byte') : `${Number(size.toPrecision(3))} ${units[unit]}`
}

export function previewJson(previews: readonly RefreshPreview[]): JsonValue {
  return previews.map((preview) => ({
    monitor: preview.monitor,
    how: preview.how,
    columns: preview.columns,
    slices: preview.slices,
    estimated_bytes: preview.estimatedBytes,
    estimated_statements: preview.estimatedStatements,
    new_bins: preview.newBins,
    windows: preview.plans.flatMap((plan) =>
      plan.judged.map((j) => ({
        granularity: j.granularity.text,
        start: isoInstant(j.window.startUs),
        end: isoInstant(j.window.endUs),
        rows: j.rows,
        complete: j.complete,
        read: j.changed,
      })),
    ),
  }))
}
