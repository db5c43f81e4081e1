let known: readonly string[] | undefined

/** IANA names that this runtime lists, with UTC first. */
export function timeZoneNames(): readonly string[] {
  known ??= ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')]
  return known
}

/**
 * The zone's IANA name with its usual capitals, or undefined when there is no such zone. Offsets such as `+01:00` are not zones.
 * @example parseTimeZone('europe/berlin') // => 'Europe/Berlin'
 */
export function parseTimeZone(text: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(text)) return undefined
  const listed = timeZoneNames().find((name) => name.toLowerCase() === text.toLowerCase())
  if (listed) return listed
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    // A valid alias (Asia/Kolkata, US/Eastern) keeps the spelling that the user knows, when it is spelt with capitals.
    return /^[A-Z]/.test(text) ? text : canonical
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
