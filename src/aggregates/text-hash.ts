const INDEX_BITS = 11

/**
 * Puts a text into a sketch of distinct values by the two words of a 64-bit hash.
 *
 * Texts are hashed by the low half of their MD5 over UTF-8, which every engine can compute by itself
 * (`md5_number_lower` in DuckDB): a million distinct values never leave it. Registers are laid out as in stats/hyper-log-log.ts.
 */
export function addTextHash(registers: Uint8Array, high: number, low: number): void {
  const index = high >>> (32 - INDEX_BITS)
  const rest = high & ((1 << (32 - INDEX_BITS)) - 1)
  const zeros = rest !== 0 ? Math.clz32(rest) - INDEX_BITS : 32 - INDEX_BITS + Math.clz32(low)
  if (zeros + 1 > registers[index]!) registers[index] = zeros + 1
}
