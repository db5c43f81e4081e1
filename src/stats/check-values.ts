import { LeewayError } from '../core/errors.ts'

/** Throws STATS_DOMAIN unless value is finite and > 0. */
export function assertPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new LeewayError('STATS_DOMAIN', `${name} must be finite and above 0, not ${value}`)
}

/** Throws STATS_DOMAIN unless value is finite. */
export function assertFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new LeewayError('STATS_DOMAIN', `${name} must be finite, not ${value}`)
}

/** Throws STATS_DOMAIN unless value is finite and >= 0. */
export function assertCount(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new LeewayError('STATS_DOMAIN', `${name} must be finite and 0 or more, not ${value}`)
}

/** Throws STATS_DOMAIN unless value lies in [0, 1], or in (0, 1) when open. */
export function assertProbability(name: string, value: number, options: { readonly open?: boolean } = {}): void {
  const inside = options.open === true ? value > 0 && value < 1 : value >= 0 && value <= 1
  if (!inside) throw new LeewayError('STATS_DOMAIN', `${name} must lie between 0 and 1, not ${value}`)
}
