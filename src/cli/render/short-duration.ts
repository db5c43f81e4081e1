/** A duration in one unit, short enough for a table: `120 ms`, `4.2 s`, `64 min`, `5.2 h`, `3.1 days`. */
export function shortDuration(seconds: number): string {
  if (seconds < 1) return seconds === 0 ? '0 s' : seconds < 0.001 ? `${digits(seconds * 1e6)} µs` : `${digits(seconds * 1e3)} ms`
  if (seconds < 100) return `${digits(seconds)} s`
  if (seconds < 6000) return `${digits(seconds / 60)} min`
  if (seconds < 172_800) return `${digits(seconds / 3600)} h`
  return `${digits(seconds / 86_400)} days`
}

/** Two digits, or all before the point. */
const digits = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : String(Math.round(value)))
