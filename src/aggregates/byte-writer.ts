/** Grows a byte buffer; little-endian doubles, LEB128 integers, length-prefixed UTF-8. */
export class ByteWriter {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0
  readonly #encoder = new TextEncoder()

  get length(): number {
    return this.#length
  }

  #room(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return
    const next = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra))
    next.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = next
    this.#view = new DataView(next.buffer)
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  double(value: number): void {
    this.#room(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** A whole number from 0 to 2^53, seven bits a byte. */
  count(value: number): void {
    this.#room(8)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  text(value: string): void {
    const bytes = this.#encoder.encode(value)
    this.count(bytes.length)
    this.raw(bytes)
  }

  raw(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}
