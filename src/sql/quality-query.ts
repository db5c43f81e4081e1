/**
 * Predictions against labels, in one statement for all windows and segments: counts of (prediction, label), scores by their keys,
 * errors. What the sums mean stands in `aggregates/states.ts`.
 */
import type { Dialect } from './dialect.ts'
import { isSegment, SEGMENT_ANSWER_COLUMNS, type SegmentsSql, segmentAnswer, segmentColumns, segmentSets } from './segments.ts'

export interface QualityRows {
  readonly from: string
  /** Predicate, or empty. */
  readonly where: string
  /** The window's integer key. */
  readonly key: string
  readonly segments: SegmentsSql
  /** Keys of the windows whose scores are told apart by fine keys. */
  readonly fineWindows: readonly number[]
}

export interface ClassProbability {
  /** Class text. */
  readonly name: string
  /** Probability of the class, as double. */
  readonly probability: string
}

/** The answer's columns, in this order. */
export const CLASSIFICATION_COLUMNS = [
  ...['key', ...SEGMENT_ANSWER_COLUMNS],
  ...['part', 'prediction', 'label', 'class', 'n'],
  ...['tenth', 'score_key', 'labelled', 'positives', 'score_sum', 'squares', 'log_n', 'log_sum'],
] as const

/**
 * Rows of `part` 0 count pairs: prediction, label, n. Rows of `part` 1 are scores: class index, tenth of the score (-1: outside [0, 1]), n,
 * positives, score_sum, squares, log_n, log_sum; in a fine window `labelled` lists 2 * key + (1 with the class) of each row, in another
 * one the rows are cut further by `score_key`.
 */
export function classificationQuery(
  dialect: Dialect,
  rows: QualityRows,
  prediction: string,
  label: string,
  classes: readonly ClassProbability[],
): string {
  const pairs = grouped(
    dialect,
    rows,
    [`${prediction} as __lw_p`, `${label} as __lw_l`],
    '__lw_p is not null and __lw_l is not null',
    ['__lw_p', '__lw_l'],
    [
      '0 as part',
      '__lw_p as prediction',
      '__lw_l as label',
      'null as class',
      'count(*) as n',
      ...SCORE_NAMES.map((n) => `null as ${n}`),
    ],
  )
  return classes.length === 0 ? pairs : `${pairs}\nunion all ${scores(dialect, rows, prediction, label, classes)}`
}

const SCORE_NAMES = CLASSIFICATION_COLUMNS.slice(CLASSIFICATION_COLUMNS.indexOf('tenth'))

