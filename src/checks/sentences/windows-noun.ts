/** What a monitor's windows are called: `days`, `weeks`, `2-week windows`, `windows`. */
export function windowsNoun(granularity: string | null): string {
  if (granularity === null) return 'windows'
  const match = /^(\d+) (minute|hour|day|week|month|year)s?$/.exec(granularity)
  if (!match) return 'windows'
  return match[1] === '1' ? `${match[2]}s` : `${match[1]}-${match[2]} windows`
}
