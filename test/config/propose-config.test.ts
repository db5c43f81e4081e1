import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkColumns } from '../../src/config/check-columns.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { proposeConfig } from '../../src/config/propose/propose-config.ts'
import type { ColumnFacts, TableFacts } from '../../src/config/propose/table-facts.ts'
import type { ColumnKind } from '../../src/core/columns.ts'

const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url))

const kindOf = (type: string): ColumnKind =>
  /INT|DOUBLE|FLOAT|DECIMAL/.test(type)
    ? 'numeric'
    : /BOOL/.test(type)
      ? 'boolean'
      : /TIMESTAMP|DATE/.test(type)
        ? 'timestamp'
        : type === 'VARCHAR'
          ? 'text'
          : 'other'

/** The facts of a file, asked of DuckDB the plain way. */
async function factsOf(file: string, neighbours: readonly string[]): Promise<TableFacts> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const rowsOf = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, string | number | null>[]
  await connection.run(`create table t as select *, row_number() over () - 1 as __row from '${file}'`)
  const [{ n } = { n: 0 }] = await rowsOf('select count(*)::int as n from t')
  const rows = Number(n)
  const described = await rowsOf(
    "select column_name, data_type from information_schema.columns where table_name = 't' and column_name <> '__row' order by ordinal_position",
  )
  const step = Math.max(1, Math.floor((rows - 1) / 499))
  const columns: ColumnFacts[] = []
  for (const { column_name, data_type } of described) {
    const name = String(column_name)
    const quoted = `"${name.replaceAll('"', '""')}"`
    const kind = kindOf(String(data_type))
    const numbers =
      kind === 'numeric' ? `min(${quoted})::double` : kind === 'timestamp' ? `epoch_us(min(${quoted}))::double` : 'null'
    const isWhole = kind === 'numeric' ? `coalesce(bool_and(${quoted} = floor(${quoted})), false)` : 'false'
    const [facts = {}] = await rowsOf(
      `select count(*) filter (${quoted} is null)::int as nulls, count(distinct ${quoted})::int as distinct_count, ${numbers} as low, ${numbers.replace('min(', 'max(')} as high, ${isWhole} as whole from t`,
    )
    const asText =
      kind === 'numeric'
        ? `case when ${quoted} = floor(${quoted}) then ${quoted}::hugeint::varchar else ${quoted}::varchar end`
        : `${quoted}::varchar`
    const frequent = await rowsOf(
      `select ${asText} as value, count(*)::int as count from t where ${quoted} is not null group by 1 order by 2 desc, 1 limit 20`,
    )
    const sample = await rowsOf(`select ${asText} as value from t where __row % ${step} = 0 order by __row limit 500`)
    columns.push({
      name,
      kind,
      engineType: String(data_type),
      dataType: '',
      nulls: Number(facts['nulls']),
      distinct: Number(facts['distinct_count']),
      min: facts['low'] === null ? null : Number(facts['low']),
      max: facts['high'] === null ? null : Number(facts['high']),
      whole: String(facts['whole']) === 'true',
      frequent: frequent.map(({ value, count }) => ({ value: String(value), count: Number(count) })),
      sample: sample.map(({ value }) => (value === null ? null : String(value))),
    })
  }
  connection.closeSync()
  return { path: `${basename(dirname(file))}/${basename(file)}`, rows, columns, neighbours }
}

const guessed = (tables: readonly TableFacts[]): Record<string, string> =>
  Object.fromEntries(proposeConfig(tables).guesses.map(({ key, value }) => [key.split('.').at(-1)!, value]))

/** The proposal must be a configuration that is accepted, by the reader and against its own table. */
function expectUsable(tables: readonly TableFacts[], yaml: string): void {
  const project = parseConfig(yaml, { file: '/project/leeway.yaml', env: {}, readFile: () => '', knownMetrics: [] })
  for (const monitor of project.monitors) {
    const table = tables.find((each) => join('/project', each.path) === monitor.table)
    expect(table, monitor.table).toBeDefined()
    expect(checkColumns(project, monitor, table!.columns)).toEqual([])
  }
}

const withData = existsSync(join(DATA, 'hotel_booking'))
if (!withData) process.stderr.write(`skipped: proposals for real data, which is looked for in ${DATA}\n`)

