import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createCliFolder } from '../cli/fixture.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const PAGES = ['docs/from-the-document.md', 'docs/deployment.md', 'docs/troubleshooting.md', 'examples/seed/README.md'] as const
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** As GitHub makes anchors: lower case, blanks to dashes, everything else that is no letter, digit, dash or underscore away. */
const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
const anchorsOf = (text: string): readonly string[] => [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading!))

describe.each(PAGES)('%s', (page) => {
  const text = read(page)

  it('links to pages and headings that are there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^https?:/.test(link))
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) {
      const [path, anchor] = link.split('#') as [string, string?]
      const target = path === '' ? join(root, page) : resolve(join(root, dirname(page)), path)
      expect(existsSync(target), `${link} is there`).toBe(true)
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), link).toContain(anchor)
    }
  })

  it('names commands and options that are there', async () => {
    const house = createCliFolder()
    try {
      const { out: help } = await house.leeway(['--help'])
      const code = [...text.matchAll(/```[\s\S]*?```|`[^`\n]*(?:\n[^`\n]*)?`/g)]
        .map(([piece]) => piece.replaceAll('`', '\n'))
        .join('\n')
      const calls = [...code.matchAll(/(?<=^|[ ])leeway[ ]([a-z]+)(?=[ ]|$)([^\n|&>]*)/gm)].map(([, name, rest]) => ({
        name: name!,
        rest: rest!,
      }))
      if (page !== 'examples/seed/README.md') expect(calls.length).toBeGreaterThan(5)
      for (const { name, rest } of calls) {
        const { code: exit, out } = await house.leeway([name, '--help'])
        expect(exit, `leeway ${name}`).toBe(0)
        for (const [option] of rest.replace(/#.*/, '').matchAll(/(?<=\s)--[a-z][a-z-]*/g))
          expect(`${out}${help}`, `leeway ${name} ${option}`).toContain(option)
      }
    } finally {
      house.remove()
    }
  })
})
