/** Seeded report models that look like real ones: a hotel's month by month, and a wide one of days and weeks. Never used as expected values. */

import { reportQuality } from '../../src/report/build/quality.ts'
import { toShares10k } from '../../src/report/merge-rare-categories.ts'
import type {
  FindingStatus,
  ReportBins,
  ReportColumn,
  ReportColumnSeries,
  ReportDataIssue,
  ReportFinding,
  ReportGranularity,
  ReportModel,
  ReportMonitor,
  ReportQuality,
  ReportSeries,
  ReportSlice,
  ReportWindow,
  StatusCounts,
} from '../../src/report/report-model.ts'

import { residualBins } from '../../src/stats/residual-bins.ts'
import { scoreHistogram } from '../../src/stats/score-histogram.ts'

const DAY_US = 86_400_000_000
const utc = (text: string): number => Date.parse(text) * 1000

/** mulberry32: small, seeded, good enough for pictures. */
function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
const cdf = (x: number): number => 1 / (1 + Math.exp(-1.702 * x))

interface Shape {
  readonly name: string
  readonly type: string
  readonly kind: ReportColumn['kind']
  readonly role?: ReportColumn['role']
  readonly edges?: readonly number[]
  readonly whole?: boolean
  readonly labels?: readonly string[]
  readonly other?: boolean
  /** Shift in standard deviations (numeric) or toward one category, by window. */
  readonly shift: (window: number) => number
  readonly missing?: (window: number) => number
  /** Which category gains. */
  readonly gains?: number
  readonly direction?: string
}

function binsOf(shape: Shape, random: () => number): ReportBins | null {
  if (shape.edges) {
    const k = shape.edges.length + 1
    return {
      kind: 'numeric',
      edges: shape.edges,
      whole: shape.whole ?? false,
      referenceShares10k: toShares10k(
        Array.from({ length: k }, (_, i) => (i === 0 || i === k - 1 ? 0.02 : 1 + 0.06 * normal(random))),
      ),
    }
  }
  if (!shape.labels) return null
  const labels = shape.other ? [...shape.labels, 'other values'] : shape.labels
  return {
    kind: 'categorical',
    labels,
    otherIndex: shape.other ? labels.length - 1 : null,
    referenceShares10k: toShares10k(labels.map((_, i) => 1 / (i + 1.3) ** 1.4)),
  }
}

function sharesAt(shape: Shape, bins: ReportBins, window: number, rows: number, random: () => number): number[] | null {
  const reference = bins.referenceShares10k!
  const shift = shape.shift(window)
  const noise = (share: number): number =>
    Math.max(0, share + normal(random) * Math.sqrt((share + 0.5) / Math.max(rows, 1)) * 100)
  if (bins.kind === 'numeric') {
    const k = reference.length
    const z = (i: number): number => Math.log((i + 0.5) / (k - i + 0.5)) / 1.702
    return toShares10k(
      reference.map((share, i) =>
        noise(share * Math.max(0.05, (cdf(z(i + 1) - shift) - cdf(z(i) - shift)) / (cdf(z(i + 1)) - cdf(z(i))))),
      ),
    )
  }
  const gains = shape.gains ?? 1
  return toShares10k(
    reference.map((share, i) => noise(i === gains ? share + shift * 3400 : share * Math.max(0.1, 1 - 0.22 * shift))),
  )
}

function psi(reference: readonly number[], current: readonly number[]): number {
  return reference.reduce((sum, r, i) => {
    const p = (current[i]! + 0.5) / 10_000
    const q = (r + 0.5) / 10_000
    return sum + (p - q) * Math.log(p / q)
  }, 0)
}

/** Quality of so many scored rows as the report has it; `noise` blurs the scores. */
function qualityOf(rows: number, noise: number, seed: number): ReportQuality {
  const random = randomOf(seed)
  const scores: number[] = []
  const labels: number[] = []
  const confusion = new Map<string, number>()
  for (let i = 0; i < rows; i++) {
    const label = random() < 0.3 ? 1 : 0
    const score = cdf((label === 1 ? 0.8 : -0.9) + noise * normal(random))
    scores.push(score)
    labels.push(label)
    const cell = JSON.stringify([score > 0.5 ? '1' : '0', String(label)])
    confusion.set(cell, (confusion.get(cell) ?? 0) + 1)
  }
  const { logLoss: _, ...state } = scoreHistogram(scores, labels)
  const predictions = scores.map((score) => 100 * score)
  const residuals = residualBins(
    [10, 20, 40, 60, 80, 90],
    predictions,
    labels.map((label) => 60 * label),
  )
  return reportQuality({ confusion, scores: new Map([['1', state]]), residuals }, { positive: '1', minimumCategoryCount: 5 })!
}

