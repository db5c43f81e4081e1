/**
 * Which outcomes the root windows have now, at the least cost: nothing is read while the label table is as it was and no outcome has
 * become known since; only windows whose predictions changed are joined again while the label table is as it was; otherwise all are.
 */
import { createHash } from 'node:crypto'
import { formatCount } from '../checks/numbers.ts'
import type { Column } from '../core/columns.ts'
import { type Granularity, parseGranularity, windowOfKey } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import type { IndexedWindow, IndexRequest, TimestampSpec } from '../engines/engine.ts'
import { parseFingerprint } from '../plan/window-fingerprint.ts'
import { PAIR_KIND } from '../sql/label-join.ts'
import type { MonitorState, StoredWindow } from '../store/store.ts'
import { storedLabels, type TableIndex } from './index-table.ts'
import type { OpenLabels } from './open-table.ts'
import { engineContext, type RefreshContext } from './refresh-context.ts'

export interface LabelIndex {
  /** How the answer was found, for the plan and the log. */
  readonly how: 'unchanged' | 'changed windows' | 'whole table'
  /** By key of the root window; windows without an outcome are absent. */
  readonly windows: ReadonlyMap<number, LabelWindow>
  /** Hash of the outcomes in a reference period; empty for every other reference. */
  readonly basis: string
  /** What the next refresh must know. */
  readonly info: Readonly<Record<string, JsonValue>>
}

export interface LabelWindow {
  readonly pairs: number
  /** Predictions with more than one outcome. */
  readonly several: number
  readonly fingerprint: string
}

export interface LabelIndexInput {
  readonly labels: OpenLabels
  readonly timestamp: TimestampSpec
  readonly root: Granularity
  readonly index: TableIndex
  /** Of the predictions, beside the outcome. */
  readonly fingerprint: readonly Column[]
  readonly fromUs: number | undefined
  /** Null: everything is joined. */
  readonly before: { readonly state: MonitorState; readonly windows: readonly StoredWindow[] } | null
}

const YEAR = parseGranularity('1 year')!
const DAY = parseGranularity('1 day')!

export async function indexLabels(
  context: RefreshContext,
  input: LabelIndexInput,
  totals: { statements: number },
): Promise<LabelIndex> {
  const { labels, index, root, before } = input
  const { timeZone } = context.monitor
  const ask = async (narrow: Partial<IndexRequest>): Promise<ReadonlyMap<number, LabelWindow>> => {
    const result = await context.engine.indexWindows(
      {
        source: labels.joined,
        timestamp: input.timestamp,
        root,
        asOfUs: context.asOfUs,
        fingerprint: [labels.column, ...input.fingerprint],
        ...(input.fromUs === undefined ? {} : { fromUs: input.fromUs }),
        ...narrow,
      },
      engineContext(context, 'labels'),
    )
    totals.statements += result.statements
    return new Map(result.windows.map((w) => [w.key, labelWindow(w, result.several?.get(w.key) ?? 0)]))
  }

  const kept = before && isAsBefore(context, labels, before.state) ? before.state : null
  if (kept) {
    const stored = storedLabels(before!.windows, root, timeZone)
    const own = before!.windows.filter((w) => w.window.granularity === root.text)
    const rows = new Map(own.map((w) => [w.window.startUs, w]))
    const isKnown = (w: IndexedWindow): boolean => {
      const old = rows.get(windowOfKey(root, w.key, timeZone).startUs)
      return stored.get(w.key) != null && parseFingerprint(old?.fingerprint ?? null).rows === w.fingerprint
    }
    // Windows of n rows are numbered anew when rows come.
    const changed = root.unit === 'rows' ? (index.how === 'unchanged' ? [] : null) : index.windows.filter((w) => !isKnown(w))
    if (changed !== null) {
      const windows = new Map<number, LabelWindow>()
      for (const w of index.windows) {
        const text = stored.get(w.key)
        if (text && !text.startsWith('@')) windows.set(w.key, parseLabelWindow(text))
      }
      if (changed.length === 0) return finish(context, windows, 'unchanged', basisOf(kept), kept.info)
      const spans = changed.map((w) => windowOfKey(root, w.key, timeZone))
      const fresh = await ask({
        fromUs: Math.min(...spans.map((w) => w.startUs)),
        untilUs: Math.max(...spans.map((w) => w.endUs)),
      })
      for (const { key } of changed) {
        const now = fresh.get(key)
        if (now) windows.set(key, now)
        else windows.delete(key)
      }
      return finish(context, windows, 'changed windows', await periodBasis(context, input, windows, totals), kept.info)
    }
  }
  const windows = await ask({})
  const known = await knownFacts(context, labels, totals)
  const info = { label_version: labels.description.version, ...known }
  if (windows.size === 0 && index.windows.length > 0)
    context.say(`${context.monitor.name}: no prediction has an outcome yet: check labels.on if there should be some`)
  return finish(context, windows, 'whole table', await periodBasis(context, input, windows, totals), info)
}

