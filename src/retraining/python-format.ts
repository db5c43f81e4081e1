/** Numbers as Python prints them: the reasons of a decision are the document's, to the letter. */

/**
 * `f"{value:.2f}"`: the exact decimal expansion of the double, ties to the even digit (`toFixed` takes them up, and turns to exponents
 * above 1e21).
 *
 * @example formatFixed(0.125, 2) // => '0.12'
 */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return notFinite(value)
  const { mantissa, exponent } = partsOf(Math.abs(value))
  const scaled = mantissa * 10n ** BigInt(digits)
  const whole = exponent >= 0 ? scaled << BigInt(exponent) : dividedToEven(scaled, -exponent)
  const text = whole.toString().padStart(digits + 1, '0')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** `f"{share:.1%}"`: the double times 100, which is rounded to a double first, then as `formatFixed`. */
export const formatPercent = (share: number, digits: number): string => {
  const percent = share * 100
  return Number.isFinite(percent) ? `${formatFixed(percent, digits)}%` : `${notFinite(percent)}%`
}

/** `str(value)`: a whole number as an `int`, anything else as a `float`. */
export const numberText = (value: number): string =>
  Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : floatText(value)

/** `repr(value)` of a `float`: `2.0`, `0.1`, `1e+16`, `1e-05`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return notFinite(value)
  const [head, power] = Math.abs(value).toExponential().split('e') as [string, string]
  const digits = head.replace('.', '')
  const exponent = Number(power)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign}${head}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 1, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`
}

const notFinite = (value: number): string => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')

/** A finite double as a whole number times a power of two. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, value)
  const all = bits.getBigUint64(0)
  const power = Number((all >> 52n) & 0x7ffn)
  const fraction = all & 0xfffffffffffffn
  return power === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | 0x10000000000000n, exponent: power - 1075 }
}

/** `value / 2^power`, rounded half to even. */
function dividedToEven(value: bigint, power: number): bigint {
  const shift = BigInt(power)
  const floor = value >> shift
  const rest = value - (floor << shift)
  const half = 1n << (shift - 1n)
  const up = rest > half || (rest === half && (floor & 1n) === 1n)
  return up ? floor + 1n : floor
}
