import { knownMetricIds } from '../metrics/known-metrics.ts'

/** What a check in leeway.yaml may name, custom metrics aside. */
export const customMetricIds = (): readonly string[] => [...knownMetricIds()]
