import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { LogLossState } from './states.ts'

export const emptyLogLoss = (): LogLossState => ({ n: 0, sum: 0 })

/** Log loss summed over the rows of both. */
export const mergeLogLoss = (a: LogLossState, b: LogLossState): LogLossState => ({ n: a.n + b.n, sum: a.sum + b.sum })

export function encodeLogLoss(state: LogLossState, out: ByteWriter): void {
  out.count(state.n)
  out.double(state.sum)
}

export const decodeLogLoss = (from: ByteReader): LogLossState => ({ n: from.count(), sum: from.double() })
