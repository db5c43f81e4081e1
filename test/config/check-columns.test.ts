import { describe, expect, it } from 'vitest'
import { checkColumns, checkReferenceColumns, columnNamed, throwProblems } from '../../src/config/check-columns.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { renderProblems } from '../../src/config/render-problems.ts'
import type { Column, ColumnKind } from '../../src/core/columns.ts'

const ENGINE_TYPES: Readonly<Record<ColumnKind, readonly [string, string]>> = {
  numeric: ['DOUBLE', 'double'],
  categorical: ['VARCHAR', 'string'],
  text: ['VARCHAR', 'string'],
  boolean: ['BOOLEAN', 'boolean'],
  timestamp: ['TIMESTAMP', 'timestamp'],
  other: ['INTEGER[]', 'array<int>'],
}
const columns = (kinds: Readonly<Record<string, ColumnKind>>): Column[] =>
  Object.entries(kinds).map(([name, kind]) => ({
    name,
    kind,
    engineType: ENGINE_TYPES[kind][0],
    dataType: ENGINE_TYPES[kind][1],
  }))

const HOTEL = columns({
  hotel: 'text',
  lead_time: 'numeric',
  'room type': 'text',
  scored_at: 'timestamp',
  y_pred: 'numeric',
  y_pred_proba: 'numeric',
  is_canceled: 'numeric',
  model_version: 'text',
  tags: 'other',
  flag: 'boolean',
})

const HEAD = 'version: 1\nmonitors:\n  hotel:\n    table: data/monitoring.parquet\n'

function check(body: string, table = HOTEL): string {
  const project = parseConfig(`${HEAD}${body.replaceAll(/^(?=.)/gm, '    ')}\n`, {
    file: '/project/leeway.yaml',
    env: {},
    readFile: () => '',
    knownMetrics: ['percent_null'],
  })
  return renderProblems(checkColumns(project, project.monitors[0]!, table), { colour: false })
}

