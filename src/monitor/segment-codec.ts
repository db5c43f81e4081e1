import { decodeSegment, encodeSegment } from '../aggregates/segment-codec.ts'
import type { SegmentCodec } from '../store/state-rows.ts'

/** How the store keeps states: the compact encoding of the aggregates. */
export const segmentCodec: SegmentCodec = {
  encode: (columns, quality) => encodeSegment({ columns, ...(quality ? { quality } : {}) }),
  decode: (bytes) => decodeSegment(bytes),
}
