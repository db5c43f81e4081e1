/** The page of a checklist in a real browser. Skipped with a printed reason where there is no Chromium (or set CHROMIUM_PATH). */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderHtml } from '../../src/checklists/render-html.ts'
import { hostileChecklist } from './hostile-checklist.ts'

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
if (!executablePath)
  process.stderr.write('skipped: the page of a checklist in a browser (no Chromium found; set CHROMIUM_PATH)\n')

describe.skipIf(!executablePath)('the page of a checklist in a browser', () => {
  let browser: Browser
  const folder = mkdtempSync(join(tmpdir(), 'leeway-checklist-'))
  const file = join(folder, 'checklist.html')

  beforeAll(async () => {
    writeFileSync(
      file,
      renderHtml(hostileChecklist(), (words) => `leeway ${words.join(' ')} --monitor ${'long_name_'.repeat(12)}`),
    )
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ],
    })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)
    test(`has nothing that axe finds wrong and no sideways scroll: ${colorScheme}, ${width} pixels`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
      const page = await context.newPage()
      const problems: string[] = []
      page.on('console', (message) => problems.push(message.text()))
      page.on('pageerror', (error) => problems.push(String(error)))
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) problems.push(`asked for ${request.url()}`)
      })
      await page.goto(pathToFileURL(file).href)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map((v) => [v.id, v.nodes.map((n) => `${n.target.join(' ')}: ${n.failureSummary ?? ''}`)])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      // The page's colours come from its style, which its own policy must let in.
      expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
        colorScheme === 'light' ? 'rgb(252, 252, 250)' : 'rgb(21, 23, 27)',
      )
      expect(problems).toEqual([])
      await context.close()
    })
})
