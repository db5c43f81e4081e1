/** What a monitor is where nothing is written. Apart from the schema, so that a comparison without configuration need not load it. */
import type { CalibratedSettings } from './project.ts'

export const CALIBRATED: CalibratedSettings = { failP: 0.01, warnP: 0.05, failSize: 0.1, warnSize: 0.05 }
/** Frozen equal-mass bins per numeric column. */
export const DEFAULT_BINS = 32
export const DEFAULT_MINIMUM_CATEGORY_COUNT = 5
