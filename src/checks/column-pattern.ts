/** Does a column's name match any of the patterns? `*` stands for any characters, everything else for itself. */
export function matchesPattern(columnName: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => patternToRegExp(pattern).test(columnName))
}

export const isPattern = (text: string): boolean => text.includes('*')

function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`))
    .join('.*')
  return new RegExp(`^${source}$`, 'su')
}