/** The outcomes of a table that is one window. */
export async function countLabels(
  context: RefreshContext,
  labels: OpenLabels,
  totals: { statements: number },
): Promise<LabelIndex> {
  const counted = await context.engine.custom(
    {
      source: labels.joined,
      time: null,
      grouping: { slices: [], modelId: null },
      expressions: [
        { name: 'pairs', sql: 'count(*)' },
        { name: 'several', sql: `count(case when ${PAIR_KIND} = 2 then 1 end)` },
      ],
    },
    engineContext(context, 'labels'),
  )
  totals.statements += counted.statements
  const [pairs, several] = (counted.rows[0]?.values ?? []).map(Number)
  const window = { pairs: pairs ?? 0, several: several ?? 0, fingerprint: '' }
  const info = { label_version: labels.description.version, ...(await knownFacts(context, labels, totals)) }
  return finish(context, new Map(window.pairs > 0 ? [[0, window]] : []), 'whole table', '', info)
}

/** What a refresh that was narrowed must forget, so that the next one looks at all outcomes. */
export const forgottenLabels: Readonly<Record<string, JsonValue>> = { label_version: null }

/** The same table, and no outcome in it that has become known since. */
function isAsBefore(context: RefreshContext, labels: OpenLabels, { info }: MonitorState): boolean {
  const { version } = labels.description
  const asOf = info['as_of_us']
  return (
    version !== null &&
    info['label_version'] === version &&
    info['label_future_rows'] === 0 &&
    typeof asOf === 'number' &&
    context.asOfUs >= asOf
  )
}

const basisOf = ({ info }: MonitorState): string => (typeof info['label_basis'] === 'string' ? info['label_basis'] : '')

const labelWindow = (w: IndexedWindow, several: number): LabelWindow => ({
  pairs: w.rows,
  several,
  fingerprint: `${w.fingerprint}-${several}`,
})

/** Out of the fingerprint itself: number of pairs first, predictions with several outcomes last. */
function parseLabelWindow(text: string): LabelWindow {
  const fingerprint = text.split('@')[0]!
  const parts = fingerprint.split('-')
  return { pairs: Number(parts[0]), several: Number(parts.at(-1)), fingerprint }
}

function finish(
  context: RefreshContext,
  windows: ReadonlyMap<number, LabelWindow>,
  how: LabelIndex['how'],
  basis: string,
  info: Readonly<Record<string, JsonValue>>,
): LabelIndex {
  const several = [...windows.values()].reduce((sum, w) => sum + w.several, 0)
  if (several > 0 && context.monitor.labels?.match === 'all')
    context.say(
      `${context.monitor.name}: ${several === 1 ? '1 prediction has' : `${formatCount(several)} predictions have`} more than one outcome: match: all counts each (first or last counts one)`,
    )
  const kept = Object.fromEntries(
    ['label_version', 'label_future_rows', 'label_unknown_rows', 'label_unreadable_rows'].map((key) => [key, info[key] ?? null]),
  )
  return { how, windows, basis, info: { ...kept, label_basis: basis, label_several: several } }
}

/** Outcomes of which it is not said, or not yet, when they became known. Without `known_at` all are known. */
async function knownFacts(
  context: RefreshContext,
  { joined, settings }: OpenLabels,
  totals: { statements: number },
): Promise<Readonly<Record<string, JsonValue>>> {
  const { source, knownAt } = joined.labels!
  if (knownAt === null) return { label_future_rows: 0, label_unknown_rows: 0, label_unreadable_rows: 0 }
  const result = await context.engine.indexWindows(
    { source, timestamp: knownAt, root: YEAR, asOfUs: context.asOfUs, fingerprint: [] },
    engineContext(context, 'labels'),
  )
  totals.statements += result.statements
  const { nullTimestamps, unreadableTimestamps, futureRows } = result
  const out = [
    ...(nullTimestamps > 0 ? [`${formatCount(nullTimestamps)} without ${settings.knownAt}`] : []),
    ...(unreadableTimestamps > 0 ? [`${formatCount(unreadableTimestamps)} with one that cannot be read`] : []),
    ...(futureRows > 0 && !context.asOfGiven ? [`${formatCount(futureRows)} that become known later`] : []),
  ]
  if (out.length > 0) context.say(`${context.monitor.name}: outcomes that are not joined: ${out.join(', ')}`)
  return { label_future_rows: futureRows, label_unknown_rows: nullTimestamps, label_unreadable_rows: unreadableTimestamps }
}

/** When outcomes of a reference period come or change, every window is compared with other ones: this hash says so. */
async function periodBasis(
  context: RefreshContext,
  { labels, root, timestamp, fingerprint }: LabelIndexInput,
  windows: ReadonlyMap<number, LabelWindow>,
  totals: { statements: number },
): Promise<string> {
  const { reference, timeZone } = context.monitor
  if (reference?.kind !== 'period') return ''
  const { fromUs, toUs } = reference
  let content: readonly (readonly [number, string])[]
  if (root.unit === 'rows') {
    const request = { source: labels.joined, timestamp, root: DAY, asOfUs: context.asOfUs, fromUs, untilUs: toUs }
    const result = await context.engine.indexWindows(
      { ...request, fingerprint: [labels.column, ...fingerprint] },
      engineContext(context, 'labels'),
    )
    totals.statements += result.statements
    content = result.windows.map((w) => [w.key, w.fingerprint] as const)
  } else {
    content = [...windows]
      .filter(([key]) => {
        const { startUs, endUs } = windowOfKey(root, key, timeZone)
        return startUs < toUs && endUs > fromUs
      })
      .map(([key, w]) => [key, w.fingerprint] as const)
  }
  const sorted = content.toSorted(([a], [b]) => a - b)
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16)
}
