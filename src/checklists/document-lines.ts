/** The lines of the document's checklists, under their own words and in its order. */

import type { TrainingSources } from '../retraining/training-time.ts'
import type { ChecklistName, LineAnswer } from './checklist.ts'
import { alertReview } from './lines/alert-review.ts'
import { allModelsPredicted } from './lines/all-models-predicted.ts'
import { anomalyRateDrift } from './lines/anomaly-rate-drift.ts'
import { documentationUpdates } from './lines/documentation.ts'
import { featureDrift } from './lines/feature-drift.ts'
import { performanceVsBaseline } from './lines/performance.ts'
import { performanceAudit } from './lines/performance-audit.ts'
import { retrainingReview } from './lines/retraining-review.ts'
import { thresholdTuning } from './lines/threshold-tuning.ts'
import { trainingFreshness } from './lines/training-freshness.ts'
import { volumesInRange } from './lines/volumes.ts'
import type { MonitorEvidence } from './monitor-evidence.ts'

export interface LineOptions {
  /** In how many windows a check may fire before another limit is proposed. */
  readonly alertBudget: number
  readonly sources: TrainingSources
}

export interface DocumentLine {
  /** Short, to type. */
  readonly id: string
  readonly line: string
  /** Per monitor; null: one answer for the project, about its jobs. */
  readonly evaluate: ((evidence: MonitorEvidence, options: LineOptions) => Promise<LineAnswer>) | null
  /** What only a person can do, and ticks. */
  readonly person: string | null
}

const computed = (id: string, line: string, evaluate: DocumentLine['evaluate']): DocumentLine => ({
  id,
  line,
  evaluate,
  person: null,
})

export const LINES: Readonly<Record<ChecklistName, readonly DocumentLine[]>> = {
  daily: [
    computed('predictions', 'All models generated predictions', allModelsPredicted),
    computed('rates', 'No significant anomaly rate drift', anomalyRateDrift),
    computed('jobs', 'No failed inference jobs', null),
    computed('volume', 'Prediction volumes within expected range', volumesInRange),
  ],
  weekly: [
    computed('drift', 'Feature drift analysis', featureDrift),
    computed('performance', 'Model performance comparison vs baseline', performanceVsBaseline),
    computed('freshness', 'Training data freshness', (evidence, { sources }) => trainingFreshness(evidence, sources)),
    {
      id: 'alerts',
      line: 'Alert review and tuning',
      evaluate: (evidence, { alertBudget }) => alertReview(evidence, alertBudget),
      person: 'somebody read what fired and decided about each noisy check',
    },
  ],
  monthly: [
    computed('audit', 'Full model performance audit', performanceAudit),
    {
      id: 'retraining',
      line: 'Retraining decision review',
      evaluate: (evidence, { sources }) => retrainingReview(evidence, sources),
      person: 'somebody agrees with each decision, or says otherwise',
    },
    computed('thresholds', 'Monitoring threshold tuning', (evidence, { alertBudget }) => thresholdTuning(evidence, alertBudget)),
    {
      id: 'documentation',
      line: 'Documentation updates',
      evaluate: documentationUpdates,
      person: 'somebody read it through: it is still true',
    },
  ],
}
