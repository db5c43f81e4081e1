import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import type { CustomMetric } from '../../src/config/project.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { fillAggregate } from '../../src/metrics/aggregate-template.ts'
import { type ExpressionRequest, expressionRequest, planCustomMetrics } from '../../src/metrics/custom-expressions.ts'
import { parseExpression } from '../../src/metrics/parse-expression.ts'

const metric = (name: string, type: CustomMetric['type'], definition: string): CustomMetric => ({
  name,
  type,
  definition,
  inputColumns: [':table'],
  place: 'leeway.yaml:1:1',
})

const row = (values: Record<string, JsonValue>, custom: Record<string, JsonValue> = {}) => ({
  values: new Map(Object.entries(values)),
  custom: new Map(Object.entries(custom)),
})

/** Runs a request in DuckDB, one level of nesting per step, so that SQL itself gives the meaning. */
async function evaluate(request: ExpressionRequest): Promise<unknown[][]> {
  const cell = (value: number | string | boolean | null): string =>
    value === null ? 'null' : typeof value === 'number' ? `${value}::double` : `'${String(value)}'`
  const columns = Array.from({ length: request.inputCount }, (_, i) => `i${i}`)
  const rows = request.rows.map((cells, i) => `(${[i, ...cells.map(cell)].join(', ')})`)
  let sql = `select * from (values ${rows.join(', ')}) as t(r${columns.map((name) => `, ${name}`).join('')})`
  request.steps.forEach(({ parts }, index) => {
    const text = parts.map((part) => ('text' in part ? part.text : 'input' in part ? `i${part.input}` : `s${part.step}`)).join('')
    sql = `select *, (${text}) as s${index} from (${sql})`
  })
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const result = await connection.runAndReadAll(
    `select ${request.steps.map((_, i) => `s${i}`).join(', ')} from (${sql}) order by r`,
  )
  return result.getRowsJson() as unknown[][]
}

describe('derived metrics', () => {
  it('stand on aggregates, built-in metrics and each other, whatever their order', async () => {
    const plan = planCustomMetrics([
      metric('double_cost', 'derived', 'cost * 2'),
      metric('cost', 'derived', 'anomaly_rate * 100 / `count`'),
      metric('anomaly_rate', 'aggregate', 'avg(is_anomaly)'),
      metric('share', 'derived', 'case when f1_score.macro > 0.5 and not isnan(anomaly_rate) then 1 else 0 end'),
      metric('of_class', 'derived', `coalesce(recall.one_vs_all["1"], -1) + precision.one_vs_all['a.b']`),
    ])
    expect(plan.problems).toEqual([])
    expect(plan.aggregates.map((m) => m.name)).toEqual(['anomaly_rate'])
    expect(plan.derived.steps.map((step) => step.name)).toEqual(['cost', 'share', 'of_class', 'double_cost'])
    const request = expressionRequest(plan.derived, [
      row(
        { count: 50, f1_score: { macro: 0.6 }, recall: { one_vs_all: { 1: 0.25 } }, precision: { one_vs_all: { 'a.b': 0.5 } } },
        { anomaly_rate: 0.1 },
      ),
      row({ count: 0 }, { anomaly_rate: null }),
    ])
    expect(await evaluate(request)).toEqual([
      [0.2, 1, 0.75, 0.4],
      [null, 0, null, null],
    ])
  })

  it('read each input once', () => {
    const plan = planCustomMetrics([metric('d', 'derived', 'avg / (avg + stddev) + avg')])
    expect(plan.derived.inputs).toEqual([
      { side: 'row', path: 'avg' },
      { side: 'row', path: 'stddev' },
    ])
  })

  it('that go in a circle are named, and what uses them too', () => {
    const plan = planCustomMetrics([
      metric('a', 'derived', 'b + 1'),
      metric('b', 'derived', 'a + 1'),
      metric('c', 'derived', 'avg * 2'),
      metric('d', 'derived', 'wrong_name'),
      metric('e', 'derived', 'd + 1'),
    ])
    expect(plan.derived.steps.map((step) => step.name)).toEqual(['c'])
    expect(plan.problems.map((p) => `${p.metric.name}: ${p.message}`)).toEqual([
      'd: unknown metric "wrong_name"',
      'a: it goes in a circle through "b"',
      'b: it goes in a circle through "a"',
      'e: it uses "d", which has a problem itself',
    ])
  })
})

