/**
 * Does a name fit a pattern in which `*` stands for any characters? Letter case counts.
 * @example matchesPattern('lead_time', 'lead*') // => true
 */
export function matchesPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*')
  const [first] = parts
  if (parts.length === 1) return name === pattern
  const last = parts.at(-1)!
  if (!name.startsWith(first!) || !name.endsWith(last) || name.length < first!.length + last.length) return false
  // What stands between two stars is looked for from the left; that is enough, as each star may take anything.
  let at = first!.length
  for (const middle of parts.slice(1, -1)) {
    const found = name.indexOf(middle, at)
    if (found < 0 || found + middle.length > name.length - last.length) return false
    at = found + middle.length
  }
  return true
}

const matchesAny = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesPattern(name, pattern))

/** The features among these columns: included (all when nothing is said), not excluded, and without another role. */
export function selectFeatures(
  names: readonly string[],
  features: { readonly include: readonly string[] | null; readonly exclude: readonly string[] },
  roles: ReadonlySet<string>,
): string[] {
  return names.filter(
    (name) =>
      !roles.has(name) &&
      (features.include === null || matchesAny(name, features.include)) &&
      !matchesAny(name, features.exclude),
  )
}