function scores(
  dialect: Dialect,
  rows: QualityRows,
  prediction: string,
  label: string,
  classes: readonly ClassProbability[],
): string {
  const one = classes.length === 1
  const pick = (of: (c: ClassProbability) => string, index: string): string =>
    one ? of(classes[0]!) : `case ${index} ${classes.map((c, i) => `when ${i} then ${of(c)}`).join(' ')} end`
  // With several classes each row is read once per class.
  const from = one ? rows.from : `${rows.from}, (select unnest([${classes.map((_, i) => i).join(', ')}]) as __lw_c)`
  const inner = [
    `${one ? '0' : '__lw_c'} as c`,
    `${pick((c) => c.probability, '__lw_c')} as p`,
    `${label} as l`,
    `${prediction} as pr`,
    ...(one ? [] : [`${pick((c) => dialect.quoteString(c.name), '__lw_c')} as cl`]),
  ]
  const isClass = one ? `l = ${dialect.quoteString(classes[0]!.name)}` : 'l = cl'
  const valid = 'p >= 0 and p <= 1'
  const fine = inRuns('__lw_k', rows.fineWindows, (key) => dialect.integerLiteral(key))
  const key = scoreKeySql('p', `case when ${fine} then ${FINE_STEPS} else ${COARSE_STEPS} end`)
  const derived = [
    `c as __lw_class`,
    `${isClass} as __lw_y`,
    `case when ${valid} then least(cast(floor(p * 10) as integer), 9) else -1 end as __lw_t`,
    `case when ${valid} and not (${fine}) then ${key} end as __lw_b`,
    `case when ${valid} and ${fine} then 2 * ${key} + cast(${isClass} as integer) end as __lw_r`,
    `case when ${valid} then p end as p`,
  ]
  // Two classes: the probability of the true one is p or 1 - p. More: only the true class's own row counts.
  const given = one ? `case when __lw_y then p else 1 - p end` : `case when __lw_y then p end`
  return grouped(
    dialect,
    { ...rows, from },
    inner,
    'p is not null and not isnan(p) and l is not null and pr is not null',
    ['__lw_class', '__lw_t', '__lw_b'],
    [
      '1 as part',
      'null as prediction',
      'null as label',
      '__lw_class as class',
      'count(*) as n',
      '__lw_t as tenth',
      '__lw_b as score_key',
      `${dialect.integerList('__lw_r')} as labelled`,
      'count(case when __lw_y then 1 end) as positives',
      'sum(p) as score_sum',
      'sum((p - cast(__lw_y as integer)) * (p - cast(__lw_y as integer))) as squares',
      `count(${given}) as log_n`,
      // greatest() would pass over null: rows of other classes have none.
      `sum(-ln(case when ${given} < 1e-15 then 1e-15 else ${given} end)) as log_sum`,
    ],
    derived,
  )
}

const FINE_STEPS = '1048576e0'
const COARSE_STEPS = '128e0'

/** The key of a probability, bit for bit that of stats/score-key: the same operations in the same order. */
export function scoreKeySql(p: string, steps: string): string {
  const clipped = `least(greatest(${p}, 1e-15), 1e0 - 1e-15)`
  const root = `sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(${clipped} / (1e0 - ${clipped})))))))`
  return `cast(floor((${root} - 1e0 / ${root}) * (32e0 * ${steps})) as integer)`
}

/** True where the expression is one of these numbers; neighbours make one comparison. */
function inRuns(expression: string, numbers: readonly number[], literal: (value: number) => string): string {
  const runs: { from: number; to: number }[] = []
  for (const number of [...new Set(numbers)].toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last && number === last.to + 1) last.to = number
    else runs.push({ from: number, to: number })
  }
  if (runs.length === 0) return 'false'
  return `(${runs.map(({ from, to }) => `${expression} between ${literal(from)} and ${literal(to)}`).join(' or ')})`
}

/** The answer's columns, in this order. */
export const REGRESSION_COLUMNS = [
  ...['key', ...SEGMENT_ANSWER_COLUMNS],
  ...['part', 'sign', 'bin', 'n', 'error_sum', 'error_squares', 'prediction_sum'],
  ...['error_abs', 'relative_sum', 'relative_n', 'label_sum', 'label_squares', 'label_min', 'label_max'],
] as const

/** Only of `part` 0. */
const SUMS = REGRESSION_COLUMNS.slice(REGRESSION_COLUMNS.indexOf('error_abs'))
const NO_SUMS = SUMS.map((name) => `null as ${name}`)

/**
 * Prediction and label as doubles; rows where either is not finite are left out. Rows of `part` 0 are error sums per window and segment, of
 * `part` 1 counts by sign and key of the error (`bin`: stats/error-histogram), of `part` 2 sums by bin of the prediction, where edges are given.
 */