interface Build {
  readonly shapes: readonly Shape[]
  readonly windows: readonly {
    readonly startUs: number
    readonly endUs: number
    readonly rows: number
    readonly complete?: boolean
  }[]
  readonly text: string | null
  readonly referenceRows: number
  readonly seed: number
}

function buildColumns(build: Build): { columns: ReportColumn[]; series: ReportColumnSeries[] } {
  const random = randomOf(build.seed)
  const columns: ReportColumn[] = []
  const series: ReportColumnSeries[] = []
  for (const shape of build.shapes) {
    const bins = binsOf(shape, random)
    const compared = bins !== null
    const shares = build.windows.map((w, i) => (bins && w.rows > 0 ? sharesAt(shape, bins, i, w.rows, random) : null))
    const drift = shares.map((s) => (s && bins ? psi(bins.referenceShares10k!, s) : null))
    const k = bins?.referenceShares10k?.length ?? 1
    const chance = build.windows.map((w) =>
      w.rows > 0 && compared ? (k - 1 + 3.1 * Math.sqrt(2 * (k - 1)) + 5) * (1 / w.rows + 1 / build.referenceRows) : null,
    )
    const missing = build.windows.map((w, i) =>
      w.rows === 0 ? null : Math.max(0, (shape.missing?.(i) ?? 0) + (shape.missing ? normal(random) * 0.001 : 0)),
    )
    const statuses = drift.map((d, i): FindingStatus | null => {
      if (build.windows[i]!.rows === 0) return 'no_data'
      if (d === null) return null
      if (build.windows[i]!.rows < 30) return 'insufficient_data'
      const size = Math.abs(shape.shift(i)) ** 2
      return d > chance[i]! && size >= 0.1 ? 'fail' : d > chance[i]! && size >= 0.05 ? 'warn' : 'ok'
    })
    columns.push({
      name: shape.name,
      type: shape.type,
      kind: shape.kind,
      role: shape.role ?? 'feature',
      status: statuses.at(-1) ?? null,
      sentence: null,
      driftTitle: 'PSI',
      warnLimit: compared ? 0.05 : null,
      failLimit: compared ? 0.1 : null,
      missingReference: shape.missing ? shape.missing(0) : 0,
      bins,
    })
    series.push({
      statuses,
      drift,
      chance,
      missing,
      direction: statuses.map((s, i) =>
        s === 'fail' || s === 'warn' ? (shape.direction ?? (shape.shift(i) > 0 ? 'higher' : 'lower')) : null,
      ),
      shares10k: shares,
    })
  }
  return { columns, series }
}

const countOf = (statuses: readonly (FindingStatus | null)[]): StatusCounts => {
  const counts: Partial<Record<FindingStatus, number>> = {}
  for (const s of statuses) if (s !== null) counts[s] = (counts[s] ?? 0) + 1
  return counts
}
const RANK: readonly (FindingStatus | null)[] = ['fail', 'error', 'warn', 'insufficient_data', 'no_data', 'ok', null]
const worst = (statuses: readonly (FindingStatus | null)[]): FindingStatus | null =>
  RANK.find((s) => statuses.includes(s)) ?? null

function findingsOf(
  build: Build,
  columns: readonly ReportColumn[],
  series: readonly ReportColumnSeries[],
  extra: readonly ReportFinding[],
): ReportFinding[] {
  const findings = [...extra]
  for (const [c, column] of columns.entries())
    for (const [w, status] of series[c]!.statuses.entries()) {
      if (status !== 'fail' && status !== 'warn') continue
      const drift = series[c]!.drift[w]!
      const chance = series[c]!.chance[w]!
      const { rows } = build.windows[w]!
      const direction = series[c]!.direction[w]
      const shares = series[c]!.shares10k[w]
      const reference = column.bins?.referenceShares10k
      const labels = column.bins?.kind === 'categorical' ? column.bins.labels : null
      findings.push({
        id: `${(0x3f2a0000 + c * 977 + w * 31).toString(16)}9c41d0`,
        window: w,
        column: column.name,
        segment: null,
        check: 'drift',
        metric: 'population_stability_index',
        theme: column.role === 'feature' ? 'feature' : 'prediction',
        status,
        severity: 'high',
        value: drift,
        referenceValue: null,
        threshold: 0.1,
        nCurrent: rows,
        nReference: build.referenceRows,
        pValue: status === 'fail' ? 1.2e-43 : 0.0004,
        effect: drift * 0.8,
        sentence: `${column.name} moved: PSI ${drift.toFixed(2)}, where chance explains up to ${chance.toFixed(2)} at ${rows.toLocaleString('en')} against ${build.referenceRows.toLocaleString('en')} rows; ${direction}.`,
        rule: null,
        evidence: {
          chance,
          adjustedP: status === 'fail' ? 2e-41 : 0.012,
          pLimit: status === 'fail' ? 0.01 : 0.05,
          wobble: 1.8,
          referenceWindows: 12,
          size: drift * 0.8,
          sizeLimit: status === 'fail' ? 0.1 : 0.05,
          direction: direction ?? null,
          ...(labels && shares && reference
            ? {
                contributions: labels
                  .map((label, i) => ({ label, reference: reference[i]! / 10_000, current: shares[i]! / 10_000 }))
                  .sort((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference))
                  .slice(0, 3),
              }
            : {}),
        },
      })
    }
  return findings
}

