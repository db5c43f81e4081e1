/** Small pictures made of block characters: a line over time, a bar of a share. */

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/**
 * One character per value, lowest to highest; a blank where there is none.
 *
 * @param width at most so many characters: older values are merged by their mean, so that the newest stays sharp in proportion
 * @param zero the line stands on 0 instead of the smallest value
 */
export function sparkline(values: readonly (number | null)[], width = 40, zero = false): string {
  const shown = squeeze(values, width)
  const known = shown.filter((value) => value !== null)
  if (known.length === 0) return ''
  const low = zero ? Math.min(0, ...known) : Math.min(...known)
  const high = Math.max(...known)
  return shown
    .map((value) => {
      if (value === null) return ' '
      // A line that never moves is drawn in the middle, or on the ground where it is 0.
      if (high === low) return zero && high === 0 ? LEVELS[0] : LEVELS[3]
      return LEVELS[Math.min(LEVELS.length - 1, Math.floor(((value - low) / (high - low)) * LEVELS.length))]!
    })
    .join('')
}

function squeeze(values: readonly (number | null)[], width: number): readonly (number | null)[] {
  if (values.length <= width) return values
  return Array.from({ length: width }, (_, i) => {
    const part = values
      .slice(Math.floor((i * values.length) / width), Math.floor(((i + 1) * values.length) / width))
      .filter((value) => value !== null)
    return part.length === 0 ? null : part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

/** A bar of `share` (0 to 1) of the longest, in eighths of a character; something is always seen of what is not 0. */
export function bar(share: number, width: number): string {
  const eighths = share > 0 ? Math.max(1, Math.round(Math.min(1, share) * width * 8)) : 0
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!
}