export function regressionQuery(
  dialect: Dialect,
  rows: QualityRows,
  prediction: string,
  label: string,
  shift: number,
  edges: ArrayLike<number> | null,
): string {
  const moved = `(l - ${dialect.doubleLiteral(shift)})`
  const part = (by: readonly string[], measures: readonly string[], derived: readonly string[]): string =>
    grouped(
      dialect,
      rows,
      [`${prediction} as p`, `${label} as l`],
      `${dialect.isFinite('p')} and ${dialect.isFinite('l')}`,
      by,
      measures,
      derived,
    )
  const sums = part(
    [],
    [
      '0 as part',
      'null as sign',
      'null as bin',
      'count(*) as n',
      'sum(e) as error_sum',
      'sum(e * e) as error_squares',
      'sum(p) as prediction_sum',
      'sum(abs(e)) as error_abs',
      'sum(case when l <> 0 then abs(e / l) end) as relative_sum',
      'count(case when l <> 0 then 1 end) as relative_n',
      `sum(${moved}) as label_sum`,
      `sum(${moved} * ${moved}) as label_squares`,
      'min(l) as label_min',
      'max(l) as label_max',
    ],
    ['p', 'l', 'p - l as e'],
  )
  const keys = part(
    ['__lw_sign', '__lw_bin'],
    [
      '1 as part',
      '__lw_sign as sign',
      '__lw_bin as bin',
      'count(*) as n',
      'null as error_sum',
      'null as error_squares',
      'null as prediction_sum',
      ...NO_SUMS,
    ],
    [
      'case when p > l then 1 when p < l then -1 else 0 end as __lw_sign',
      `case when p = l then 0 else ${errorKeySql('abs(p - l)')} end as __lw_bin`,
    ],
  )
  if (edges === null) return `${sums}\nunion all ${keys}`
  const bin = Array.from(edges, (edge, i) => `when p <= ${dialect.doubleLiteral(edge)} then ${i}`).join(' ')
  const residuals = part(
    ['__lw_bin'],
    [
      '2 as part',
      'null as sign',
      '__lw_bin as bin',
      'count(*) as n',
      'sum(e) as error_sum',
      'sum(e * e) as error_squares',
      'sum(p) as prediction_sum',
      ...NO_SUMS,
    ],
    ['p', 'p - l as e', `case ${bin} else ${edges.length} end as __lw_bin`],
  )
  return `${sums}\nunion all ${keys}\nunion all ${residuals}`
}

/** The key of an error's size, bit for bit that of stats/error-histogram: the same operations in the same order. */
function errorKeySql(size: string): string {
  // A difference of finite numbers may overflow; its key is then that of the largest double.
  const root = `sqrt(sqrt(sqrt(sqrt(sqrt(sqrt(least(${size}, 1.7976931348623157e308)))))))`
  return `cast(floor((${root} - 1e0 / ${root}) * 2048e0) as integer)`
}

/** select … group by grouping sets (window key x segment x `by`), over rows that pass `keep`; `derived` makes further columns of the inner ones. */
function grouped(
  dialect: Dialect,
  rows: QualityRows,
  columns: readonly string[],
  keep: string,
  by: readonly string[],
  measures: readonly string[],
  derived: readonly string[] | null = null,
): string {
  void dialect
  const named = [...(rows.segments.model === null ? [] : ['__lw_m']), ...rows.segments.slices.map((_, i) => `__lw_s${i}`)]
  const inner = `select ${[`${rows.key} as __lw_k`, ...segmentColumns(rows.segments), ...columns].join(', ')} from ${rows.from}${rows.where === '' ? '' : ` where ${rows.where}`}`
  const middle = `select ${['__lw_k', ...named, ...(derived ?? ['*']).flatMap((d) => (d === '*' ? columns.map(aliasOf) : [d]))].join(', ')} from (${inner}) where __lw_k is not null and ${keep}`
  const sets = segmentSets(rows.segments).map((set) => `(${['__lw_k', ...set, ...by].join(', ')})`)
  return `select * from (select ${['__lw_k as key', ...segmentAnswer(rows.segments), ...measures].join(', ')} from (${middle}) group by grouping sets (${sets.join(', ')})) where ${isSegment}`
}

const aliasOf = (column: string): string => column.slice(column.lastIndexOf(' as ') + 4)
