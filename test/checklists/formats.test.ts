import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Checklist, LineStatus } from '../../src/checklists/checklist.ts'
import { checklistExitCode } from '../../src/checklists/checklist.ts'
import { renderHtml } from '../../src/checklists/render-html.ts'
import { renderMarkdown } from '../../src/checklists/render-markdown.ts'
import type { Effects } from '../../src/cli/effects.ts'
import { renderChecklist } from '../../src/cli/render/checklist.ts'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { type CliFolder, isPlain } from '../cli/fixture.ts'
import { createMonths, nowUs } from './fixture.ts'
import { hostileChecklist } from './hostile-checklist.ts'

let house: CliFolder
beforeAll(async () => {
  house = await createMonths()
})
afterAll(() => house.remove())

const leeway = (...args: readonly string[]) => house.leeway(args, { nowUs })
const commandText = (words: readonly string[]): string => `leeway ${words.join(' ')}`
const terminal = { outIsTerminal: false, columns: 80, env: {} } as unknown as Effects

describe('the forms of a checklist', () => {
  it('text: fits 80 columns, capitals for what fails, the command to look deeper below it', async () => {
    for (const name of ['daily', 'weekly', 'monthly']) {
      const { out } = await leeway('checklist', name)
      expect(isPlain(out)).toBe(true)
      for (const line of out.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
    }
    const { out } = await leeway('checklist', 'daily')
    expect(out).toMatch(
      /^months, Daily checklist: Mon 2026-02-02\nlooks at Sun 2026-02-01, UTC\. 4 lines: 3 fail, 1 not applicable\n/,
    )
    expect(out).toMatch(/^FAIL {3}All models generated predictions$/m)
    expect(out).toMatch(/^ {2}FAIL {3}silent: no predictions [\s\S]*?^ {9}leeway health --monitor silent$/m)
  })

  it('Markdown: a box for each line, ticked where it is ok, none where it does not apply', async () => {
    const { out, code } = await leeway('checklist', 'daily', '--markdown')
    expect(code).toBe(1)
    expect(out).toMatch(/^# months: Daily checklist: Mon 2026-02-02\n/)
    expect(out).toMatch(/^- \[ \] \*\*All models generated predictions\*\* \(fail\)$/m)
    expect(out).toMatch(/^- \*\*No failed inference jobs\*\* \(not applicable\)$/m)
    const fine = await leeway('checklist', 'daily', '--format', 'markdown', '--as-of', '2026-01-20T09:00:00Z')
    expect(fine.out).toMatch(/^- \[x\] \*\*All models generated predictions\*\* \(ok\)$/m)
    await leeway('checklist', 'tick', 'weekly', 'alerts', '--by', 'ada')
    const ticked = await leeway('checklist', 'weekly', '--markdown')
    expect(ticked.out).toMatch(/^ {2}- \[x\] somebody read what fired .*\(ticked by ada on 2026-02-02 08:00\)$/m)
    await leeway('checklist', 'untick', 'weekly', 'alerts')
    expect((await leeway('checklist', 'weekly', '--markdown')).out).toMatch(/^ {2}- \[ \] somebody read what fired/m)
  })

  it('JSON: strict, one object a line and monitor, with every field', async () => {
    const { out } = await leeway('checklist', 'monthly', '--format', 'json')
    expect(out).not.toMatch(/NaN|Infinity/)
    const lines = JSON.parse(out)
    for (const line of lines)
      expect(Object.keys(line)).toEqual([
        'checklist',
        'id',
        'line',
        'period_start',
        'looked_at',
        'monitor',
        'by_person',
        'status',
        'evidence',
        'values',
        'command',
        'ticked_by',
        'ticked_at',
        'note',
      ])
    expect(lines.filter((l: { id: string; by_person: boolean }) => l.id === 'audit')).toHaveLength(3)
    expect((await leeway('checklist', 'monthly', '--json')).out).toBe(out)
  })

  it('writes a file whose name says the form, and ends with the same code', async () => {
    for (const [file, begin] of [
      ['d.md', '# months'],
      ['d.html', '<!doctype html>'],
      ['d.json', '[{'],
      ['d.txt', 'months, Daily'],
    ] as const) {
      const { code, out, err } = await house.leeway(['checklist', 'daily', '-o', file], { nowUs, outIsTerminal: true })
      expect({ code, out }).toEqual({ code: 1, out: '' })
      expect(err).toContain(`${file} written`)
      expect(house.read(file).startsWith(begin), file).toBe(true)
      expect(isPlain(house.read(file)), file).toBe(true)
    }
  })

  it('gives every command a monitor and a configuration that it can be pasted with', async () => {
    const { out } = await leeway('checklist', 'daily', '--json', '--config', 'leeway.yaml')
    for (const { command } of JSON.parse(out)) expect(command).toContain('--config leeway.yaml')
    const { out: then } = await leeway('checklist', 'daily', '--json', '--as-of', '2026-01-20')
    for (const { command } of JSON.parse(then))
      expect(command).toMatch(/^leeway (show|explain|doctor|export|run)\b|--as-of 2026-01-20$/)
    const { out: plain } = await leeway('checklist', 'weekly', '--json')
    for (const command of new Set<string>(JSON.parse(plain).map((l: { command: string }) => l.command))) {
      const [program, ...words] = command.split(' ')
      expect(program).toBe('leeway')
      if (words[0] !== 'checklist' && words[0] !== 'run') expect((await leeway(...words)).code, command).toBe(0)
    }
  })

  it.each([
    [['daly'], 'there is no checklist "daly"', 'did you mean daily?'],
    [['daily', 'volume'], 'takes no "volume"', 'leeway checklist tick daily volume'],
    [['daily', '--format', 'pdf'], 'there is no such format', 'text, markdown, html, json'],
    [['daily', '--json', '--markdown'], 'json and markdown exclude each other', 'one format'],
    [['daily', '--by', 'ada'], '--by and --note go with tick', 'tick daily LINE'],
    [['daily', '--alert-budget', '-1'], 'no number of windows', 'whole number'],
    [['daily', '--monitor', 'order'], 'no monitor "order"', 'orders'],
    [['daily', '--as-of', 'yesterday'], 'is not a time', '2026-01-31'],
  ])('%j is refused with 2', async (args, message, mend) => {
    const { code, out, err } = await leeway('checklist', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    const text = err.replaceAll(/\s+/g, ' ')
    expect(text).toContain(message)
    expect(text).toContain(mend)
  })

  it('ends with 3 and writes nothing where the file cannot be written', async () => {
    const { code } = await leeway('checklist', 'daily', '-o', 'leeway.yaml/d.md')
    expect(code).toBe(3)
    expect(existsSync(house.path('leeway.yaml/d.md'))).toBe(false)
  })
})

describe('the exit code', () => {
  const withStatuses = (...statuses: readonly LineStatus[]): Checklist => ({
    ...hostileChecklist(),
    lines: statuses.map((status) => ({
      id: 'x',
      line: 'x',
      status,
      items: [{ monitor: 'm', status, evidence: '', values: {}, command: ['show'] }],
      person: null,
      tick: null,
    })),
  })

  it.each([
    [['ok', 'not_applicable', 'todo', 'warn'], 0],
    [['ok', 'fail'], 1],
    [['error', 'ok'], 3],
    [['error', 'fail'], 3],
  ] as const)('of %j is %i', (statuses, code) => {
    expect(checklistExitCode(withStatuses(...statuses))).toBe(code)
  })
})

describe('names that want to be more than names', () => {
  const checklist = hostileChecklist()

  it('stay text in HTML', () => {
    const html = renderHtml(checklist, commandText)
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('\u202e')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(html.match(/<h2>/g)).toHaveLength(checklist.lines.length)
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//)
  })

  it('stay text in Markdown: no markup, no link, no mention, no further item', () => {
    const markdown = renderMarkdown(checklist, commandText)
    const bare = markdown.replaceAll(/(?<!\\)(`+)[\s\S]*?\1/g, '')
    expect(bare).not.toMatch(/(?<!\\)<img/)
    expect(bare).not.toMatch(/(?<!\\)\[click/)
    expect(bare).not.toMatch(/https?:\/\//)
    expect(bare).not.toMatch(/(?<!\\)@everyone/)
    expect(bare).not.toContain('\u202e')
    const items = checklist.lines.reduce((sum, { items, person }) => sum + items.length + (person === null ? 0 : 1), 0)
    expect(markdown.match(/^ {2}- /gm)).toHaveLength(items)
    expect(markdown.match(/^- /gm)).toHaveLength(checklist.lines.length)
    // The only headline is the title.
    expect(markdown.match(/^#/gm)).toHaveLength(1)
    // A command with backticks stays one code span.
    expect(markdown).toContain('``` leeway show a``b ```')
  })

  it('cannot move the cursor or break a line in the terminal', () => {
    const text = renderChecklist(checklist, commandText, terminal)
    expect(isPlain(text)).toBe(true)
    expect(text).not.toContain('\u202e')
  })
})