function windowsOf(
  build: Build,
  series: readonly ReportColumnSeries[],
  quality: readonly (FindingStatus | null)[],
): ReportWindow[] {
  return build.windows.map((w, i) => {
    const statuses = [...series.map((s) => s.statuses[i]!), quality[i] ?? null]
    return {
      startUs: w.startUs,
      endUs: w.endUs,
      rows: w.rows,
      complete: w.complete ?? true,
      status: w.rows === 0 ? 'no_data' : worst(statuses),
      counts: countOf(statuses),
    }
  })
}

const months = (from: string, n: number): readonly { startUs: number; endUs: number }[] => {
  const start = new Date(`${from}-01T00:00:00Z`)
  return Array.from({ length: n }, (_, i) => ({
    startUs: Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + i, 1) * 1000,
    endUs: Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + i + 1, 1) * 1000,
  }))
}

const ramp =
  (from: number, to: number, size: number) =>
  (w: number): number =>
    w < from ? 0 : size * Math.min(1, (w - from + 1) / Math.max(1, to - from))
const still = (): number => 0

/** Eleven months of hotel bookings: accuracy falls, lead time and market segment move. */
export function hotelModel(): ReportModel {
  const rows = [4530, 3820, 3100, 3828, 3210, 3402, 3100, 2988, 2801, 2390, 1769]
  const accuracy = [0.857, 0.81, 0.776, 0.704, 0.731, 0.752, 0.768, 0.775, 0.782, 0.779, 0.721]
  const leadEdges = [
    0, 1, 2, 4, 7, 11, 15, 20, 26, 32, 38, 45, 52, 60, 68, 77, 86, 96, 106, 117, 129, 141, 153, 166, 179, 191, 210, 230, 251, 277,
    308, 352, 443,
  ]
  const shapes: Shape[] = [
    {
      name: 'y_pred',
      type: 'bigint',
      kind: 'categorical',
      role: 'prediction',
      labels: ['0', '1'],
      shift: ramp(2, 4, 0.3),
      gains: 1,
      direction: 'more 1',
    },
    {
      name: 'y_pred_proba',
      type: 'double',
      kind: 'numeric',
      role: 'probability',
      edges: Array.from({ length: 33 }, (_, i) => Number((0.02 + (i * 0.95) / 32).toFixed(3))),
      shift: ramp(3, 5, 0.26),
    },
    { name: 'is_canceled', type: 'bigint', kind: 'categorical', role: 'label', labels: ['0', '1'], shift: ramp(6, 7, 0.12) },
    {
      name: 'lead_time',
      type: 'bigint',
      kind: 'numeric',
      edges: leadEdges,
      whole: true,
      shift: ramp(1, 3, 0.58),
      direction: 'higher',
    },
    {
      name: 'market_segment',
      type: 'string',
      kind: 'categorical',
      labels: ['Online TA', 'Offline TA/TO', 'Direct', 'Groups', 'Corporate', 'Complementary'],
      other: true,
      shift: ramp(2, 5, 0.27),
      gains: 3,
      direction: 'more Groups',
    },
    {
      name: 'country',
      type: 'string',
      kind: 'categorical',
      labels: [
        'PRT',
        'GBR',
        'FRA',
        'ESP',
        'DEU',
        'ITA',
        'IRL',
        'BRA',
        'BEL',
        'NLD',
        'USA',
        'CHE',
        'CN',
        'AUT',
        'SWE',
        'POL',
        'RUS',
      ],
      other: true,
      shift: ramp(3, 6, 0.2),
      gains: 5,
      missing: () => 0.004,
    },
    {
      name: 'adr',
      type: 'double',
      kind: 'numeric',
      edges: Array.from({ length: 33 }, (_, i) => Math.round(30 + i * 6.2 + i * i * 0.12)),
      shift: (w) => -0.34 * Math.max(0, 1 - Math.abs(w - 3) / 4),
      direction: 'lower',
    },
    {
      name: 'agent',
      type: 'double',
      kind: 'numeric',
      edges: Array.from({ length: 33 }, (_, i) => 1 + i * 9),
      whole: true,
      shift: still,
      missing: (w) => 0.13 + (w >= 6 ? 0.045 : 0),
    },
    { name: 'arrival_note', type: 'string', kind: 'text', shift: still, missing: () => 0.62 },
    ...[
      'stays_in_week_nights',
      'stays_in_weekend_nights',
      'adults',
      'children',
      'booking_changes',
      'days_in_waiting_list',
      'total_of_special_requests',
      'required_car_parking_spaces',
      'previous_cancellations',
    ].map(
      (name, i): Shape => ({
        name,
        type: 'bigint',
        kind: 'numeric',
        edges: Array.from({ length: 6 + i }, (_, j) => j),
        whole: true,
        shift: i === 0 ? ramp(8, 10, 0.24) : still,
      }),
    ),
    ...['hotel', 'meal', 'distribution_channel', 'reserved_room_type', 'assigned_room_type', 'deposit_type', 'customer_type'].map(
      (name, i): Shape => ({
        name,
        type: 'string',
        kind: 'categorical',
        labels: name === 'hotel' ? ['City Hotel', 'Resort Hotel'] : ['A', 'B', 'C', 'D', 'E'].slice(0, 2 + (i % 4)),
        shift: still,
        ...(name === 'meal' ? { missing: () => 0.01 } : {}),
      }),
    ),
  ]
  const build: Build = {
    shapes,
    windows: months('2016-10', 11).map((w, i) => ({ ...w, rows: rows[i]! })),
    text: '1 month',
    referenceRows: 16_913,
    seed: 7,
  }
  const { columns, series } = buildColumns(build)
  const qualityStatus = accuracy.map((a): FindingStatus => (a < 0.757 ? 'fail' : a < 0.807 ? 'warn' : 'ok'))
  const chart = (part: Partial<ReportSeries> & Pick<ReportSeries, 'id' | 'theme' | 'title' | 'values'>): ReportSeries => ({
    about: '',
    unit: 'share',
    better: null,
    band: null,
    reference: null,
    limits: [],
    statuses: rows.map(() => null),
    ...part,
  })
  const findings = findingsOf(
    build,
    columns,
    series,
    accuracy.flatMap((a, w) =>
      a >= 0.807
        ? []
        : [
            {
              id: `a1c3e5${w.toString(16).padStart(6, '0')}`,
              window: w,
              column: null,
              segment: null,
              check: 'accuracy',
              metric: 'accuracy_score',
              theme: 'quality' as const,
              status: qualityStatus[w]!,
              severity: 'critical' as const,
              value: a,
              referenceValue: 0.857,
              threshold: 0.757,
              nCurrent: rows[w]!,
              nReference: 16_913,
              pValue: 4e-18,
              effect: a - 0.857,
              sentence: `Accuracy ${a} where the reference had 0.857: ${Math.round((0.857 - a) * 1000) / 10} points fewer, ${rows[w]!.toLocaleString('en')} labelled rows.`,
              rule: 'Accuracy fails when it drops by more than 10 points and two proportions differ with p at most 0.01.',
              evidence: { adjustedP: 2e-17, labelled: rows[w]! },
            },
          ],
    ),
  )
  const slice = (key: string, value: string, share: number, offset: number): ReportSlice => {
    const n = rows.map((r) => Math.round(r * share))
    const values = accuracy.map((a, w) => (n[w]! < 30 ? null : Math.min(0.98, a + offset * (w > 1 ? 1 : 0.2))))
    const statuses = values.map(
      (v): FindingStatus => (v === null ? 'insufficient_data' : v < 0.7 ? 'fail' : v < 0.757 ? 'warn' : 'ok'),
    )
    return {
      key,
      value,
      rows: n,
      statuses,
      status: statuses.at(-1)!,
      sentence: null,
      metrics: [
        { id: 'accuracy_score', title: 'Accuracy', unit: 'number', better: 'higher', values, reference: 0.857 + offset * 0.1 },
      ],
    }
  }
  const window = 3
  const granularity: ReportGranularity = {
    text: '1 month',
    windows: windowsOf(build, series, qualityStatus).map((w, i) => (i === rows.length - 1 ? { ...w, provisional: true } : w)),
    series: [
      chart({ id: 'volume', theme: 'volume', title: 'Volume', unit: 'rows', values: rows, band: null }),
      chart({
        id: 'positive_rate',
        theme: 'prediction',
        title: 'Predicted cancellations',
        values: [0.31, 0.33, 0.37, 0.41, 0.4, 0.39, 0.36, 0.35, 0.34, 0.36, 0.33],
        reference: 0.334,
        band: { meaning: 'what chance explains', low: rows.map(() => 0.31), high: rows.map(() => 0.358) },
      }),
      chart({
        id: 'accuracy_score',
        theme: 'quality',
        title: 'Accuracy',
        unit: 'number',
        better: 'higher',
        values: accuracy,
        band: { meaning: '95 % interval', low: accuracy.map((a) => a - 0.015), high: accuracy.map((a) => a + 0.015) },
        reference: 0.857,
        limits: [{ value: 0.757, side: 'below', status: 'fail' }],
        statuses: qualityStatus,
      }),
      chart({
        id: 'roc_auc_score',
        theme: 'quality',
        title: 'ROC AUC',
        unit: 'number',
        better: 'higher',
        values: accuracy.map((a) => a + 0.07),
        reference: 0.921,
      }),
      chart({
        id: 'total_value',
        theme: 'quality',
        title: 'value (EUR)',
        unit: 'number',
        better: 'higher',
        values: accuracy.map((a, i) => Math.round((a - 0.75) * 40 * rows[i]!)),
      }),
      chart({
        id: 'label_coverage',
        theme: 'labels',
        title: 'Rows with a label',
        values: [1, 1, 1, 1, 1, 1, 1, 1, 0.98, 0.91, 0.52],
      }),
    ],
    columns: series,
    slices: [
      slice('hotel', 'City Hotel', 0.66, -0.02),
      slice('hotel', 'Resort Hotel', 0.34, 0.035),
      slice('lead_time > 90', 'true', 0.42, -0.07),
      slice('lead_time > 90', 'false', 0.58, 0.05),
      slice('hotel', 'Annex', 0.005, 0),
    ],
    findings,
    quality: [9, 8, window].map((w) => ({ ...qualityOf(rows[w]!, accuracy[w]! < 0.75 ? 1.1 : 0.7, w), window: w })),
  }
  const issue = (part: Partial<ReportDataIssue> & Pick<ReportDataIssue, 'topic' | 'sentence'>): ReportDataIssue => ({
    column: null,
    window: { granularity: 0, index: window },
    rows: null,
    share: null,
    referenceShare: null,
    status: 'ok',
    ...part,
  })
  const monitor: ReportMonitor = {
    name: 'hotel_cancellation',
    type: 'inference',
    table: 'data/monitoring.parquet',
    problem: 'classification',
    timeZone: 'UTC',
    policy: 'calibrated',
    verdict: {
      status: 'fail',
      headline: 'Accuracy fell from 0.857 to 0.704, and lead_time and market_segment moved.',
      sentences: [
        {
          status: 'fail',
          text: 'accuracy 0.704 in 2017-01, was 0.857 in the reference (−15 points, 3,828 labelled)',
          column: null,
          findingId: 'a1c3e5',
        },
        {
          status: 'fail',
          text: 'lead_time moved: PSI 0.31, chance explains 0.05 (3,828 against 16,913 rows), higher; since 2016-11',
          column: 'lead_time',
          findingId: null,
        },
        { status: 'fail', text: 'adr moved: PSI 0.12, chance explains 0.05; lower', column: 'adr', findingId: null },
        {
          status: 'warn',
          text: 'market_segment moved: PSI 0.08, “Groups” 9 % → 21 %',
          column: 'market_segment',
          findingId: null,
        },
      ],
      sinceUs: utc('2016-11-01T00:00:00Z'),
      granularity: 0,
      window,
      rows: 3828,
      referenceRows: 16_913,
      counts: { fail: 3, warn: 2, ok: 73 },
    },
    referenceQuality: qualityOf(4000, 0.65, 99),
    reference: {
      description: 'data/reference.parquet',
      rows: 16_913,
      startUs: utc('2016-05-01T00:00:00Z'),
      endUs: utc('2016-10-01T00:00:00Z'),
      moves: false,
    },
    granularities: [granularity],
    columns,
    dataQuality: [
      issue({
        topic: 'unseen',
        column: 'country',
        sentence: 'country has 4 values never seen in the reference, “MYT” most often.',
        rows: 11,
        share: 0.0029,
        referenceShare: 0.0008,
        status: 'warn',
      }),
      issue({
        topic: 'missing',
        column: 'arrival_note',
        sentence: 'arrival_note is missing in most rows, as in the reference.',
        rows: 2373,
        share: 0.62,
        referenceShare: 0.618,
      }),
      issue({ topic: 'duplicates', sentence: '42 rows repeat a key (booking_id).', rows: 42, share: 0.011, status: 'fail' }),
      issue({ topic: 'null_timestamp', window: null, sentence: '3 rows have no timestamp and belong to no window.', rows: 3 }),
      issue({
        topic: 'schema',
        window: null,
        column: 'company',
        sentence: 'Column company vanished with the window of 2017-03; it is no longer compared.',
        status: 'fail',
      }),
    ],
    marks: [{ atUs: utc('2017-03-14T00:00:00Z'), text: 'model version 3' }],
    notes: ['company is all null in the reference and is not compared.'],
  }
  return {
    project: 'acme',
    generatedAtUs: utc('2017-09-03T08:30:00Z'),
    version: '0.1.0',
    configurationHash: '9f31c2ab',
    reproduceCommand: 'leeway run --as-of 2017-09-01 && leeway report -o hotel.html',
    minimumCategoryCount: 5,
    monitors: [monitor],
  }
}