describe.skipIf(!withData)('a proposal for real data', () => {
  it('reads the hotel bookings right: text dates, prediction, probability, label, the index left out', async () => {
    const facts = await factsOf(join(DATA, 'hotel_booking/monitoring.parquet'), ['hotel_booking/reference.parquet'])
    expect(guessed([facts])).toEqual({
      type: 'inference',
      timestamp: 'timestamp',
      granularities: '[1 week]',
      problem: 'classification',
      prediction: 'y_pred',
      probability: 'y_pred_proba',
      positive: '1',
      label: 'is_canceled',
      features: '{exclude: [Index]}',
      slices: '[hotel]',
      reference: '{table: hotel_booking/reference.parquet}',
    })
    const { yaml } = proposeConfig([facts])
    expect(yaml).toContain('\n  hotel_booking:\n')
    expectUsable([facts], yaml)
  })

  it('reads the car loans right, and takes the file called reference for one', async () => {
    const facts = await factsOf(join(DATA, 'car_loan/monitoring.parquet'), [])
    const reference = { ...facts, path: 'car_loan/reference.parquet' }
    expect(guessed([reference, facts])).toMatchObject({
      timestamp: 'timestamp',
      prediction: 'y_pred',
      probability: 'y_pred_proba',
      positive: '1',
      label: 'repaid',
      granularities: '[1 week]',
      reference: '{table: car_loan/reference.parquet}',
    })
    expectUsable([reference, facts], proposeConfig([reference, facts]).yaml)
  })

  it('reads the room sensors right: American text timestamps, an unnamed running number, no reference', async () => {
    const facts = await factsOf(join(DATA, 'room_occupancy/occupancy.csv'), [])
    expect(guessed([facts])).toMatchObject({
      timestamp: 'time',
      timestamp_format: '"%m/%d/%Y %H:%M"',
      granularities: '[1 day]',
      prediction: 'predicted',
      probability: 'prob_predicted',
      positive: '1',
      label: 'measured',
      features: '{exclude: [column0]}',
      reference: expect.stringMatching(/^\{period: \[2021-\d\d-\d\d, 2021-\d\d-\d\d\]\}$/),
    })
    expectUsable([facts], proposeConfig([facts]).yaml)
  })
})

const column = (name: string, rest: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name,
  kind: 'text',
  engineType: 'VARCHAR',
  dataType: 'string',
  nulls: 0,
  distinct: 3,
  min: null,
  max: null,
  whole: false,
  frequent: [],
  sample: [],
  ...rest,
})
const numbers = (name: string, sample: readonly number[], rest: Partial<ColumnFacts> = {}): ColumnFacts => {
  const counts = new Map<string, number>()
  for (const value of sample) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1)
  return column(name, {
    kind: 'numeric',
    engineType: 'DOUBLE',
    dataType: 'double',
    distinct: counts.size,
    min: Math.min(...sample),
    max: Math.max(...sample),
    whole: sample.every(Number.isInteger),
    frequent: [...counts]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 20)
      .map(([value, count]) => ({ value, count })),
    sample: sample.map(String),
    ...rest,
  })
}
const table = (columns: readonly ColumnFacts[], rest: Partial<TableFacts> = {}): TableFacts => ({
  path: 'data/monitoring.parquet',
  rows: 100,
  columns,
  neighbours: [],
  ...rest,
})
const range = (n: number, value: (index: number) => number): number[] => Array.from({ length: n }, (_, index) => value(index))

