import { nearestName } from '../core/nearest-name.ts'
import type { Collector } from './collector.ts'
import { isRecord, parseKeys } from './parse-keys.ts'
import type { ConfigPath, Project } from './project.ts'
import { projectShape } from './schema/project.ts'

/** Keys that are parsed and checked, named on stderr, and skipped. The one list to shorten when a part gets built. */
export const NOT_BUILT_PROJECT_KEYS: ReadonlySet<string> = new Set(['sinks', 'alerts'])

/** Checks the parts that this version does not use, and lists those that are written with their place. */
export function checkNotBuilt(collector: Collector, root: Readonly<Record<string, unknown>>): Project['notBuilt'] {
  const found: { key: string; place: string }[] = []
  const note = (path: ConfigPath): void => {
    const place = collector.source.placeOf(path, 'key')
    found.push({ key: path.join('.'), place: place ? `${place.file}:${place.line}:${place.column}` : '' })
  }
  const written = Object.keys(root).filter((key) => NOT_BUILT_PROJECT_KEYS.has(key))
  const raw = Object.fromEntries(written.map((key) => [key, root[key]]))
  const { sinks, alerts } = projectShape
  parseKeys(collector, { sinks, alerts }, 'leeway.yaml', { raw, resolved: raw }, [])
  for (const key of written) note([key])
  checkRoutes(collector, root)
  return found
}

/** A route leads to sinks, and from monitors, that exist; asked of what is written, so that another mistake in a route hides nothing. */
function checkRoutes(collector: Collector, root: Readonly<Record<string, unknown>>): void {
  const namesOf = (key: string): string[] => (isRecord(root[key]) ? Object.keys(root[key]) : [])
  const alerts = root['alerts']
  const routes = isRecord(alerts) && Array.isArray(alerts['routes']) ? alerts['routes'] : []
  for (const [index, route] of routes.entries()) {
    for (const [key, section, word] of [
      ['to', 'sinks', 'sink'],
      ['monitor', 'monitors', 'monitor'],
    ] as const) {
      const listed: unknown = isRecord(route) ? route[key] : undefined
      const names = namesOf(section)
      for (const [item, name] of (Array.isArray(listed) ? listed : []).entries()) {
        if (typeof name !== 'string' || names.includes(name)) continue
        const nearest = nearestName(name, names)
        collector.add(
          ['alerts', 'routes', index, key, item],
          `unknown ${word} "${name}"`,
          `not under ${section}${nearest ? `. Nearest: ${nearest}` : ''}`,
        )
      }
    }
  }
}
