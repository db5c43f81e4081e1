import type { Collector } from './collector.ts'
import type { ConfigPath } from './project.ts'

/** Exactly one of two keys must be said. @returns whether it is */
export function checkOneOf(collector: Collector, path: ConfigPath, keys: readonly [string, string], value: object): boolean {
  const said = keys.filter((key) => Object.hasOwn(value, key))
  if (said.length === 1) return true
  const [first, second] = keys
  if (said.length === 0) collector.add(path, `"${first}" is missing`, `expected ${first} or ${second}`, { part: 'key' })
  else collector.add([...path, second], `"${first}" and "${second}" are both said`, 'remove one of them', { part: 'key' })
  return false
}
