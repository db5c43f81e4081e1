/** Hash of what a monitor's numbers rest on, its reference aside: when it changes, every window is computed anew. */
import { createHash } from 'node:crypto'
import type { Monitor } from '../config/project.ts'

export function monitorHash(monitor: Monitor): string {
  const {
    reference: _reference,
    place: _place,
    minimumCategoryCount: _shown,
    retraining: _retraining,
    mlflow: _mlflow,
    documentation: _documentation,
    operations: _operations,
    ...rest
  } = monitor
  const plain = JSON.stringify(rest, (key, value: unknown) =>
    key === 'place' ? undefined : value instanceof Map ? [...value.entries()] : value,
  )
  return createHash('sha256').update(plain).digest('hex').slice(0, 16)
}
