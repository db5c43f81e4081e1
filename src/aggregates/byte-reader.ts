import { LeewayError } from '../core/errors.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const SHORT_TEXT = 24

/** Reads what `ByteWriter` wrote. Bytes that end too early or make no sense are a damaged store, said so. */
export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#at = at
  }

  get at(): number {
    return this.#at
  }

  /** Bytes that are not yet read. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  #take(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.length) throw damaged('it ends too early')
    this.#at += length
    return from
  }

  byte(): number {
    return this.#bytes[this.#take(1)]!
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  count(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 8; i++) {
      const byte = this.byte()
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    throw damaged('a number has no end')
  }

  /** A count that says how many things follow, each at least `size` bytes: a damaged one never reserves memory. */
  length(size = 1): number {
    const value = this.count()
    if (value * size > this.#bytes.length - this.#at) throw damaged('a length reaches beyond the end')
    return value
  }

  text(): string {
    const raw = this.raw(this.length())
    // Short plain texts, which most categories are: a call of the decoder takes longer than the letters.
    if (raw.length > SHORT_TEXT) return decoder.decode(raw)
    let text = ''
    for (let i = 0; i < raw.length; i++) {
      if (raw[i]! > 127) return decoder.decode(raw)
      text += String.fromCharCode(raw[i]!)
    }
    return text
  }

  raw(length: number): Uint8Array {
    const from = this.#take(length)
    return this.#bytes.subarray(from, from + length)
  }
}

export const damaged = (what: string): LeewayError =>
  new LeewayError('STORE_DAMAGED', `a stored state cannot be read: ${what}`, {
    mend: 'run `leeway run --full` to compute the windows again',
  })
