import { createRegisters, decodeRegisters, encodeRegisters, mergeRegisters } from '../stats/hyper-log-log.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

export const emptyDistinct = (): Uint8Array => createRegisters()

/** The sketch of the values of either. */
export function mergeDistinct(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = a.slice()
  mergeRegisters(out, b)
  return out
}

export function encodeDistinct(state: Uint8Array, out: ByteWriter): void {
  const bytes = encodeRegisters(state)
  out.count(bytes.length)
  out.raw(bytes)
}

export const decodeDistinct = (from: ByteReader): Uint8Array => decodeRegisters(from.raw(from.length()))