/** Many columns by day and by week: half numeric, half categories, a few that drift, a gap, an open day. */
export function wideModel(columnCount = 50, days = 180): ReportModel {
  const random = randomOf(11)
  const shapes = Array.from({ length: columnCount }, (_, c): Shape => {
    const at = 30 + Math.floor(random() * Math.max(1, days - 60))
    const shift =
      c % 9 === 4 ? ramp(at, at + 20, 0.3 + random() * 0.5) : c % 13 === 6 ? (w: number) => 0.24 * Math.sin(w / 9) : still
    const name = `${['basket', 'session', 'device', 'payment', 'delivery', 'customer', 'search'][c % 7]}_${['value', 'age_days', 'count', 'score', 'ratio', 'kind', 'region'][Math.floor(c / 7) % 7]}${c >= 49 ? `_${c}` : ''}`
    return c % 2 === 0
      ? {
          name,
          type: 'double',
          kind: 'numeric',
          edges: Array.from({ length: 33 }, (_, i) => Number((Math.exp(i / 9 + (c % 5)) - 1).toFixed(2))),
          shift,
          missing: () => (c % 6 === 0 ? 0.03 : 0),
        }
      : {
          name,
          type: 'string',
          kind: 'categorical',
          labels: Array.from(
            { length: 4 + ((c * 7) % 36) },
            (_, i) => `${name.split('_')[1]} ${String.fromCharCode(65 + (i % 26))}${i >= 26 ? '2' : ''}`,
          ),
          other: c % 3 === 0,
          shift,
          gains: 1,
        }
  })
  const start = utc('2024-12-31T18:30:00Z')
  const volume = (d: number): number =>
    d === 77
      ? 0
      : d === days - 1
        ? 212
        : Math.round(
            12_000 * (1 + 0.25 * Math.sin((d / 7) * 2 * Math.PI)) * (1 + 0.05 * normal(random)) * (d > 140 && d < 149 ? 0.4 : 1),
          )
  const daily = Array.from({ length: days }, (_, d) => ({
    startUs: start + d * DAY_US,
    endUs: start + (d + 1) * DAY_US,
    rows: volume(d),
    complete: d < days - 1,
  }))
  const weekly = Array.from({ length: Math.ceil(days / 7) }, (_, w) => {
    const part = daily.slice(w * 7, w * 7 + 7)
    return {
      startUs: part[0]!.startUs - 2 * DAY_US,
      endUs: part[0]!.startUs + 5 * DAY_US,
      rows: part.reduce((s, d) => s + d.rows, 0),
      complete: part.length === 7,
    }
  })
  const make = (build: Build, at: (w: number) => number): { granularity: ReportGranularity; columns: ReportColumn[] } => {
    const { columns, series } = buildColumns({
      ...build,
      shapes: build.shapes.map((s) => ({ ...s, shift: (w: number) => s.shift(at(w)) })),
    })
    const noise = randomOf(5)
    const rmse = build.windows.map((w, i) =>
      w.rows === 0 ? null : 12 + 0.4 * normal(noise) + (at(i) > 120 ? (at(i) - 120) * 0.05 : 0),
    )
    const statuses = rmse.map((v): FindingStatus | null => (v === null ? 'no_data' : v > 14.6 ? 'fail' : v > 14 ? 'warn' : 'ok'))
    const mean = build.windows.map((w, i) =>
      w.rows === 0 ? null : 84 + 2 * Math.sin((at(i) / 7) * 2 * Math.PI) + normal(noise) + (at(i) > 130 ? 6 : 0),
    )
    const none = build.windows.map(() => null)
    const base = { about: '', better: null, band: null, reference: null, limits: [], statuses: none } as const
    return {
      columns,
      granularity: {
        text: build.text,
        windows: windowsOf(build, series, statuses),
        series: [
          {
            ...base,
            id: 'volume',
            theme: 'volume',
            title: 'Volume',
            unit: 'rows',
            values: build.windows.map((w) => w.rows),
            statuses: build.windows.map((_, i) => (at(i) > 140 && at(i) < 149 ? 'warn' : null)),
          },
          {
            ...base,
            id: 'prediction_mean',
            theme: 'prediction',
            title: 'Mean prediction',
            unit: 'number',
            values: mean,
            reference: 84.1,
            band: {
              meaning: 'mean ± 1 standard deviation',
              low: mean.map((m) => (m === null ? null : m - 9)),
              high: mean.map((m) => (m === null ? null : m + 9)),
            },
          },
          {
            ...base,
            id: 'root_mean_squared_error',
            theme: 'quality',
            title: 'RMSE',
            unit: 'number',
            better: 'lower',
            values: rmse,
            reference: 12.1,
            limits: [{ value: 14.6, side: 'above', status: 'fail' }],
            statuses,
          },
          {
            ...base,
            id: 'label_coverage',
            theme: 'labels',
            title: 'Rows with a label',
            unit: 'share',
            values: build.windows.map((w, i) => (w.rows === 0 ? null : Math.min(1, Math.max(0, (days - at(i)) / 14)))),
          },
        ],
        columns: series,
        slices: ['north', 'south', 'east', 'west', 'online'].map(
          (value, k): ReportSlice => ({
            key: 'region',
            value,
            rows: build.windows.map((w) => Math.round(w.rows * [0.4, 0.3, 0.2, 0.0999, 0.0001][k]!)),
            status: k === 1 ? 'fail' : 'ok',
            sentence: null,
            statuses: statuses.map((s) => (k === 4 ? 'insufficient_data' : k === 1 ? s : s === null ? null : 'ok')),
            metrics: [
              {
                id: 'rmse',
                title: 'RMSE',
                unit: 'number',
                better: 'lower',
                values: rmse.map((v) => (v === null || k === 4 ? null : v * (k === 1 ? 1.12 : 0.95 + 0.02 * k))),
                reference: 12,
              },
            ],
          }),
        ),
        findings: findingsOf(build, columns, series, []),
      },
    }
  }
  const day = make({ shapes, windows: daily, text: '1 day', referenceRows: 365_000, seed: 3 }, (w) => w)
  const week = make({ shapes, windows: weekly, text: '1 week', referenceRows: 365_000, seed: 3 }, (w) => w * 7 + 3)
  const judged = days - 2
  const counts = day.granularity.windows[judged]!.counts
  const failing = day.columns.filter((_, c) => day.granularity.columns[c]!.statuses[judged] === 'fail')
  const monitor: ReportMonitor = {
    name: 'basket_value',
    type: 'inference',
    table: 'warehouse.predictions.basket_value',
    problem: 'regression',
    timeZone: 'Asia/Kolkata',
    policy: 'calibrated',
    verdict: {
      status: 'fail',
      headline: `RMSE rose to 15.1, and ${failing.length} of ${columnCount} columns moved.`,
      sentences: [
        {
          status: 'fail',
          text: 'RMSE 15.1 on 2025-06-28, was 12.1 in the reference (+25 %, 2,143 labelled)',
          column: null,
          findingId: null,
        },
        ...failing.map((c) => ({
          status: 'fail' as const,
          text: `${c.name} moved: PSI above 0.1, more than chance explains`,
          column: c.name,
          findingId: null,
        })),
      ],
      sinceUs: start + 121 * DAY_US,
      granularity: 0,
      window: judged,
      rows: daily[judged]!.rows,
      referenceRows: 365_000,
      counts,
    },
    reference: {
      description: '2025-01-01 to 2025-02-01',
      rows: 365_000,
      startUs: start,
      endUs: start + 31 * DAY_US,
      moves: false,
    },
    granularities: [day.granularity, week.granularity],
    columns: day.columns,
    dataQuality: [],
    marks: [{ atUs: start + 100 * DAY_US, text: 'model version 8' }],
    notes: [],
  }
  return {
    project: 'shop',
    generatedAtUs: start + days * DAY_US,
    version: '0.1.0',
    configurationHash: '41c09be2',
    reproduceCommand: 'leeway run --as-of 2025-06-30 && leeway report -o shop.html',
    minimumCategoryCount: 5,
    monitors: [monitor],
  }
}

