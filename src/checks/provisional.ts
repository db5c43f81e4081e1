/**
 * Quality by the outcomes that happened to come first is not the quality of a window: quick outcomes need not be like slow ones.
 * Until outcomes had their time, what rests on them is told, and neither warns nor fails.
 */
import type { Monitor } from '../config/project.ts'
import { labelMetrics } from '../metrics/label-metrics.ts'
import type { Draft } from './draft.ts'

/** @returns the draft as it is where it does not rest on outcomes, or where those are not awaited any more */
export function provisionalDraft(draft: Draft, monitor: Monitor, untilUs: number | undefined): Draft {
  if (untilUs === undefined || !restsOnLabels(draft, monitor)) return draft
  const until = new Date(untilUs / 1000).toISOString().slice(0, 16).replace('T', ' ')
  const evidence = { ...draft.evidence, provisional_until: new Date(untilUs / 1000).toISOString() }
  if (draft.status === 'fail' || draft.status === 'warn') {
    return {
      ...draft,
      status: 'insufficient_data',
      sentence: `provisional, so not judged before ${until} UTC: ${draft.sentence}`,
      evidence: { ...evidence, would_be: draft.status },
    }
  }
  return { ...draft, sentence: `${draft.sentence} (provisional until ${until} UTC)`, evidence }
}

const restsOnLabels = ({ theme, columnName, metric }: Draft, monitor: Monitor): boolean =>
  theme === 'quality' || columnName === monitor.label || labelMetrics(monitor).has(metric.split('.')[0]!)
