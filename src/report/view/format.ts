/** Numbers for people: three significant digits, thousands separated, percentages as percentages. */
import type { ReportUnit } from '../report-model.ts'

const NO_VALUE = '–'
const MINUS = '\u2212'
/** No-break thin space before the percent sign. */
const PERCENT = '\u202f%'
const group = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')

/** 16,913. Whole numbers are never rounded. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  return sign(value) + group(Math.abs(Math.round(value)).toFixed(0))
}

/** 0.704, 16,900, 2e-41. Zeros that say nothing are left out, except where `pad` asks for aligned columns. */
export function formatNumber(value: number | null | undefined, digits = 3, pad = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e12) return formatPower(value, digits)
  const rounded = Number(size.toPrecision(digits))
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)))
  const [whole, fraction] = rounded.toFixed(Math.min(decimals, 12)).split('.')
  const kept = fraction === undefined ? '' : pad ? fraction : fraction.replace(/0+$/, '')
  return sign(value) + group(whole!) + (kept === '' ? '' : `.${kept}`)
}

/** 2e-41: what can be typed and pasted. */
function formatPower(value: number, digits: number): string {
  const [mantissa, exponent] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e')
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!
  return `${sign(value)}${short}e${exponent!.replace('+', '')}`
}

/** A drift statistic: always three decimals below 1, so that columns of them align; what rounds to nothing says so. */
export function formatDrift(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  const size = Math.abs(value)
  if (size > 0 && size < 0.0005) return '<\u202f0.001'
  return size < 0.9995 ? sign(value) + size.toFixed(3) : formatNumber(value, 3, true)
}

/** A limit, as short as it is round: 0.1. */
export const formatLimit = (value: number): string => formatNumber(value)

/** 20.4 %, 0.05 %, 100 %. */
export function formatShare(share: number | null | undefined, digits = 3): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return NO_VALUE
  if (share !== 0 && Math.abs(share) < 0.00005) return `<${'\u202f'}0.01${PERCENT}`
  // 99.97 must not read 100: what is not all, is not said to be all.
  const percent = share < 1 && share > 0.9995 ? Math.min(99.99, share * 100) : share * 100
  const text = share < 1 && share > 0.9995 ? percent.toFixed(2) : formatNumber(Number(percent.toFixed(2)), digits)
  return text + PERCENT
}

/** +11.5 points: a difference of shares. */
export function formatPoints(difference: number): string {
  const points = Number((difference * 100).toFixed(1))
  if (points === 0) return '0'
  return (points > 0 ? '+' : MINUS) + Math.abs(points).toFixed(1)
}

export function formatUnit(value: number | null | undefined, unit: ReportUnit): string {
  if (unit === 'rows') return formatCount(value)
  if (unit === 'share') return formatShare(value)
  return unit === 'seconds' && value !== null && value !== undefined ? `${formatNumber(value)} s` : formatNumber(value)
}

/** 0.0004, 2e-41; below what a double holds well: "< 1e-300". */
export function formatP(p: number | null | undefined): string {
  if (p === null || p === undefined || !Number.isFinite(p)) return NO_VALUE
  if (p < 1e-300) return '< 1e-300'
  return formatNumber(p, p < 1e-4 ? 1 : 2)
}

/** `1 column`, `3 columns`. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${formatCount(n)} ${n === 1 ? one : many}`

const sign = (value: number): string => (value < 0 ? MINUS : '')
