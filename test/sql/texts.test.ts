import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classForm, classText, classTextSql } from '../../src/sql/class-text.ts'
import { valueText } from '../../src/sql/column-value.ts'
import { duckdbDialect } from '../../src/sql/duckdb-dialect.ts'
import { kindOfType, sparkType } from '../../src/sql/duckdb-types.ts'
import { openTestDatabase, type TestDatabase } from './duckdb.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const value = async (sql: string): Promise<unknown> => (await database.rows(`select ${sql} as x`))[0]!['x']

describe('literals', () => {
  it('any text is that text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        expect(await value(duckdbDialect.quoteString(text))).toBe(text)
      }),
      { numRuns: 100 },
    )
    expect(await value(duckdbDialect.quoteString("a'\0;b\0"))).toBe("a'\0;b\0")
  })

  it('any text is a column name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
        fc.pre(!text.includes('\0'))
        const name = duckdbDialect.quoteIdentifier(text)
        // Asked for as a value: as the key of a row's object, a name such as __proto__ would be lost.
        const described = `select column_name from (describe select ${name} from (select 1 as ${name}))`
        expect(await database.rows(described)).toEqual([{ column_name: text }])
      }),
      { numRuns: 100, examples: [['__proto__'], ['a"b'], [';']] },
    )
  })

  it('any double is exact, and negative ones never make a remark of what stands before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double(), async (number) => {
        // The sign of zero is lost, which no number here depends on.
        expect((await value(duckdbDialect.doubleLiteral(number))) as number).toBe(number === 0 ? 0 : number)
        const sum = await value(`0e0-${duckdbDialect.doubleLiteral(number)}`)
        expect(sum).toBe(0 - number)
      }),
      { numRuns: 200 },
    )
  })

  it('floor division is exact at window borders, before 1970 too', async () => {
    const day = 86_400_000_000
    for (const k of [-30_000, -1, 0, 1, 20_000, 100_000]) {
      for (const shift of [-1, 0, 1]) {
        const us = k * day + shift
        expect(await value(duckdbDialect.floorDivide(String(us), day))).toBe(BigInt(Math.floor(us / day)))
      }
    }
  })
})

describe('values as text', () => {
  it.each([
    ['1.0::double', 'DOUBLE', '1'],
    ['-0.0::double', 'DOUBLE', '0'],
    ['0.5::double', 'DOUBLE', '0.5'],
    ["'nan'::double", 'DOUBLE', 'nan'],
    ["'inf'::double", 'DOUBLE', 'inf'],
    ['1.10::decimal(10,2)', 'DECIMAL(10,2)', '1.1'],
    ['100.00::decimal(10,2)', 'DECIMAL(10,2)', '100'],
    ['100::decimal(4,0)', 'DECIMAL(4,0)', '100'],
    ['-0.50::decimal(10,2)', 'DECIMAL(10,2)', '-0.5'],
    ['9007199254740993', 'BIGINT', '9007199254740993'],
    ['true', 'BOOLEAN', 'true'],
    ["date '2024-01-02'", 'DATE', '2024-01-02'],
    ["'x'", 'VARCHAR', 'x'],
  ])('%s (%s) is %s', async (sql, type, text) => {
    expect(await value(valueText(duckdbDialect, sql, type))).toBe(text)
  })
})

describe('class texts of two columns agree whatever their types', () => {
  const cases = [
    ['1', 'INTEGER', '1.0::double', 'DOUBLE', '1'],
    ['true', 'BOOLEAN', '1', 'INTEGER', '1'],
    ['false', 'BOOLEAN', '0.0::double', 'DOUBLE', '0'],
    ["'1.0'", 'VARCHAR', '1', 'BIGINT', '1'],
    ["'cat'", 'VARCHAR', '1', 'BIGINT', null],
    ["'True'", 'VARCHAR', 'true', 'BOOLEAN', 'true'],
    ["'0'", 'VARCHAR', 'false', 'BOOLEAN', 'false'],
    ["'01'", 'VARCHAR', "'01'", 'VARCHAR', '01'],
    ['1.00::decimal(5,2)', 'DECIMAL(5,2)', 'true', 'BOOLEAN', '1'],
  ] as const
  it.each(cases)('%s (%s) and %s (%s)', async (a, typeA, b, typeB, expected) => {
    const form = classForm(typeA, typeB)
    const left = await value(classTextSql(duckdbDialect, { expression: a, type: typeA }, form))
    const right = await value(classTextSql(duckdbDialect, { expression: b, type: typeB }, form))
    if (expected === null) expect(left).not.toBe(right)
    else expect([left, right]).toEqual([expected, expected])
  })

  it('NaN is no class', async () => {
    expect(await value(classTextSql(duckdbDialect, { expression: "'nan'::double", type: 'DOUBLE' }, 'number'))).toBeNull()
  })

  it('the configured class is written as the data’s', () => {
    expect(classText('1.0', 'number')).toBe('1')
    expect(classText('true', 'number')).toBe('1')
    expect(classText('1', 'boolean')).toBe('true')
    expect(classText('01', 'text')).toBe('01')
    expect(classText('9007199254740993', 'number')).toBe('9007199254740993')
  })
})

describe('types', () => {
  it.each([
    ['VARCHAR', 'string', 'categorical'],
    ['DOUBLE', 'double', 'numeric'],
    ['FLOAT', 'float', 'numeric'],
    ['TINYINT', 'tinyint', 'numeric'],
    ['UBIGINT', 'decimal(20,0)', 'numeric'],
    ['HUGEINT', 'decimal(38,0)', 'numeric'],
    ['DECIMAL(12,3)', 'decimal(12,3)', 'numeric'],
    ['BOOLEAN', 'boolean', 'boolean'],
    ['DATE', 'date', 'timestamp'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp', 'timestamp'],
    ['TIMESTAMP_NS', 'timestamp', 'timestamp'],
    ['TIMESTAMP[]', 'array<timestamp>', 'other'],
    ['BLOB', 'binary', 'other'],
    ["ENUM('a', 'b,c')", 'string', 'categorical'],
    ['INTEGER[]', 'array<int>', 'other'],
    ['INTEGER[3]', 'array<int>', 'other'],
    ['STRUCT(a INTEGER, "b c" VARCHAR[])', 'struct<a:int,b c:array<string>>', 'other'],
    ['MAP(VARCHAR, STRUCT(x DECIMAL(3,1), y DATE))', 'map<string,struct<x:decimal(3,1),y:date>>', 'other'],
  ] as const)('%s is %s', (type, spark, kind) => {
    expect(sparkType(type)).toBe(spark)
    expect(kindOfType(type)).toBe(kind)
  })
})
