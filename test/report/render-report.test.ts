import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { LeewayError } from '../../src/core/errors.ts'
import { CLIENT_SCRIPT } from '../../src/report/generated/client.ts'
import { escapeJson, renderReport } from '../../src/report/render-report.ts'
import { REPORT_STYLE } from '../../src/report/report-style.ts'
import { escapeHtml } from '../../src/report/view/html.ts'
import { comparisonModel, HOSTILE_NAMES, hostileModel, hotelModel, severalModel, wideModel } from './sample-model.ts'

const between = (text: string, start: string, end: string): string => {
  const from = text.indexOf(start) + start.length
  return text.slice(from, text.indexOf(end, from))
}
const MODEL_START = '<script type="application/json" id="model">'

describe('a report', () => {
  const html = renderReport(hotelModel())

  test('says the verdict before anything else, without JavaScript', () => {
    const body = html.slice(html.indexOf('<main'), html.indexOf(MODEL_START))
    const headline = body.indexOf('Accuracy fell from 0.857 to 0.704')
    expect(headline).toBeGreaterThan(0)
    expect(headline).toBeLessThan(body.indexOf('What happened over time?'))
    for (const question of ['What changed?', 'How did', 'Where?', 'Why this verdict?', 'Is the data whole?'])
      expect(body).toContain(question)
  })

  test('says how to get it again', () => {
    expect(html).toContain(escapeHtml('leeway run --as-of 2017-09-01 && leeway report -o hotel.html'))
    expect(html).toContain('9f31c2ab')
  })

  test('is smaller than 2 MB at 50 columns x 180 days, with two sizes of window', () => {
    expect(Buffer.byteLength(renderReport(wideModel(50, 180)))).toBeLessThan(2_000_000)
  })

  test('loads nothing: no address but its own parts', () => {
    const page = html.replaceAll(CLIENT_SCRIPT, '')
    expect(page).not.toMatch(/\b(?:https?:)?\/\/[a-z]/i)
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed|video|audio|source)\b(?![^>]*href="data:,")/i)
    expect(html).not.toMatch(/@import|@font-face|url\(/i)
    expect(CLIENT_SCRIPT).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon|\bimport\(|https?:\/\//)
  })

  test('allows its own script and style only, by their hashes, and has no inline style or handler', () => {
    const policy = between(html, 'Content-Security-Policy" content="', '"')
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(CLIENT_SCRIPT)}; style-src ${hash(REPORT_STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`,
    )
    expect(between(html, '<style>', '</style>')).toBe(REPORT_STYLE)
    expect(html.slice(0, html.indexOf(MODEL_START))).not.toMatch(/<[^>]+\s(?:style|on[a-z]+)=/i)
  })

  test('gives every chart a text and a table', () => {
    const body = html.slice(0, html.indexOf(MODEL_START))
    const charts = body.match(/<svg(?![^>]*aria-hidden)[^>]*>/g) ?? []
    expect(charts.length).toBeGreaterThan(10)
    for (const chart of charts) expect(chart).toMatch(/role="img" aria-label="[^"]{10,}"/)
    for (const key of ['table-time', 'table-bins', 'table-drift', 'table-slices'])
      expect(body).toContain(`<details class="data" data-key="${key}">`)
  })

  test('marks quality that may still change, in words and by hollow points', () => {
    const body = html.slice(0, html.indexOf(MODEL_START))
    const figure = (id: string): string =>
      new RegExp(`<figure class="figure time" data-series="${id}">.*?</figure>`, 's').exec(body)![0]
    expect(figure('accuracy_score')).toContain('provisional: outcomes may still come')
    expect(figure('accuracy_score').match(/class="dot current is-open"/g)).toHaveLength(1)
    expect(figure('positive_rate')).not.toContain('provisional')
  })

  test('never says a severity by colour alone: each badge has a word and a sign', () => {
    const badges = html.slice(0, html.indexOf(MODEL_START)).match(/<span class="badge [^"]+">.*?<\/span><\/span>/g) ?? []
    expect(badges.length).toBeGreaterThan(5)
    for (const badge of badges)
      expect(badge).toMatch(/<svg class="sign .*<span>(?:fail|warn|ok|error|no data|too few rows|not judged)<\/span>/)
  })

  test('shows a comparison of two tables without any time axis', () => {
    const text = renderReport(comparisonModel())
    expect(text).toContain('Nothing changed by more than chance explains.')
    expect(text.slice(0, text.indexOf(MODEL_START))).not.toContain('id="strip"')
  })

  test('lists several monitors, worst first', () => {
    const list = between(renderReport(severalModel()), '<nav class="monitors"', '</nav>')
    expect(list).toContain('2 of 3 monitors failing.')
    expect(list.indexOf('hotel_cancellation')).toBeLessThan(list.indexOf('>calm<'))
  })

  test('of nothing is refused with the command that mends it', () => {
    expect(() => renderReport({ ...hotelModel(), monitors: [] })).toThrow(LeewayError)
  })
})

describe('hostile names', () => {
  const html = renderReport(hostileModel())

  test('never become markup', () => {
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html.match(/<\/script/g)).toHaveLength(2)
    expect(html).not.toContain('<img')
    expect(html.slice(0, html.indexOf('<script'))).not.toContain('<!--')
  })

  test('stand in the data exactly as they were', () => {
    const data = JSON.parse(between(html, MODEL_START, '</script>')) as ReturnType<typeof hostileModel>
    expect(data.monitors[0]!.notes).toEqual(HOSTILE_NAMES)
  })

  test('cannot reorder the text around them or carry control characters', () => {
    expect(escapeHtml('a\u202eb\u0000c\ud800d')).toBe('a\ufffdb\ufffdc\ufffdd')
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;')
  })

  test('cannot end the data early', () => {
    expect(escapeJson(JSON.stringify('</script>\u2028\u2029<!--'))).toBe('"\\u003c/script\\u003e\\u2028\\u2029\\u003c!--"')
  })
})

test('the bundled client is current', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  // Throws, with the script's own message, when the exit code is not 0.
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build-report-client.ts', '--check'], { cwd: root, stdio: 'pipe' })
})
