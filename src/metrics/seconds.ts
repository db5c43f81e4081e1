import type { ColumnKind } from '../core/columns.ts'

/** States of timestamps hold microseconds; the metric tables show seconds since 1970-01-01 UTC. Numbers stay as they are. */
export const inTableUnit = (kind: ColumnKind, value: number): number => (kind === 'timestamp' ? value / 1e6 : value)
