/** Makes the rows of the metric tables and the sides of the evidence from merged segments. */

import type { ConfusionState } from '../aggregates/states.ts'
import type { Side } from '../checks/evidence.ts'
import type { Monitor } from '../config/project.ts'
import { type Segment, segmentId, type Window } from '../core/window.ts'
import type { Grouping } from '../engines/engine.ts'
import { buildDriftRow, buildTableDriftRow, type DriftPlace } from '../metrics/build-drift-row.ts'
import { buildProfileRow, buildTableRow } from '../metrics/build-profile-row.ts'
import type { FairnessGroup, LabelInput, ProfileInput, TableInput } from '../metrics/inputs.ts'
import { type DriftRow, type MetricValues, type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import { provisionalUntilUs } from '../plan/maturity.ts'
import { hasDrift, type MonitoredColumn } from '../plan/monitored-columns.ts'
import type { FrozenColumn } from '../store/store.ts'
import type { SegmentData, SegmentMap } from './segment-book.ts'

/** Custom values of one segment, by column name (`:table` included), then metric name. */
export type CustomOfSegment = ReadonlyMap<string, MetricValues>

const NONE: CustomOfSegment = new Map()

export class RowMaker {
  readonly #columns: readonly MonitoredColumn[]
  readonly #frozen: ReadonlyMap<string, FrozenColumn>
  readonly #booleanSlices: ReadonlySet<string>
  readonly #monitor: Monitor
  readonly #asOfUs: number
  readonly #inputs = new WeakMap<SegmentData, ReadonlyMap<string, ProfileInput>>()

  constructor(
    columns: readonly MonitoredColumn[],
    frozen: ReadonlyMap<string, FrozenColumn>,
    grouping: Grouping,
    { monitor, asOfUs }: { readonly monitor: Monitor; readonly asOfUs: number },
  ) {
    this.#columns = columns
    this.#frozen = frozen
    this.#booleanSlices = new Set(grouping.slices.filter((s) => s.values === null).map((s) => s.key))
    this.#monitor = monitor
    this.#asOfUs = asOfUs
  }

  inputs(data: SegmentData): ReadonlyMap<string, ProfileInput> {
    const kept = this.#inputs.get(data)
    if (kept) return kept
    const inputs = new Map<string, ProfileInput>()
    for (const { column } of this.#columns) {
      const state = data.columns.get(column.name)
      if (!state) continue
      const edges = this.#frozen.get(column.name)?.fine
      const sorted = data.sorted?.get(column.name)
      // A joined label has the rows of the join.
      const rows = column.name === this.#joined ? state.counts.rows : data.rows
      inputs.set(column.name, { rows, column, state, ...(edges ? { edges } : {}), ...(sorted ? { sorted } : {}) })
    }
    this.#inputs.set(data, inputs)
    return inputs
  }

  profile(
    place: { readonly window: Window | null; readonly logType: 'INPUT' | 'BASELINE' },
    data: SegmentData,
    siblings: SegmentMap,
    quantiles: boolean,
    custom: CustomOfSegment = NONE,
  ): ProfileRow[] {
    const at = { ...place, segment: data.segment }
    const rows = [buildTableRow(at, this.#table(data, siblings, place.window), new Map(custom.get(TABLE_COLUMN)))]
    for (const [name, input] of this.inputs(data)) {
      rows.push(buildProfileRow(at, input, { quantiles, custom: new Map(custom.get(name)) }))
    }
    return rows
  }

  side(data: SegmentData, profile: readonly ProfileRow[]): Side {
    return {
      rows: data.rows,
      // Decoded once; the checks ask for each many times.
      columns: new Map([...this.inputs(data)].map(([name, { state }]) => [name, state])),
      ...(data.quality ? { quality: data.quality } : {}),
      profile: new Map(profile.map((row) => [row.columnName, row])),
    }
  }

  drift(place: Omit<DriftPlace, 'segment'>, current: SegmentData, reference: SegmentData): DriftRow[] {
    const at = { ...place, segment: current.segment }
    const rows = [
      buildTableDriftRow(
        at,
        { current: this.#table(current, NO_SIBLINGS), reference: this.#table(reference, NO_SIBLINGS) },
        new Map(),
      ),
    ]
    const before = this.inputs(reference)
    const now = this.inputs(current)
    for (const c of this.#columns) {
      const name = c.column.name
      const [input, other, frozen] = [now.get(name), before.get(name), this.#frozen.get(name)]
      if (!hasDrift(c) || !input || !other || !frozen || frozen.column.kind !== c.column.kind) continue
      rows.push(buildDriftRow(at, { column: c.column, current: input, reference: other, frozen }, new Map()))
    }
    return rows
  }

  get #joined(): string | undefined {
    return this.#monitor.labels ? this.#monitor.label : undefined
  }

  /** A reference table brings its labels itself, also where those of the predictions are joined. */
  #labels(data: SegmentData, window: Window | null): LabelInput | null {
    const { label } = this.#monitor
    if (label === undefined) return null
    const state = data.quality?.labels
    if (state)
      return { state, joined: true, provisional: window && provisionalUntilUs(this.#monitor, window, this.#asOfUs) !== null }
    const nonNull = data.columns.get(label)?.counts.nonNull
    return nonNull === undefined
      ? null
      : { state: { labelled: nonNull, pairs: nonNull, several: 0 }, joined: false, provisional: null }
  }

  #table(data: SegmentData, siblings: SegmentMap, window: Window | null = null): TableInput {
    const columns = this.#columns.map(({ column }) => ({
      name: column.name,
      nonNull: data.columns.get(column.name)?.counts.nonNull ?? 0,
    }))
    const fairness = this.#fairness(data, siblings)
    const labels = this.#labels(data, window)
    return {
      rows: data.rows,
      columns,
      ...(data.quality ? { quality: data.quality } : {}),
      ...(labels ? { labels } : {}),
      ...(this.#monitor.outcomeValues ? { outcomeValues: this.#monitor.outcomeValues } : {}),
      ...(fairness ? { fairness } : {}),
    }
  }

  #fairness(data: SegmentData, siblings: SegmentMap): TableInput['fairness'] {
    const { sliceKey, sliceValue } = data.segment
    if (sliceKey === null || sliceValue !== 'true' || !this.#booleanSlices.has(sliceKey)) return undefined
    const other: Segment = { ...data.segment, sliceValue: 'false' }
    const groupTrue = this.#group(data)
    const sibling = siblings.get(segmentId(other))
    const groupFalse = sibling && this.#group(sibling)
    return groupTrue && groupFalse ? { groupTrue, groupFalse } : undefined
  }

  #group(data: SegmentData): FairnessGroup | undefined {
    const confusion: ConfusionState | undefined = data.quality?.confusion
    if (!confusion) return undefined
    const { prediction } = this.#monitor
    const categories = prediction === undefined ? undefined : data.columns.get(prediction)?.categories
    return { confusion, ...(categories?.complete ? { predictions: categories.items } : {}) }
  }
}

const NO_SIBLINGS: SegmentMap = new Map()