describe('the columns that a monitor names', () => {
  it('are suggested also when their name has blanks', () => {
    expect(check('timestamp: scored_at\nprediction: y_pred\nslices: [room tipe]')).toContain('Nearest: room type')
    expect(columnNamed('lead_time between 1 and 3', HOTEL)).toBe(null)
  })

  it('are all found in a table that has them', () => {
    const text = `timestamp: scored_at
prediction: y_pred
problem: classification
probability: y_pred_proba
positive: 1
label: is_canceled
model_id: model_version
features: {include: [lead*, room type], exclude: [tags]}
types: {hotel: categorical}
slices: [hotel, room type, "lead_time > 90"]
key: [hotel, scored_at]
custom_metrics: [{name: m, type: aggregate, definition: "avg({{input_column}})", input_columns: [lead_time]}]
checks: [{metric: percent_null, columns: ["*", hotel], warn: {above: 5}}]`
    expect(check(text)).toBe('')
  })

  it('are underlined where they are misspelt, with the table, its size and the nearest name', () => {
    expect(check('timestamp: scored_at\nprediction: y_pred\nproblem: classification\nlabel: is_cancelled')).toBe(
      `leeway.yaml:8:12  error  unknown column "is_cancelled"
    8 |     label: is_cancelled
      |            ^^^^^^^^^^^^ not in data/monitoring.parquet (10 columns). Nearest: is_canceled`,
    )
  })

  it('are looked up in every key, and all misses are said at once', () => {
    const text = `timestamp: scored_att
prediction: y_prd
problem: classification
probability: {a: proba_a, b: proba_b}
label: canceled
model_id: model
features: {include: [led*, lead_tim], exclude: [agent]}
types: {hotell: categorical}
slices: [hotels, "lead_time > 90"]
key: idd
custom_metrics: [{name: m, type: aggregate, definition: "avg({{input_column}})", input_columns: [lead]}]
checks: [{metric: percent_null, columns: [leed_time], warn: {above: 5}}]`
    const places = check(text)
      .split('\n')
      .filter((line) => line.startsWith('leeway.yaml'))
      .map((line) => line.replace(/^leeway\.yaml:(\S+) {2}error {2}/, '$1 '))
    expect(places).toEqual([
      '5:16 unknown column "scored_att"',
      '6:17 unknown column "y_prd"',
      '8:22 unknown column "proba_a"',
      '8:34 unknown column "proba_b"',
      '9:12 unknown column "canceled"',
      '10:15 unknown column "model"',
      '11:26 no column is like "led*"',
      '11:32 unknown column "lead_tim"',
      '11:53 unknown column "agent"',
      '12:13 unknown column "hotell"',
      '13:14 unknown column "hotels"',
      '14:10 unknown column "idd"',
      '15:102 unknown column "lead"',
      '16:47 unknown column "leed_time"',
    ])
  })

  it('must have types that fit what they are used for', () => {
    const types = (body: string): string[] =>
      check(body)
        .split('\n')
        .filter((line) => line.startsWith('leeway.yaml'))
        .map((line) => line.split('  error  ')[1]!)
    expect(types('timestamp: lead_time\nprediction: y_pred')).toEqual(['column "lead_time" is DOUBLE'])
    expect(types('timestamp: scored_at\nprediction: hotel\nproblem: regression')).toEqual(['column "hotel" is VARCHAR'])
    expect(types('timestamp: scored_at\nprediction: tags')).toEqual(['column "tags" is INTEGER[]'])
    expect(types('timestamp: scored_at\nprediction: y_pred\nproblem: classification\nprobability: hotel\npositive: 1')).toEqual([
      'column "hotel" is VARCHAR',
    ])
    expect(
      types('timestamp: scored_at\nprediction: y_pred\nproblem: classification\nprobability: y_pred_proba\npositive: "yes"'),
    ).toEqual(['"yes" can never be predicted'])
    expect(types('timestamp: scored_at\nprediction: y_pred\nproblem: classification\nlabel: flag')).toEqual([
      'column "flag" is BOOLEAN',
    ])
    expect(types('timestamp: hotel\nprediction: y_pred\nmodel_id: tags')).toEqual(['column "tags" is INTEGER[]'])
  })

  it('are not looked up where they are SQL expressions, or stand in another table', () => {
    expect(check('timestamp: "to_timestamp(lead_time)"\nprediction: y_pred\nslices: ["hotel = \'City\'"]')).toBe('')
    expect(
      check(
        'timestamp: scored_at\nprediction: y_pred\nproblem: classification\nlabel: failed\nlabels: {table: l, on: [id], value: failed}',
      ),
    ).toBe('')
  })

  it('are said without carets when there is no file', () => {
    const { source: _, ...project } = parseConfig(`${HEAD}    timestamp: scored_at\n    prediction: y_prd\n`, {
      file: '/project/leeway.yaml',
      env: {},
      readFile: () => '',
      knownMetrics: [],
    })
    const problems = checkColumns(project, project.monitors[0]!, HOTEL)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      code: 'COLUMN_NOT_FOUND',
      column: 'y_prd',
      place: null,
      path: 'monitors.hotel.prediction',
    })
    expect(renderProblems(problems, { colour: false })).toContain('monitors.hotel.prediction')
    expect(() => throwProblems(problems)).toThrow(ConfigError)
    expect(() => throwProblems([])).not.toThrow()
  })
})

describe('a reference table', () => {
  it('may lack columns, but not all', () => {
    const project = parseConfig(
      `${HEAD}    timestamp: scored_at\n    prediction: y_pred\n    reference: {table: data/ref.parquet}\n`,
      { file: '/project/leeway.yaml', env: {}, readFile: () => '', knownMetrics: [] },
    )
    const monitor = project.monitors[0]!
    expect(checkReferenceColumns(project, monitor, HOTEL, columns({ lead_time: 'numeric' }))).toEqual([])
    expect(renderProblems(checkReferenceColumns(project, monitor, HOTEL, columns({ a: 'numeric' })), { colour: false })).toBe(
      `leeway.yaml:7:24  error  the reference has no column in common with the table
    7 |     reference: {table: data/ref.parquet}
      |                        ^^^^^^^^^^^^^^^^ data/ref.parquet has a`,
    )
  })
})

describe('columnNamed', () => {
  it('tells a name from an expression', () => {
    expect(columnNamed('hotel', HOTEL)).toBe('hotel')
    expect(columnNamed('room type', HOTEL)).toBe('room type')
    expect(columnNamed('"room type"', HOTEL)).toBe('room type')
    expect(columnNamed('hotell', HOTEL)).toBe('hotell')
    expect(columnNamed('lead_time > 3', HOTEL)).toBeNull()
    expect(columnNamed('cast(x as date)', HOTEL)).toBeNull()
  })
})
