import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bar, sparkline } from '../../src/cli/render/bars.ts'
import { renderError } from '../../src/cli/render/error.ts'
import { condense, type ShownGroup } from '../../src/cli/render/groups.ts'
import { nextLines, shellWord, shortId } from '../../src/cli/render/next.ts'
import { renderTable } from '../../src/cli/render/table.ts'
import { cutText, padStart, safeText, textWidth, wrapText } from '../../src/cli/render/text-width.ts'
import { ageText, spanText } from '../../src/cli/render/when.ts'
import { LeewayError } from '../../src/core/errors.ts'

describe('the width of text', () => {
  it.each([
    ['lead_time', 9],
    ['Zürich', 6],
    ['e\u0301', 1],
    ['東京', 4],
    ['한글', 4],
    ['ﾊﾝｶｸ', 4],
    ['🚀', 2],
    ['👩🏽‍🚀', 2],
    ['🇩🇪', 2],
    ['1️⃣', 2],
    ['▁▂█…→', 5],
    ['', 0],
  ])('%s takes %i cells', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })

  it('is never exceeded by what is cut or wrapped, and nothing is lost in wrapping', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map(safeText)
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 40 }), (given, width) => {
        expect(textWidth(cutText(given, width))).toBeLessThanOrEqual(width)
        const lines = wrapText(given, width)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''))
      }),
    )
  })

  it('holds no control, bidirectional or invisible character after cleaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        expect(safeText(given)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u)
      }),
    )
  })

  it('pads by cells, not by characters', () => {
    expect(padStart('東京', 6)).toBe('  東京')
  })
})

describe('tables', () => {
  it('give way in the widest column that may, and keep numbers whole', () => {
    const table = renderTable(
      [
        { title: 'column', gives: true },
        { title: 'rows', align: 'right' },
      ],
      [
        ['a_very_long_column_name_indeed', '16,913'],
        ['東京の気温と湿度', '7'],
      ],
      24,
    )
    expect(table.split('\n')).toEqual(['column              rows', 'a_very_long_col…  16,913', '東京の気温と湿度       7'])
  })

  it('wrap where a column may', () => {
    const table = renderTable([{ title: '' }, { title: '', gives: true, wraps: true }], [['key', 'one two three four']], 16)
    expect(table.split('\n')).toEqual(['key  one two', '     three four'])
  })
})

describe('small pictures', () => {
  it('draws the lowest and the highest value, and gaps as blanks', () => {
    expect(sparkline([0, null, 7, 3.5], 10)).toBe('▁ █▅')
    expect(sparkline([5, 5, 5])).toBe('▄▄▄')
    expect(sparkline([null, null])).toBe('')
    expect(
      sparkline(
        Array.from({ length: 200 }, (_, i) => i),
        8,
      ),
    ).toBe('▁▂▃▄▅▆▇█')
  })

  it('draws something for all that is not nothing', () => {
    expect(bar(0, 10)).toBe('')
    expect(bar(1e-9, 10)).toBe('▏')
    expect(bar(0.5, 10)).toBe('█████')
    expect(bar(7, 4)).toBe('████')
  })

  it('condenses many bins without losing a share', () => {
    const groups: ShownGroup[] = Array.from({ length: 32 }, (_, i) => ({
      label: String(i),
      reference: 1 / 32,
      current: i === 9 ? 0.5 : 0.5 / 31,
      part: i === 9 ? 0.9 : 0.1 / 31,
      bins: 1,
    }))
    const shown = condense(groups)
    expect(shown.length).toBeLessThanOrEqual(11)
    expect(shown.map(({ label }) => label)).toContain('9')
    expect(shown.reduce((sum, group) => sum + group.current, 0)).toBeCloseTo(1, 12)
    expect(shown.reduce((sum, group) => sum + group.bins, 0)).toBe(32)
  })
})

describe('words', () => {
  it('ids are as short as they can be, and four digits at least', () => {
    expect(shortId('3f2a9c', ['b000aa', '3f2a9c'])).toBe('3f2a')
    expect(shortId('3f2a9c', ['3f2a9d', '3f2b00'])).toBe('3f2a9c')
  })

  it('words of a command are quoted for a shell where they must be', () => {
    expect(shellWord('data/a.parquet')).toBe('data/a.parquet')
    expect(shellWord("it's here.csv")).toBe(`"it's here.csv"`)
    expect(shellWord("it's $HOME")).toBe(`'it'\\''s $HOME'`)
    expect(shellWord('$(rm -rf x)')).toBe(`'$(rm -rf x)'`)
  })

  it('a command too long for its purpose stands alone', () => {
    const lines = nextLines(
      [
        ['leeway show', 'short'],
        [`leeway compare ${'x'.repeat(70)}`, 'long'],
      ],
      (text) => text,
      80,
    )
    expect(lines.split('\n')).toEqual(['  leeway show   short', `  leeway compare ${'x'.repeat(70)}`])
  })

  it('spans and ages are said in the largest unit that tells', () => {
    const day = 86_400e6
    expect(spanText(0, 181 * day, false)).toBe('181 days')
    expect(spanText(0, 334 * day, true)).toBe('11 months')
    expect(spanText(0, 3 * 3600e6, false)).toBe('3 hours')
    expect(ageText(0, 30e6)).toBe('just now')
    expect(ageText(0, 3 * day)).toBe('3 days ago')
    expect(ageText(3 * day, 0)).toBe('in 3 days')
  })
})

describe('errors', () => {
  it('say place, problem and mend; a mistake of our own asks for a report', () => {
    const error = new LeewayError('TABLE_NOT_FOUND', 'no such file: a\u001b[2Jb.csv', {
      place: 'a.csv',
      mend: 'did you mean b.csv?',
    })
    expect(renderError(error, { colour: false, width: 80 })).toBe(
      'a.csv  error  no such file: a·[2Jb.csv\n  did you mean b.csv?\n',
    )
    expect(renderError(new TypeError('x'), { colour: false, width: 80 })).toContain("mistake of leeway's own")
  })
})
