import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, compare, LeewayError, openProject, VERSION } from '../../src/index.ts'
import { type CliFolder, createCliFolder, NOW, writeTables } from '../cli/fixture.ts'

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
})
afterAll(() => house.remove())

const nowUs = (): number => Date.parse(NOW) * 1000

describe('openProject', () => {
  it('runs, answers and exports what the commands do, and says nothing by itself', async () => {
    const said: string[] = []
    const project = await openProject({ cwd: house.folder, nowUs, say: (text) => said.push(text) })
    try {
      expect(project.project.monitors.map((m) => m.name)).toEqual(['orders', 'quiet_model'])
      const plan = await project.preview()
      expect(plan[0]!.plans[0]!.judged).toHaveLength(10)
      const run = await project.run()
      expect(run.exitCode).toBe(1)
      expect(run.monitors[0]!.summary!.failing).toBe(true)
      const fails = await project.findings({ monitor: 'orders', statuses: ['fail'], wholeOnly: true })
      expect(fails.some((f) => f.check === 'accuracy_score')).toBe(true)
      const profile = await project.profile('orders', { granularity: '1 day', columnName: 'amount', wholeOnly: true })
      expect(profile).toHaveLength(10)
      const drift = await project.drift('orders', { columnName: 'amount', wholeOnly: true })
      expect(drift.filter((row) => row.driftType === 'BASELINE')).toHaveLength(10)
      expect(JSON.parse(await project.export('windows', { monitors: ['orders'] }))).toHaveLength(10)
      expect(await project.export('findings', { format: 'csv', output: 'f.csv' })).toBe('')
      expect(readFileSync(join(house.folder, 'f.csv'), 'utf8')).toContain('orders')
      expect((await project.report({ monitors: ['orders'] })).startsWith('<!doctype html>')).toBe(true)
      await expect(project.profile('order')).rejects.toThrow(/no monitor "order"/)
    } finally {
      await project.close()
    }
    await expect(project.run()).rejects.toThrow(/closed/)
  })

  it('never shows a secret: not in errors, not in what a run says of a monitor', async () => {
    const env = { TOKEN: 'hunter2-and-more' }
    const yaml = `version: 1\nmonitors:\n  m: {type: snapshot, table: "\${env:TOKEN}.parquet"}\n`
    const project = await openProject({ cwd: house.folder, yaml, env, nowUs })
    const run = await project.run()
    expect(run.monitors[0]!.error).toBeInstanceOf(LeewayError)
    const texts = [run.monitors[0]!.error!.message, run.monitors[0]!.error!.place, run.monitors[0]!.error!.stack]
    expect(texts.join(' ')).not.toContain('hunter2')
    expect(texts.join(' ')).toContain('[redacted]')
    await project.close()
  })

  it('takes the text of a configuration, and throws every mistake in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'leeway-library-'))
    try {
      const error = await openProject({ cwd: folder, yaml: 'version: 1\nmonitor: {}\n' }).catch((e: unknown) => e)
      expect(error).toBeInstanceOf(ConfigError)
      expect(error).toBeInstanceOf(LeewayError)
      const fine = await openProject({
        cwd: folder,
        yaml: `version: 1\nmonitors:\n  m: {type: snapshot, table: ${JSON.stringify(house.path('scored.parquet'))}}\n`,
      })
      expect((await fine.run()).monitors[0]!.outcome!.rowsTotal).toBe(4000)
      await fine.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('compare', () => {
  it('answers with verdict, sentence, columns, findings and a report', async () => {
    const same = await compare('scored.parquet', 'scored.parquet', { cwd: house.folder })
    expect(same).toMatchObject({ verdict: 'ok', failing: false, referenceRows: 4000, currentRows: 4000 })
    expect(same.sentence).toContain('is like')
    expect(same.columns).toHaveLength(7)
    expect((await same.report()).startsWith('<!doctype html>')).toBe(true)
  })
})

describe('docs/library.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/library.md', import.meta.url)), 'utf8')
  const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!)

  it('has examples that run as they stand', async () => {
    expect(examples.length).toBeGreaterThanOrEqual(2)
    const index = new URL('../../src/index.ts', import.meta.url).href
    const before = process.cwd()
    process.chdir(house.folder)
    try {
      for (const example of examples) {
        const lines: unknown[] = []
        const body = example.replaceAll(
          /import \{([^}]*)\} from 'leeway'\n/g,
          (_, names: string) => `const {${names}} = await import(${JSON.stringify(index)})\n`,
        )
        writeFileSync(house.path('example.txt'), body)
        const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
          ...args: string[]
        ) => (...given: unknown[]) => Promise<void>
        // The runner of the tests resolves imports of TypeScript; plain `import` inside a made function does not.
        const module = await import('../../src/index.ts')
        const run = new AsyncFunction('leeway', 'console', body.replaceAll(/await import\("[^"]*"\)/g, 'leeway'))
        await run(module, { log: (...values: unknown[]) => lines.push(...values) })
        expect(lines.length).toBeGreaterThan(0)
      }
    } finally {
      process.chdir(before)
    }
  })

  it('names every function that the library exports', async () => {
    const module = await import('../../src/index.ts')
    for (const name of Object.keys(module)) expect(page, name).toContain(name)
    expect(module.VERSION).toBe(VERSION)
  })
})
