import { Temporal } from 'temporal-polyfill'

/**
 * An instant as a local time without zone, as Python's `isoformat` writes a Spark timestamp.
 * @example localText(1_769_903_933_919_000, 'UTC') // => '2026-01-31T23:58:53.919000'
 * @example localText(0, 'UTC') // => '1970-01-01T00:00:00'
 */
export function localText(us: number, zone: string): string {
  const local = Temporal.Instant.fromEpochNanoseconds(BigInt(us) * 1000n)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
  const whole = local.microsecond === 0 && local.millisecond === 0
  return local.toString({ fractionalSecondDigits: whole ? 0 : 6 })
}