describe('a proposal', () => {
  it('tells numbers from classes', () => {
    const prices = table([
      numbers(
        'prediction',
        range(100, (i) => i + 0.5),
      ),
      numbers(
        'actual',
        range(100, (i) => i + 1),
      ),
      numbers(
        'size',
        range(100, (i) => (i * 37) % 11),
      ),
    ])
    expect(guessed([prices])).toMatchObject({
      type: 'snapshot',
      problem: 'regression',
      prediction: 'prediction',
      label: 'actual',
    })
    expect(guessed([prices])['probability']).toBeUndefined()
  })

  it('finds a label by what it holds when its name says nothing', () => {
    const classes = range(100, (i) => i % 2)
    const facts = table([
      numbers('y_pred', classes),
      numbers(
        'churned',
        range(100, (i) => (i % 10 === 0 ? 1 - (i % 2) : i % 2)),
      ),
      numbers(
        'flag',
        range(100, (i) => (i % 4 < 2 ? 1 : 0)),
      ),
    ])
    expect(guessed([facts])['label']).toBe('churned')
  })

  it('takes the positive class from where the probability is high', () => {
    const facts = table([
      column('prediction', {
        distinct: 2,
        frequent: [
          { value: 'no', count: 50 },
          { value: 'yes', count: 50 },
        ],
        sample: range(100, (i) => i % 2).map((i) => (i ? 'yes' : 'no')),
      }),
      numbers(
        'score',
        range(100, (i) => (i % 2 ? 0.1 : 0.9)),
      ),
    ])
    expect(guessed([facts])).toMatchObject({ probability: 'score', positive: 'no' })
  })

  it('pairs classes with their probabilities', () => {
    const facts = table([
      column('y_pred', {
        distinct: 2,
        frequent: [
          { value: 'prepaid', count: 1 },
          { value: 'upmarket', count: 1 },
        ],
      }),
      numbers('y_pred_proba_prepaid', [0.1, 0.9, 0.3]),
      numbers('y_pred_proba_upmarket', [0.9, 0.1, 0.7]),
    ])
    expect(guessed([facts])['probability']).toBe('{prepaid: y_pred_proba_prepaid, upmarket: y_pred_proba_upmarket}')
  })

  it('leaves out what names a row, is empty, or cannot be compared, and reads codes as categories', () => {
    const facts = table([
      numbers(
        'customer_id',
        range(100, (i) => i * 977),
      ),
      column('uuid', { distinct: 100 }),
      column('nothing', { nulls: 100, distinct: 0 }),
      column('tags', { kind: 'other', engineType: 'VARCHAR[]' }),
      numbers(
        'zip_code',
        range(100, (i) => 10_000 + (i % 7)),
      ),
      numbers(
        'amount',
        range(100, (i) => i % 7),
      ),
    ])
    expect(guessed([facts])).toMatchObject({
      features: '{exclude: [customer_id, uuid, nothing, tags]}',
      types: '{zip_code: categorical}',
    })
  })

  it('tells day first from month first by the days above 12', () => {
    const dates = (texts: readonly string[]) =>
      guessed([table([column('date', { sample: texts, distinct: texts.length })])])['timestamp_format']
    expect(dates(['01/02/2026', '25/02/2026'])).toBe('"%d/%m/%Y"')
    expect(dates(['01/02/2026', '02/25/2026'])).toBe('"%m/%d/%Y"')
    expect(dates(['20260201', '20260225'])).toBe('"%Y%m%d"')
    expect(dates(['2026-02-01', '2026-02-25'])).toBeUndefined()
  })

  it('is accepted for any column names', () => {
    const anyName = fc.oneof(
      fc.string({ minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        'a, b',
        'a: b',
        '# x',
        '"',
        "it's",
        `\${env:HOME}`,
        '$${x}',
        '[x]',
        '{x}',
        'yes',
        'null',
        '1',
        '1.0',
        '- a',
        'multi\nline',
        '💥',
        '*a',
        '&a',
        '!t',
        '%',
        '@x',
        '`',
        ' lead ',
        'ünïcode',
      ),
    )
    fc.assert(
      fc.property(fc.uniqueArray(anyName, { minLength: 1, maxLength: 6 }), (names) => {
        fc.pre(names.every((name) => name.trim() !== '' && name !== '__proto__' && !name.includes('*') && !name.includes('\0')))
        const columns = names.map((name, index) =>
          index % 3 === 0
            ? column(name, { distinct: 100 })
            : column(name, {
                distinct: 2,
                frequent: [
                  { value: 'x', count: 50 },
                  { value: 'y', count: 50 },
                ],
              }),
        )
        const facts = table([
          ...columns,
          column('y_pred', { frequent: [{ value: names[0]!, count: 100 }], distinct: 1, sample: [names[0]!] }),
        ])
        expectUsable([facts], proposeConfig([facts], { project: 'fuzz' }).yaml)
      }),
      { numRuns: 300 },
    )
  })

  it('gives each monitor a name of its own, and says why in every guess', () => {
    const one = table([numbers('x', [1, 2])], { path: 'a/data.parquet' })
    const { yaml, guesses } = proposeConfig([one, { ...one, path: 'b/a.csv' }, { ...one, path: '2024.csv' }])
    const project = parseConfig(yaml, { file: '/project/leeway.yaml', env: {}, readFile: () => '', knownMetrics: [] })
    expect(project.monitors.map((monitor) => monitor.name)).toEqual(['a', 'a_2', 'm_2024'])
    for (const guess of guesses) expect(guess.why.length).toBeGreaterThan(0)
    expect(yaml.startsWith('# yaml-language-server: $schema=')).toBe(true)
  })
})
