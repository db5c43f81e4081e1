/** A read-only map whose values are made when they are asked for, each time. */
export class LazyMap<V> implements ReadonlyMap<string, V> {
  readonly #keys: ReadonlySet<string>
  readonly #make: (key: string) => V | undefined

  constructor(keys: readonly string[], make: (key: string) => V | undefined) {
    this.#keys = new Set(keys)
    this.#make = make
  }

  get size(): number {
    return this.#keys.size
  }

  get(key: string): V | undefined {
    return this.#keys.has(key) ? this.#make(key) : undefined
  }

  has(key: string): boolean {
    return this.#keys.has(key)
  }

  keys(): MapIterator<string> {
    return this.#keys.keys()
  }

  *entries(): MapIterator<[string, V]> {
    for (const key of this.#keys) {
      const value = this.#make(key)
      if (value !== undefined) yield [key, value]
    }
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value
  }

  forEach(callback: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this)
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries()
  }
}
