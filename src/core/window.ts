/** A half-open interval `[startUs, endUs)` in microseconds since 1970-01-01 UTC. A snapshot's window is one instant (start = end) and has no granularity. */
export interface Window {
  readonly granularity: string | null
  readonly startUs: number
  readonly endUs: number
}

/** Which rows of a window: all (`sliceKey` null), or those of one slice; of all models (`modelId` null, written `*`), or of one. */
export interface Segment {
  readonly sliceKey: string | null
  readonly sliceValue: string | null
  readonly modelId: string | null
}

export const WHOLE: Segment = { sliceKey: null, sliceValue: null, modelId: null }

export const windowId = (w: Window): string => `${w.granularity ?? ''}@${w.startUs}`
export const segmentId = (s: Segment): string => JSON.stringify([s.sliceKey, s.sliceValue, s.modelId])
