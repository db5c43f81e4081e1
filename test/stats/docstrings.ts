import { readdirSync, readFileSync } from 'node:fs'

export interface Docstring {
  readonly file: string
  readonly name: string
  readonly text: string
}

const root = new URL('../../src/stats/', import.meta.url)

/** Every source file of the statistics, as a path below src/stats. */
export function statsFiles(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
}

/** The docstrings of all exported functions of the statistics. */
export function readDocstrings(): Docstring[] {
  return statsFiles().flatMap((file) => {
    const source = readFileSync(new URL(file, root), 'utf8')
    const pattern = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport function (\w+)/g
    return [...source.matchAll(pattern)].map((match) => ({ file, name: match[2]!, text: match[1]!.replaceAll(/^ \* ?/gm, '') }))
  })
}