describe('drift metrics', () => {
  it('compare the current row with what it is compared with', async () => {
    const plan = planCustomMetrics([
      metric('anomaly_rate', 'aggregate', 'avg(is_anomaly)'),
      metric('rate_shift', 'drift', '{{current_df}}.anomaly_rate - {{base_df}}.anomaly_rate'),
      metric('r2_drop', 'drift', 'round({{ base_df }}.r2_score - {{current_df}}.`r2_score`, 2)'),
    ])
    expect(plan.problems).toEqual([])
    const request = expressionRequest(plan.drift, [
      { current: row({ r2_score: 0.5 }, { anomaly_rate: 0.75 }), reference: row({ r2_score: 0.75 }, { anomaly_rate: 0.5 }) },
      { current: row({ r2_score: 0.5 }, { anomaly_rate: 0.75 }), reference: null },
    ])
    expect(await evaluate(request)).toEqual([
      [0.25, 0.25],
      [null, null],
    ])
  })

  it('without a side are refused with both ways to write it', () => {
    const [problem] = planCustomMetrics([metric('d', 'drift', 'avg * 2')]).problems
    expect(problem).toMatchObject({ message: '"avg" without a side', mend: 'write {{current_df}}.avg or {{base_df}}.avg' })
  })

  it('do not stand on drift metrics', () => {
    const [problem] = planCustomMetrics([metric('d', 'drift', '{{current_df}}.ks_test')]).problems
    expect(problem?.message).toBe('"ks_test" is a drift metric')
  })
})

describe('refused with a mend', () => {
  it.each([
    ['anomly_rate * 2', 'unknown metric "anomly_rate"', 'Nearest: anomaly_rate'],
    ['quantiles', '"quantiles" is not a number', 'one number'],
    ['f1_score.makro', '"f1_score.makro" is not a number', 'f1_score.macro'],
    ['avg; drop table x', 'a semicolon', 'one expression'],
    ['(select max(x) from y)', '"select" in an expression', 'without subqueries'],
    ["(select content from read_text('/etc/passwd'))", '"select" in an expression', 'without subqueries'],
    ["getenv('HOME')", 'unknown function "getenv"', 'expected one of'],
    ["read_text('/etc/passwd')", 'unknown function "read_text"', 'expected one of'],
    ['rond(avg)', 'unknown function "rond"', 'Nearest: round'],
    ['avg -- comment', 'a comment', 'leave the comment out'],
    ['avg /* x */', 'a comment', 'leave the comment out'],
    ["avg + 'x", "a quote '", 'close it'],
    ['"avg"', 'a name in double quotes', 'bare or in back-ticks'],
    ['avg), (1', 'a closing parenthesis too many', 'close only'],
    ['(avg', 'a parenthesis that is not closed', 'close it'],
    ['avg, 1', 'a comma outside parentheses', 'one expression'],
    ['avg + $1', '"$" in an expression', 'arithmetic'],
    ['avg + ?', '"?" in an expression', 'arithmetic'],
    ['{{current_df}}.avg', '{{current_df}} has no meaning here', 'without braces'],
    ['{avg}', 'a brace', '{{name}}'],
    ['cast(avg as blob)', 'unknown type "blob"', 'expected one of'],
    ['   ', 'an empty expression', 'write an expression'],
  ])('%s', (definition, message, mend) => {
    const plan = planCustomMetrics([metric('anomaly_rate', 'aggregate', 'avg(x)'), metric('d', 'derived', definition)])
    expect(plan.derived.steps).toEqual([])
    expect(plan.problems).toHaveLength(1)
    expect(plan.problems[0]?.message).toContain(message)
    expect(plan.problems[0]?.mend).toContain(mend)
  })

  it('a name that a built-in metric has', () => {
    expect(planCustomMetrics([metric('avg', 'aggregate', 'avg(x)')]).problems[0]?.message).toBe('"avg" is a built-in metric')
  })
})

it('keeps the text of an expression as it was written', () => {
  const parsed = parseExpression("coalesce( avg ,  'x''y' )::double", 'derived')
  const text = 'parts' in parsed ? parsed.parts.map((part) => ('text' in part ? part.text : part.reference.path)).join('') : ''
  expect(text).toBe("coalesce( avg ,  'x''y' )::double")
})

describe('custom aggregates', () => {
  it('get their columns as names to be quoted, with or without back-ticks around the template', () => {
    const columns = { input_column: 'odd "name', prediction_col: 'p', label_col: 'l' }
    for (const definition of ['avg(`{{input_column}}`)', 'avg({{ input_column }})'])
      expect(fillAggregate(definition, columns)).toContainEqual({ column: 'odd "name' })
    expect(fillAggregate('sum(`a b` * {{prediction_col}} - {{label_col}})', columns)).toEqual(
      expect.arrayContaining([{ column: 'a b' }, { column: 'p' }, { column: 'l' }]),
    )
  })

  it('refuse a template that stands for nothing', () => {
    expect(fillAggregate('avg({{label_col}})', { prediction_col: 'p' })).toMatchObject({
      message: '{{label_col}} stands for nothing',
    })
  })
})
