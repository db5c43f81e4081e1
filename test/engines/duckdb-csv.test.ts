import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LeewayError } from '../../src/core/errors.ts'
import type { FrozenSample, TableDescription } from '../../src/engines/engine.ts'
import { createFixture, type Fixture, rejection } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

async function read(name: string, content: string): Promise<TableDescription & { frozen: FrozenSample }> {
  const table = await fixture.text(name, content)
  const description = await fixture.engine.describe({ table })
  const { columns } = description
  const frozen = await fixture.engine.freeze({
    source: { table },
    timestamp: null,
    columns,
    sampleRows: 100_000,
    maxCategories: 1000,
    sliceColumns: [],
  })
  return { ...description, frozen }
}

const types = (d: TableDescription): Record<string, string> => Object.fromEntries(d.columns.map((c) => [c.name, c.dataType]))

describe('types of a CSV column', () => {
  it('text in a numeric column is missing there, counted and said, wherever it stands', async () => {
    const cells = Array.from({ length: 50_000 }, (_, i) => (i === 3 || i === 49_990 ? 'n/a' : `${i}`))
    const d = await read('dirty.csv', `id,price\n${cells.map((c, i) => `${i},${c}`).join('\n')}\n`)
    expect(types(d)).toEqual({ id: 'bigint', price: 'bigint' })
    expect(d.notes).toEqual(['column price: 2 values are not numbers and are read as missing'])
    expect(d.frozen.numeric.get('price')!.sorted).toHaveLength(49_998)
    expect(d.frozen.rows).toBe(50_000)
  })

  it('a column that is mostly text stays text', async () => {
    const d = await read(
      'codes.csv',
      `code\n${Array.from({ length: 100 }, (_, i) => (i % 3 === 0 ? `A${i}` : `${i}`)).join('\n')}\n`,
    )
    expect(types(d)).toEqual({ code: 'string' })
    expect(d.notes).toEqual([])
  })

  it('empty fields are null, quoted or not; blanks and zeros are values', async () => {
    const d = await read('empty.csv', 'a,b,c\n1,,x\n2,"", \n3,0,\n')
    expect(d.frozen.numeric.get('b')!.sorted).toEqual(Float64Array.of(0))
    expect([...d.frozen.categories.get('c')!.items.keys()].sort()).toEqual([' ', 'x'])
  })

  it('numbers, NaN, infinities, booleans, dates and times are found', async () => {
    const d = await read(
      'kinds.csv',
      'i,f,b,d,t,e\n1,1.5,true,2024-01-01,2024-01-01 10:00:00,1e3\n2,nan,false,2024-01-02,2024-01-01 11:00:00,-2.5E-3\n3,inf,true,2024-01-03,2024-01-01 12:00:00,7\n',
    )
    expect(types(d)).toEqual({ i: 'bigint', f: 'double', b: 'boolean', d: 'date', t: 'timestamp', e: 'double' })
    expect(d.frozen.numeric.get('f')!.sorted).toEqual(Float64Array.of(1.5))
    expect(d.frozen.numeric.get('e')!.sorted).toEqual(Float64Array.of(-0.0025, 7, 1000))
  })

  it('dates that are not ISO stay text, so that a format can read them', async () => {
    expect(types(await read('american.csv', 'when,x\n02/13/2024 10:00,1\n12/01/2024 09:30,2\n'))).toEqual({
      when: 'string',
      x: 'bigint',
    })
  })

  it('quoted line breaks, delimiters and quotes belong to the value; other delimiters are found', async () => {
    const d = await read('quoted.csv', 'a;b\n"x;1\ny";1\n"say ""hi""";2\n')
    expect([...d.frozen.categories.get('a')!.items.keys()].sort()).toEqual(['say "hi"', 'x;1\ny'])
  })

  it('a file without a header line gets names, and that is said', async () => {
    const d = await read('bare.csv', '1,2.5\n2,3.5\n3,4.5\n')
    expect(d.columns.map((c) => c.name)).toEqual(['column0', 'column1'])
    expect(d.notes).toEqual([expect.stringContaining('has no header line')])
    expect(d.frozen.rows).toBe(3)
  })

  it('a header alone is a table without rows', async () => {
    const d = await read('header.csv', 'a,b\n')
    expect(d.columns.map((c) => c.name)).toEqual(['a', 'b'])
    expect(d.frozen.rows).toBe(0)
  })

  it('files of one folder are matched by the names in their headers', async () => {
    await fixture.text('m-1.csv', 'a,b\n1,x\n2,y\n')
    await fixture.text('m-2.csv', 'b,a\nz,3\nw,4\n')
    const source = { table: fixture.path('m-*.csv') }
    const { columns } = await fixture.engine.describe(source)
    const frozen = await fixture.engine.freeze({
      source,
      timestamp: null,
      columns,
      sampleRows: 100,
      maxCategories: 10,
      sliceColumns: [],
    })
    expect(frozen.numeric.get('a')!.sorted).toEqual(Float64Array.of(1, 2, 3, 4))
  })
})

describe('broken CSV', () => {
  it('lines of different widths are refused, never dropped in silence', async () => {
    const table = await fixture.text('ragged.csv', 'a,b\n1,2\n3\n4,5,6\n')
    const error = await rejection(fixture.engine.describe({ table }))
    expect(error.code).toBe('TABLE_UNREADABLE')
    expect(error.place).toContain('ragged.csv')
    const late = await fixture.text('late.csv', `a,b\n${'1,2\n'.repeat(30_000)}3\n${'1,2\n'.repeat(10)}`)
    const found = await rejection(fixture.engine.describe({ table: late }))
    expect(found.code).toBe('TABLE_UNREADABLE')
    expect(found.place).toMatch(/late\.csv:30002$/)
  })

  it('an unclosed quote is refused', async () => {
    const table = await fixture.text('open.csv', 'a,b\n1,"x\n2,y\n3,z\n')
    expect((await rejection(fixture.engine.describe({ table }))).code).toBe('TABLE_UNREADABLE')
  })

  it('whatever the bytes, the answer is a table or a clear error, and no row of a well-formed file is lost', async () => {
    const cell = fc.oneof(
      fc.integer().map(String),
      fc.double({ noNaN: true }).map(String),
      fc.constantFrom('', 'n/a', 'x;y', '2024-01-01', 'true', ' ', '-', '1,5', "it's", '🙂'),
      fc.string({ maxLength: 8 }).filter((s) => !/[\r\n"\0]/.test(s)),
    )
    const quote = (text: string): string => (/[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))
    let n = 0
    await fc.assert(
      fc.asyncProperty(rows, async (table) => {
        const header = table[0]!.map((_, i) => `column_${i}`)
        // A marker column keeps lines apart from blank ones and the header apart from values.
        const lines = [['marker', ...header], ...table.map((row) => ['m', ...row])]
        const content = `${lines.map((line) => line.map(quote).join(',')).join('\n')}\n`
        try {
          const d = await read(`fuzz-${n++ % 4}.csv`, content)
          expect(
            d.columns.map((c) => c.name),
            content,
          ).toEqual(lines[0])
          expect(d.frozen.rows, content).toBe(table.length)
        } catch (error) {
          if (!(error instanceof LeewayError)) throw error
          expect(error.place, content).toBeDefined()
        }
      }),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const table = fixture.path(`bytes-${n++ % 4}.csv`)
        await fixture.text(table.split('/').at(-1)!, bytes)
        try {
          await fixture.engine.describe({ table })
        } catch (error) {
          expect(error).toBeInstanceOf(LeewayError)
        }
      }),
      { numRuns: 60 },
    )
  })
})
