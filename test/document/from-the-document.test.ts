import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as leeway from '../../src/index.ts'

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url)
const page = readFileSync(at('docs/from-the-document.md'), 'utf8')
const sections = [...page.matchAll(/^### `(\w+)(?:\.\w+)?`\n([\s\S]*?)(?=^### |$(?![\s\S]))/gm)].map(([, name, text]) => ({
  name: name!,
  text: text!,
}))
const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!)

describe('docs/from-the-document.md', () => {
  let folder: string
  const before = process.cwd()
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'leeway-page-'))
    const { makeTables } = (await import(at('examples/seed/make-tables.mjs').href)) as {
      makeTables(into: string): Promise<Readonly<Record<string, number>>>
    }
    expect(Object.keys(await makeTables(folder))).toHaveLength(7)
    process.chdir(folder)
  })
  afterAll(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  })

  it('sets every function of the document beside its own snippet', () => {
    expect(sections.map(({ name }) => name)).toHaveLength(15)
    const exported = new Map<string, unknown>(Object.entries(leeway))
    for (const { name, text } of sections) {
      expect(exported.get(name), `${name} is exported`).toBeDefined()
      expect(text, `the document's own code of ${name}`).toMatch(/```(python|sql)\n/)
      expect(text, `ours of ${name}`).toMatch(new RegExp(`\`\`\`(js|ts)\\n[\\s\\S]*${name}`))
    }
  })

  it('has examples that run as they stand, on tables like the document’s', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(13)
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
      ...args: string[]
    ) => (...given: unknown[]) => Promise<void>
    for (const example of examples) {
      const lines: unknown[] = []
      const body = example.replaceAll(/import \{([^}]*)\} from 'leeway'\n/g, (_, names: string) => `const {${names}} = leeway\n`)
      const run = new AsyncFunction('leeway', 'console', body)
      await run(leeway, { log: (...values: unknown[]) => lines.push(...values) })
      expect(lines.length, example).toBeGreaterThan(0)
      expect(lines, example).not.toContain(undefined)
    }
  })

  it('has every query, trigger and checklist line of the document', () => {
    for (const line of readFileSync(fileURLToPath(at('test/document/document-rows.txt')), 'utf8')
      .trim()
      .split('\n'))
      expect(page.toLowerCase(), line).toContain(line.toLowerCase())
  })
})
