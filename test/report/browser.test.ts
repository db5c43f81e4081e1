/** The report in a real browser. Skipped with a printed reason where there is no Chromium (or set CHROMIUM_PATH). */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { renderReport } from '../../src/report/render-report.ts'
import type { ReportModel } from '../../src/report/report-model.ts'
import { comparisonModel, hostileModel, hotelModel, severalModel, wideModel } from './sample-model.ts'

const executablePath = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path))
if (!executablePath) process.stderr.write('skipped: the report in a browser (no Chromium found; set CHROMIUM_PATH)\n')

describe.skipIf(!executablePath)('the report in a browser', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let problems: string[]
  const folder = mkdtempSync(join(tmpdir(), 'leeway-report-'))
  const files = new Map<string, string>()

  const open = async (name: string, model: () => ReportModel, hash = ''): Promise<void> => {
    if (!files.has(name)) {
      const file = join(folder, `${name}.html`)
      writeFileSync(file, renderReport(model()))
      files.set(name, pathToFileURL(file).href)
    }
    await page.goto(files.get(name)! + hash)
  }
  const strip = () => page.locator('#strip')
  const windowName = () => page.locator('.window-name').textContent()

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath!,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
    page = await context.newPage()
    problems = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) problems.push(`asked for ${request.url()}`)
    })
  })
  afterEach(async () => {
    await context.close()
    expect(problems).toEqual([])
  })

  const axe = async (): Promise<unknown[]> => {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations.map((v) => [v.id, v.nodes.map((n) => `${n.target.join(' ')}: ${n.failureSummary ?? ''}`)])
  }

  for (const [name, model, colorScheme] of [
    ['hotel', hotelModel, 'light'],
    ['hotel', hotelModel, 'dark'],
    ['comparison', comparisonModel, 'light'],
    ['several', severalModel, 'dark'],
  ] as const)
    test(`has nothing that axe finds wrong: ${name}, ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme })
      await open(name, model)
      if (name === 'hotel')
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true
        })
      expect(await axe()).toEqual([])
    })

  test('moves every chart to another window by arrow keys, and says so', async () => {
    await open('hotel', hotelModel)
    await strip().focus()
    expect(await strip().getAttribute('aria-valuetext')).toContain('January 2017: 3,828 rows')
    await page.keyboard.press('ArrowLeft')
    expect(await windowName()).toBe('December 2016')
    expect(await strip().getAttribute('aria-valuenow')).toBe('2')
    expect(await page.locator('[data-series=accuracy_score] figcaption').textContent()).toContain('in December 2016')
    expect(await page.locator('#r-how').textContent()).toContain('December 2016')
    await page.keyboard.press('End')
    expect(await windowName()).toBe('August 2017')
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    expect(await windowName()).toBe('October 2016')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('strip')
    expect(new URL(page.url()).hash).toBe('#hotel_cancellation/lead_time@2016-10-01')
  })

  test('moves to the window that is clicked, on the strip and on a chart', async () => {
    await open('hotel', hotelModel)
    const box = (await strip().boundingBox())!
    await page.mouse.click(box.x + box.width - 20, box.y + 20)
    expect(await windowName()).toBe('August 2017')
    const chart = page.locator('[data-series=accuracy_score] svg.panel')
    await chart.scrollIntoViewIfNeeded()
    const panel = (await chart.boundingBox())!
    await page.mouse.click(panel.x + 60, panel.y + 40)
    expect(await windowName()).toBe('October 2016')
  })

  test('shows the curves of a window beside the reference, and says where they are kept', async () => {
    await open('hotel', hotelModel)
    const quality = page.locator('#r-quality')
    expect(await quality.locator('svg[role=img]').count()).toBe(4)
    expect(await quality.locator('svg.curve').first().getAttribute('aria-label')).toMatch(
      /^ROC curve of 1 in January 2017: ROC AUC 0\.\d+, 0\.\d+ in the reference/,
    )
    expect(await quality.locator('table.confusion td').count()).toBe(4)
    expect(await quality.locator('details').count()).toBe(4)
    await strip().focus()
    await page.keyboard.press('Home')
    expect(await quality.locator('svg[role=img]').count()).toBe(0)
    await quality.getByRole('link', { name: 'July 2017' }).click()
    expect(await windowName()).toBe('July 2017')
    expect(await quality.locator('svg[role=img]').count()).toBe(4)
  })

  test('opens what its link names, and follows a changed link', async () => {
    await open('hotel', hotelModel, '#hotel_cancellation/market_segment@2017-03')
    expect(await windowName()).toBe('March 2017')
    expect(await page.locator('#r-how h2').textContent()).toContain('market_segment')
    await page.evaluate(() => {
      location.hash = '#adr@2017-01'
    })
    await expect.poll(() => page.locator('#r-how h2').textContent()).toContain('adr')
    expect(await windowName()).toBe('January 2017')
  })

  test('shows a column chosen by keyboard, and goes back with the browser', async () => {
    await open('hotel', hotelModel)
    await page.locator('#columns a', { hasText: /^adr$/ }).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#r-how h2').textContent()).toContain('adr')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('r-how')
    await page.locator('#columns a', { hasText: /^agent$/ }).focus()
    await page.keyboard.press('Enter')
    await page.goBack()
    await expect.poll(() => page.locator('#r-how h2').textContent()).toContain('adr')
  })

  test('sorts by keyboard, with the direction said and the focus kept', async () => {
    await open('hotel', hotelModel)
    const name = page.locator('th.c-name button')
    const names = () => page.locator('#columns tbody .c-name a').allTextContents()
    await name.focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('thead th.c-name').getAttribute('aria-sort')).toBe('ascending')
    expect((await names())[0]).toBe('adr')
    await page.keyboard.press('Enter')
    expect(await page.locator('thead th.c-name').getAttribute('aria-sort')).toBe('descending')
    expect((await names())[0]).toBe('y_pred_proba')
    expect(await page.locator('thead th.c-status').getAttribute('aria-sort')).toBe('none')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('sort-name')
  })

  test('filters columns as one types, and says how many match', async () => {
    await open('hotel', hotelModel)
    await page.locator('#filter').pressSequentially('stays')
    expect(await page.locator('#columns tbody tr').count()).toBe(2)
    expect(await page.locator('#columns [role=status]').textContent()).toBe('2 columns match')
    await page.locator('#filter').fill('no such column')
    expect(await page.locator('#columns').textContent()).toContain('No column matches')
  })

  test('keeps a table open while the window moves', async () => {
    await open('hotel', hotelModel)
    await page.locator('details[data-key=table-bins] summary').click()
    await page.locator('[data-act=next]').click()
    expect(await page.locator('details[data-key=table-bins]').getAttribute('open')).not.toBeNull()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-key'))).toBe('next')
  })

  test('changes to weeks at the same time', async () => {
    await open('wide', wideModel, '#basket_value@2025-03-05')
    await page.locator('[data-key=granularity-1]').click()
    expect(await windowName()).toMatch(/^week of 2025-03-0/)
    expect(await page.locator('[data-key=granularity-1]').getAttribute('aria-pressed')).toBe('true')
    expect(new URL(page.url()).hash).toMatch(/~1\+week$/)
  })

  test('changes to another monitor', async () => {
    await open('several', severalModel)
    await page.locator('.monitor-link', { hasText: 'hotel_cancellation' }).click()
    expect(await page.locator('.headline').textContent()).toContain('Accuracy fell')
    expect(await page.locator('.foot').textContent()).toContain('data/monitoring.parquet')
  })

  test('shows all of 1,000 columns, filling rows as they come into sight', async () => {
    await open('thousand', () => wideModel(1000, 30))
    await page.locator('[data-act=all-columns]').click()
    const filled = () => page.locator('#columns tbody tr').count()
    expect(await filled()).toBeLessThan(400)
    await page.locator('#columns tbody').last().scrollIntoViewIfNeeded()
    await expect.poll(() => page.locator('#columns tbody').last().locator('tr').count()).toBe(40)
    await page.locator('[data-act=previous]').click()
    expect(await filled()).toBeLessThan(400)
  })

  test('changes its theme and keeps it', async () => {
    await open('hotel', hotelModel)
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const before = await background()
    await page.locator('#theme').click()
    await page.locator('#theme').click()
    expect(await page.locator('#theme').textContent()).toBe('Theme: dark')
    expect(await background()).not.toBe(before)
    await page.reload()
    expect(await page.locator('#theme').textContent()).toBe('Theme: dark')
    expect(await axe()).toEqual([])
  })

  for (const width of [360, 768, 1280]) {
    test(`fits ${width} pixels without scrolling sideways`, async () => {
      await page.setViewportSize({ width, height: 800 })
      for (const [name, model] of [
        ['hotel', hotelModel],
        ['wide', wideModel],
        ['hostile', hostileModel],
      ] as const) {
        await open(name, model)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
      }
    })
  }

  test('runs nothing that hides in names', async () => {
    await open('hostile', hostileModel)
    for (const link of await page.locator('#columns a').all()) await link.click()
    expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined()
    expect(await page.locator('#r-verdict').textContent()).toContain('<img src=x onerror=')
  })

  test('can be read without JavaScript', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false })
    const still = await plain.newPage()
    await open('hotel', hotelModel)
    await still.goto(files.get('hotel')!)
    expect(await still.locator('.headline').textContent()).toContain('Accuracy fell from 0.857 to 0.704')
    expect(await still.locator('svg[role=img]').count()).toBeGreaterThan(10)
    await plain.close()
  })
})
