import { readFileSync } from 'node:fs'

/** Reads `test/golden/<name>.json`. */
export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8')) as T
}

/** Whether actual equals expected within a relative or an absolute tolerance. */
export function isClose(actual: number, expected: number, rel: number, abs = 0): boolean {
  return Object.is(actual, expected) || Math.abs(actual - expected) <= Math.max(abs, rel * Math.abs(expected))
}
