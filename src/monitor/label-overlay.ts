/** Lays the outcomes of a window over what is known of its predictions. */
import { emptyErrors } from '../aggregates/errors.ts'
import { DELAY_EDGES } from '../aggregates/labels.ts'
import { emptyMoments } from '../aggregates/moments.ts'
import { ScoresBuilder } from '../aggregates/scores-builder.ts'
import type { ColumnState, LabelsState, QualityState } from '../aggregates/states.ts'
import { segmentId, WHOLE } from '../core/window.ts'
import type { SegmentStates } from '../engines/engine.ts'
import { LABEL_DELAY, PAIR_KIND } from '../sql/label-join.ts'
import { emptyResidualBins } from '../stats/residual-bins.ts'
import type { StoredSegment } from '../store/store.ts'

/** Outcomes of one root window, by segment. */
export interface WindowLabels {
  readonly states: ReadonlyMap<string, SegmentStates> | null
  readonly sorted: ReadonlyMap<string, Float64Array> | null
}

export interface LabelNames {
  readonly label: string
  readonly hasDelay: boolean
}

/** The segments of a window with these outcomes in the place of any that they had. */
export function withLabels(
  segments: readonly StoredSegment[],
  outcomes: ReadonlyMap<string, SegmentStates>,
  { label, hasDelay }: LabelNames,
): readonly StoredSegment[] {
  const whole = outcomes.get(segmentId(WHOLE))
  return segments.map((segment) => {
    const own = outcomes.get(segmentId(segment.segment))
    const columns = new Map([...segment.columns].filter(([name]) => name !== label))
    const state = own?.columns.get(label)
    if (state) columns.set(label, state)
    const quality: QualityState = {
      ...(own ? own.quality : whole?.quality && emptyLike(whole.quality)),
      labels: labelsState(own?.columns.get(PAIR_KIND), hasDelay ? own?.columns.get(LABEL_DELAY) : undefined, hasDelay),
    }
    return { ...segment, columns, quality }
  })
}

function labelsState(pair: ColumnState | undefined, delay: ColumnState | undefined, hasDelay: boolean): LabelsState {
  const [single = 0, first = 0, further = 0] = pair?.histogram ?? []
  return {
    labelled: single + first,
    pairs: single + first + further,
    several: first,
    ...(hasDelay && {
      delay: {
        moments: delay?.moments ?? emptyMoments(0),
        histogram: delay?.histogram ?? new Float64Array(DELAY_EDGES.length + 1),
      },
    }),
  }
}

/** What the same question answers where there are no outcomes. */
function emptyLike({ confusion, scores, logLoss, errors, errorHistogram, residuals }: QualityState): QualityState {
  return {
    ...(confusion && { confusion: new Map() }),
    ...(scores && { scores: new Map([...scores.keys()].map((name) => [name, new ScoresBuilder().finish()])) }),
    ...(logLoss && { logLoss: { n: 0, sum: 0 } }),
    ...(errors && { errors: emptyErrors(errors.label.shift) }),
    ...(errorHistogram && { errorHistogram: { negative: emptySide(), zeros: 0, positive: emptySide() } }),
    ...(residuals && { residuals: emptyResidualBins(residuals.rows.length) }),
  }
}

const emptySide = () => ({ keys: new Int32Array(), counts: new Float64Array() })