/** One window without time: what `leeway compare --html` shows. All is well. */
export function comparisonModel(): ReportModel {
  const hotel = hotelModel()
  const monitor = hotel.monitors[0]!
  const granularity = monitor.granularities[0]!
  const at = 0
  const one = <T>(values: readonly T[]): T[] => [values[at]!]
  const columns = granularity.columns.map((c) => ({
    statuses: one(c.statuses),
    drift: one(c.drift),
    chance: one(c.chance),
    missing: one(c.missing),
    direction: one(c.direction),
    shares10k: one(c.shares10k),
  }))
  return {
    ...hotel,
    project: 'compare',
    monitors: [
      {
        ...monitor,
        name: 'current.parquet',
        type: 'snapshot',
        verdict: {
          status: 'ok',
          headline: 'Nothing changed by more than chance explains.',
          sentences: [],
          sinceUs: null,
          granularity: 0,
          window: 0,
          rows: 4530,
          referenceRows: 16_913,
          counts: { ok: 78 },
        },
        reference: { description: 'reference.parquet', rows: 16_913, startUs: null, endUs: null, moves: false },
        granularities: [
          {
            text: null,
            windows: [{ startUs: 0, endUs: 0, rows: 4530, complete: true, status: 'ok', counts: { ok: 78 } }],
            series: granularity.series.map((s) => ({ ...s, values: one(s.values), statuses: one(s.statuses), band: null })),
            columns,
            slices: granularity.slices.map((s) => ({
              ...s,
              rows: one(s.rows),
              statuses: one(s.statuses),
              metrics: s.metrics.map((m) => ({ ...m, values: one(m.values) })),
            })),
            findings: [],
          },
        ],
        dataQuality: [],
        marks: [],
        notes: [],
      },
    ],
  }
}

