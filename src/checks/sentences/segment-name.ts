import type { Segment } from '../../core/window.ts'

/** `the whole table`, `hotel = City Hotel`, `lead_time > 90 is true`, `model 7, hotel = City Hotel`. */
export function segmentName({ sliceKey, sliceValue, modelId }: Segment): string {
  const model = modelId === null ? null : `model ${modelId}`
  if (sliceKey === null) return model ?? 'the whole table'
  const isColumn = /^[\p{L}\p{N}_ .-]+$/u.test(sliceKey)
  const slice = isColumn ? `${sliceKey} = ${sliceValue ?? 'no value'}` : `${sliceKey} is ${sliceValue ?? 'unknown'}`
  return model === null ? slice : `${model}, ${slice}`
}
