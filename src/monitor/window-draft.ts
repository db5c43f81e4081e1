/** Drafts of windows: their rows and the evidence of each segment, from segments that are merged already. Windows and snapshots alike. */
import type { SegmentEvidence, Side } from '../checks/evidence.ts'
import type { Segment, Window } from '../core/window.ts'
import type { DriftPlace } from '../metrics/build-drift-row.ts'
import type { DriftRow, ProfileRow } from '../metrics/rows.ts'
import { type DriftPair, deriveDrift, deriveProfiles, pairRows } from './evaluate-custom.ts'
import type { RefreshContext } from './refresh-context.ts'
import type { CustomOfSegment, RowMaker } from './row-maker.ts'
import type { SegmentData, SegmentMap } from './segment-book.ts'

/** The segments of one stretch of rows, with their custom values. */
export interface DraftSide {
  readonly segments: SegmentMap
  readonly custom: (segment: Segment) => CustomOfSegment | undefined
}

export interface DraftInput {
  readonly window: Window
  readonly current: DraftSide
  /** `windowCmp` is null against a table or a fixed period. */
  readonly reference: DraftSide & { readonly windowCmp: Window | null }
  readonly previous: (DraftSide & { readonly windowCmp: Window }) | null
  readonly periods: readonly (DraftSide & { readonly text: string })[]
}

export interface WindowDraft {
  readonly profile: ProfileRow[]
  readonly drift: DriftRow[]
  readonly segments: SegmentEvidence[]
  /** Every profile row that derived metrics are wanted on, those of the other sides too. */
  readonly profiles: ProfileRow[]
  readonly pairs: DriftPair[]
}

type Compared = { readonly side: Side | null; readonly drift: readonly DriftRow[] }

export class WindowDrafter {
  readonly #maker: RowMaker
  readonly #profiles = new WeakMap<SegmentData, ProfileRow[]>()

  constructor(maker: RowMaker) {
    this.#maker = maker
  }

  draft({ window, current, reference, previous, periods }: DraftInput): WindowDraft {
    const draft: WindowDraft = { profile: [], drift: [], segments: [], profiles: [], pairs: [] }
    for (const [id, data] of current.segments) {
      const { segment } = data
      const rows = this.#maker.profile({ window, logType: 'INPUT' }, data, current.segments, true, current.custom(segment))
      const side = this.#maker.side(data, rows)
      const compare = (other: DraftSide & Pick<DriftPlace, 'windowCmp'>, driftType: DriftPlace['driftType']): Compared => {
        const otherSide = this.#sideOf(id, other, segment)
        if (!otherSide) return { side: null, drift: [] }
        const drift = this.#maker.drift({ window, windowCmp: other.windowCmp, driftType }, data, other.segments.get(id)!)
        draft.pairs.push(...pairRows(drift, side, otherSide))
        draft.profiles.push(...otherSide.profile.values())
        return { side: otherSide, drift }
      }
      const ref = compare(reference, 'BASELINE')
      const prev = previous ? compare(previous, 'CONSECUTIVE') : { side: null, drift: [] }
      const pooled = new Map<string, Side>()
      for (const period of periods) {
        const periodSide = this.#sideOf(id, period, segment)
        if (periodSide) pooled.set(period.text, periodSide)
      }
      draft.profile.push(...rows)
      draft.profiles.push(...rows, ...[...pooled.values()].flatMap((p) => [...p.profile.values()]))
      draft.drift.push(...ref.drift, ...prev.drift)
      draft.segments.push({
        segment,
        current: side,
        reference: ref.side,
        previous: prev.side,
        periods: pooled,
        baselineDrift: byColumn(ref.drift),
        consecutiveDrift: byColumn(prev.drift),
      })
    }
    draft.segments.sort((a, b) => partOf(a.segment) - partOf(b.segment))
    return draft
  }

  /** Its rows are made once, however many windows are compared with it. */
  #sideOf(id: string, { segments, custom }: DraftSide, segment: Segment): Side | null {
    const data = segments.get(id)
    if (!data) return null
    const kept = this.#profiles.get(data)
    const rows = kept ?? this.#maker.profile({ window: null, logType: 'BASELINE' }, data, segments, false, custom(segment))
    if (!kept) this.#profiles.set(data, rows)
    return this.#maker.side(data, rows)
  }
}

/** Fills derived and drift custom metrics into the drafts' rows. @returns how many statements were run */
export async function deriveDrafts(context: RefreshContext, drafts: readonly WindowDraft[]): Promise<number> {
  const ofProfiles = await deriveProfiles(
    context,
    drafts.flatMap((d) => d.profiles),
  )
  return (
    ofProfiles +
    (await deriveDrift(
      context,
      drafts.flatMap((d) => d.pairs),
    ))
  )
}

const partOf = (s: Segment): number => Number(s.sliceKey !== null) + Number(s.modelId !== null)

const byColumn = (rows: readonly DriftRow[]): ReadonlyMap<string, DriftRow> => new Map(rows.map((row) => [row.columnName, row]))