/** Three monitors in one report. */
export function severalModel(): ReportModel {
  const hotel = hotelModel()
  const wide = wideModel(20, 60)
  const calm = hotel.monitors[0]!
  return {
    ...hotel,
    monitors: [
      { ...calm, name: 'calm', verdict: { ...comparisonModel().monitors[0]!.verdict, window: 0 } },
      ...wide.monitors,
      ...hotel.monitors,
    ],
  }
}

export const HOSTILE_NAMES = [
  '</script><script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 2">',
  `"quotes" 'and' \`ticks\` \${window.hacked = 3}`,
  '🛳️ leeway ünïcödé',
  'two\nlines\u2028\u2029and\u0000nul',
  'slash/at@tilde~hash#percent%zz+plus',
  'lone \ud800 surrogate',
  '\u202eright to left',
  '<!-- <script> &amp; &#39;',
  '',
] as const

/** Every text that can come from a user's data is as bad as can be. */
export function hostileModel(): ReportModel {
  const hotel = hotelModel()
  const monitor = hotel.monitors[0]!
  const name = (i: number): string => HOSTILE_NAMES[i % HOSTILE_NAMES.length]! + (i >= HOSTILE_NAMES.length ? ` ${i}` : '')
  const all = HOSTILE_NAMES.join(' ')
  return {
    ...hotel,
    project: all,
    reproduceCommand: all,
    configurationHash: all,
    monitors: [
      {
        ...monitor,
        name: name(0),
        table: all,
        verdict: {
          ...monitor.verdict,
          headline: all,
          sentences: HOSTILE_NAMES.map((text, i) => ({ status: 'fail', text, column: name(i), findingId: text })),
        },
        reference: { ...monitor.reference!, description: all },
        columns: monitor.columns.map((column, i) => ({
          ...column,
          name: name(i),
          type: name(i + 1),
          sentence: all,
          bins:
            column.bins?.kind === 'categorical'
              ? { ...column.bins, labels: column.bins.labels.map((_, k) => name(k)) }
              : column.bins,
        })),
        granularities: monitor.granularities.map((granularity) => ({
          ...granularity,
          series: granularity.series.map((s, i) => ({ ...s, title: name(i), about: all })),
          slices: granularity.slices.map((s, i) => ({ ...s, key: name(i), value: name(i + 1) })),
          findings: granularity.findings.map((f, i) => ({
            ...f,
            sentence: name(i),
            rule: all,
            evidence: { [all]: all, direction: all },
          })),
        })),
        dataQuality: HOSTILE_NAMES.map((sentence) => ({ ...monitor.dataQuality[0]!, sentence })),
        marks: [{ atUs: monitor.marks[0]!.atUs, text: all }],
        notes: [...HOSTILE_NAMES],
      },
    ],
  }
}
