/** Numbers as people read them: three significant digits, thousands separated, shares as percentages. */

/** A value of a column or metric: `0.312`, `16,900`, `2.4 million`, `1.2e-7`. Whole numbers below a million keep all digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? 'infinity' : '-infinity'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e6) return separated(value)
  if (size >= 1e15 || size < 1e-4) return shortExponent(value)
  if (size >= 1e12) return `${threeDigits(value / 1e12)} trillion`
  if (size >= 1e9) return `${threeDigits(value / 1e9)} billion`
  if (size >= 1e6) return `${threeDigits(value / 1e6)} million`
  return threeDigits(value)
}

/** A number of rows, all digits: `1,204`. */
export const formatCount = (count: number): string => separated(Math.round(count))

/** A share as a percentage: 0.1735 is `17.4 %`, 1 is `100 %`; tiny ones are not rounded to nothing. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  const size = Math.abs(percent)
  if (size < 0.01) return `${percent < 0 ? '-' : ''}under 0.01 %`
  // 99.97 % must not be said to be all.
  if (size > 99.95 && size < 100) return `${percent < 0 ? '-' : ''}over 99.9 %`
  return `${threeDigits(percent)} %`
}

/** A difference of two shares: 0.15 is `15 points`, 0.011 is `1.1 points`. */
export function formatPoints(difference: number): string {
  const points = Math.abs(difference * 100)
  const text = points !== 0 && points < 0.01 ? 'under 0.01' : trimZeros(points.toPrecision(points >= 1 ? 2 : 1), points)
  return `${text} ${text === '1' ? 'point' : 'points'}`
}

/** A distance such as PSI: two digits after the point, more where it is small: `0.31`, `0.05`, `0.003`, `under 0.0001`. */
export function formatDistance(value: number): string {
  if (value === 0) return '0'
  if (value < 1e-4) return 'under 0.0001'
  if (value < 0.01) return String(Number(value.toPrecision(1)))
  if (value < 10) return String(Number(value.toFixed(2)))
  return formatNumber(value)
}

/** A p-value: `0.03`, `2e-41`, `under 1e-300`. */
export function formatP(p: number): string {
  if (p < 1e-300) return 'under 1e-300'
  if (p < 1e-3) return p.toExponential(0)
  return String(Number(p.toPrecision(2)))
}

/** A factor: `2.4 times`. */
export const formatFactor = (factor: number): string =>
  Number.isFinite(factor) ? `${threeDigits(Number(factor.toPrecision(2)))} times` : 'infinitely many times'

// One formatter each: making it anew for every number costs far more than formatting.
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const PLAIN = new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 })

const separated = (value: number): string => WHOLE.format(value)

function threeDigits(value: number): string {
  const rounded = Number(value.toPrecision(3))
  return PLAIN.format(rounded)
}

function shortExponent(value: number): string {
  return String(Number(value.toPrecision(3)).toExponential()).replace('e+', 'e')
}

function trimZeros(text: string, value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(text))
}
