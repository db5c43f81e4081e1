import { LineCounter } from 'yaml'
import type { ConfigPath, ConfigSource, Place } from './project.ts'

/** A `ConfigSource` while it is being filled. */
export interface PositionedSource extends ConfigSource {
  note(path: ConfigPath, part: 'key' | 'value', start: number, end: number): void
  /** Runs `work`; what it notes fills gaps only. */
  withoutOverwriting<T>(work: () => T): T
  placeAt(start: number, end: number): Place
}

/** Literal values of keys that should hold a reference: never shown, also where the file is broken. */
const SECRET_KEY = /(\b(?:token|password|secret|routing_key|webhook_url|api_key)["']?\s*:\s*)(["']?)([^\s,"'{}][^,"'{}]*)/gi

/** @param text without a byte order mark */
export function createSource(file: string, text: string): PositionedSource {
  const lines = new LineCounter()
  lines.addNewLine(0)
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1)
  const places = new Map<string, [number, number]>()
  let gapsOnly = false

  const placeAt = (start: number, end: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(start, text.length)))
    const lineStart = lines.lineStarts[line - 1] ?? 0
    const nextLine = lines.lineStarts[line] ?? text.length + 1
    const raw = text.slice(lineStart, nextLine - 1).replace(/\r$/, '')
    const last = Math.max(col + 1, Math.min(end - lineStart + 1, raw.length + 1))
    return { file, line, column: col, endColumn: last, excerpt: maskSecrets(raw) }
  }
  const find = (path: ConfigPath, part: 'key' | 'value'): Place | null => {
    for (let length = path.length; length >= 0; length--) {
      const inner = path.slice(0, length)
      // Further out only the key is meant: "this monitor", not its whole body.
      const parts = length === path.length && part === 'value' ? (['value', 'key'] as const) : (['key', 'value'] as const)
      for (const wanted of parts) {
        const range = places.get(keyOf(inner, wanted)) ?? places.get(keyOf(fromDefaults(inner), wanted))
        if (range) return placeAt(range[0], range[1])
      }
    }
    return null
  }
  return {
    file,
    note(path, part, start, end) {
      const key = keyOf(path, part)
      if (!gapsOnly || !places.has(key)) places.set(key, [start, end])
    },
    withoutOverwriting(work) {
      const before = gapsOnly
      gapsOnly = true
      try {
        return work()
      } finally {
        gapsOnly = before
      }
    },
    placeAt,
    has: (path) => places.has(keyOf(path, 'value')) || places.has(keyOf(fromDefaults(path), 'value')),
    placeOf: (path, part = 'value') => find(path, part),
  }
}

const keyOf = (path: ConfigPath, part: 'key' | 'value'): string => `${part}${JSON.stringify(path)}`
const fromDefaults = (path: ConfigPath): ConfigPath =>
  path[0] === 'monitors' && path.length > 2 ? ['defaults', ...path.slice(2)] : path

function maskSecrets(line: string): string {
  return line.replaceAll(SECRET_KEY, (whole, before: string, quote: string, value: string) =>
    value.startsWith('$') ? whole : `${before}${quote}${'*'.repeat(value.length)}`,
  )
}
