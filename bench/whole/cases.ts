/** What is measured: each case runs the built command and says its figures against their limits. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchData, DAYS, WIDE_COLUMNS } from './make-data.ts'
import { measureProcess, medianRun, type Use } from './measure-process.ts'
import { EVIDENTLY, measurePeer, type PeerUse, WHYLOGS } from './peers.ts'

export interface Line {
  readonly what: string
  readonly ours: string
  readonly reference: string
  readonly figure: string
  readonly limit: string
  /** Null where there is no limit. */
  readonly met: boolean | null
}

export interface BenchContext {
  readonly data: BenchData
  readonly bench: string
  readonly cli: string
  readonly runs: number
  readonly withPeers: boolean
  readonly say: (text: string) => void
}

type Case = (context: BenchContext) => Line[]

const seconds = (use: Pick<Use, 'wallSeconds'>): string => `${use.wallSeconds.toFixed(use.wallSeconds < 1 ? 3 : 2)} s`
const withCpu = (use: Use): string => `${seconds(use)} (processor ${use.cpuSeconds.toFixed(1)} s)`
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`
const count = (n: number): string => n.toLocaleString('en-US')

const leeway = (c: BenchContext, args: readonly string[], cwd: string): Use =>
  measureProcess([process.execPath, c.cli, ...args], cwd)

/** An empty folder with a configuration. */
function project(c: BenchContext, name: string, yaml: string): string {
  const folder = join(c.bench, 'data', 'projects', name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'leeway.yaml'), yaml)
  return folder
}

const forgetStore = (folder: string): void => {
  rmSync(join(folder, '.leeway'), { recursive: true, force: true })
}

const text = (value: unknown): string => JSON.stringify(value)

const daysYaml = (c: BenchContext): string => `version: 1
monitors:
  days:
    type: time_series
    table: ${text(c.data.days)}
    timestamp: ts
    reference: {period: [2025-01-01, 2025-01-08]}
`
const RUN = ['run', '--quiet', '--as-of', '2025-02-10']

const days: Case = (c) => {
  const folder = project(c, 'days', daysYaml(c))
  const bare = (): Use => measureProcess([process.execPath, join(c.bench, 'bare.mjs'), c.data.days], c.bench)
  bare()
  const reference = medianRun(c.runs, bare)
  const use = medianRun(
    c.runs,
    () => leeway(c, RUN, folder),
    () => forgetStore(folder),
  )
  const ratio = use.wallSeconds / reference.wallSeconds
  const what = `\`leeway run\`, ${count(c.data.rows.days)} rows x 25 columns, ${DAYS} days, profile and drift`
  return [
    {
      what,
      ours: withCpu(use),
      reference: `bare grouped averages of 20 columns: ${withCpu(reference)}`,
      figure: `${ratio.toFixed(1)} times (processor ${(use.cpuSeconds / reference.cpuSeconds).toFixed(1)})`,
      limit: 'at most 7 times, aim 4',
      met: ratio <= 7,
    },
    memoryLine('the same', use, 1e9, '1 GB'),
  ]
}

const memoryLine = (what: string, use: Use, most: number, limit: string): Line => ({
  what: `${what}: peak memory`,
  ours: megabytes(use.peakBytes),
  reference: '',
  figure: megabytes(use.peakBytes),
  limit: `at most ${limit}`,
  met: use.peakBytes <= most,
})

/** Process start: `leeway --version`. */
const startOf = (c: BenchContext): Use => medianRun(5, () => leeway(c, ['--version'], c.bench))

const newDay: Case = (c) => {
  const folder = project(c, 'new-day', daysYaml(c))
  leeway(c, RUN, folder)
  const store = join(folder, '.leeway', 'store.duckdb')
  const kept = join(folder, 'before.duckdb')
  copyFileSync(store, kept)
  const added = join(c.data.days, `day-${DAYS + 1}.parquet`)
  copyFileSync(c.data.newDay, added)
  try {
    const start = startOf(c)
    const use = medianRun(
      c.runs,
      () => leeway(c, RUN, folder),
      () => copyFileSync(kept, store),
    )
    const beyond = use.wallSeconds - start.wallSeconds
    return [
      {
        what: `\`leeway run\` after one new day of ${count(c.data.rows.newDay)} rows`,
        ours: withCpu(use),
        reference: `process start (\`leeway --version\`): ${seconds(start)}`,
        figure: `${beyond.toFixed(2)} s beyond process start`,
        limit: 'at most 0.5 s',
        met: beyond <= 0.5,
      },
    ]
  } finally {
    rmSync(added, { force: true })
  }
}

const profile: Case = (c) => {
  const folder = project(
    c,
    'profile',
    `version: 1\nmonitors:\n  table:\n    type: snapshot\n    table: ${text(c.data.current)}\n`,
  )
  const use = medianRun(
    c.runs,
    () => leeway(c, ['run', '--quiet'], folder),
    () => forgetStore(folder),
  )
  const peer = c.withPeers ? measurePeer(WHYLOGS, [c.data.current], c.bench, c.say) : stored(WHYLOGS)
  return [
    fasterLine(`\`leeway run\`, profile alone, ${count(c.data.rows.compare)} rows x 25 columns`, use, 'whylogs 1.6.4', peer, 50),
  ]
}

const stored = (peer: { readonly stored: Pick<Use, 'wallSeconds' | 'peakBytes'> }): PeerUse => ({ ...peer.stored, how: 'stored' })

function fasterLine(what: string, use: Use, name: string, peer: PeerUse, least: number, aim?: number): Line {
  const ratio = peer.wallSeconds / use.wallSeconds
  return {
    what,
    ours: withCpu(use),
    reference: `${name}: ${seconds(peer)}, ${megabytes(peer.peakBytes)} (${peer.how})`,
    figure: `${ratio.toFixed(0)} times faster`,
    limit: `at least ${least} times${aim ? `, aim ${aim}` : ''}`,
    met: ratio >= least,
  }
}

const compare: Case = (c) => {
  const use = medianRun(c.runs, () => leeway(c, ['compare', '--quiet', c.data.reference, c.data.current], c.bench))
  const peer = c.withPeers ? measurePeer(EVIDENTLY, [c.data.reference, c.data.current], c.bench, c.say) : stored(EVIDENTLY)
  const share = use.peakBytes / peer.peakBytes
  const rows = count(c.data.rows.compare)
  return [
    fasterLine(`\`leeway compare\`, ${rows} rows x 25 columns against as many`, use, 'Evidently 0.7.23', peer, 40, 60),
    {
      what: 'the same: peak memory',
      ours: megabytes(use.peakBytes),
      reference: `Evidently 0.7.23: ${megabytes(peer.peakBytes)} (${peer.how})`,
      figure: `1/${(1 / share).toFixed(1)}`,
      limit: 'at most 1/8',
      met: share <= 1 / 8,
    },
  ]
}

const wide: Case = (c) => {
  const uses = [250, 500, WIDE_COLUMNS].map((columns) => {
    const names = Array.from({ length: columns }, (_, k) => `c${String(k).padStart(3, '0')}`)
    const yaml = `version: 1
monitors:
  wide:
    type: time_series
    table: ${text(c.data.wide)}
    timestamp: ts
    features: ${text(names)}
    reference: {period: [2025-01-01, 2025-01-04]}
`
    const folder = project(c, `wide-${columns}`, yaml)
    return { columns, use: leeway(c, ['run', '--quiet', '--as-of', '2025-02-10'], folder) }
  })
  const [least, , most] = uses as [(typeof uses)[0], unknown, (typeof uses)[0]]
  // Per column, against the smallest: 1 is linear, with start-up less than 1.
  const growth = most.use.cpuSeconds / most.columns / (least.use.cpuSeconds / least.columns)
  return [
    {
      what: `\`leeway run\`, ${count(c.data.rows.wide)} rows x 250, 500, 1,000 columns, 10 days, profile and drift`,
      ours: uses.map(({ use }) => withCpu(use)).join(', '),
      reference: 'processor time per column, 1,000 columns against 250',
      figure: `${growth.toFixed(2)} times`,
      limit: 'linear: at most 1.2 times',
      met: growth <= 1.2,
    },
    memoryLine('the same, 1,000 columns', most.use, 2e9, '2 GB'),
  ]
}

const start: Case = (c) => {
  const small = medianRun(5, () => leeway(c, ['compare', c.data.smallReference, c.data.smallCurrent], c.bench))
  const help = medianRun(5, () => leeway(c, ['--help'], c.bench))
  const node = medianRun(5, () => measureProcess([process.execPath, '-e', '0'], c.bench))
  const line = (what: string, use: Use, most: number): Line => ({
    what,
    ours: withCpu(use),
    reference: `an empty Node process: ${seconds(node)}`,
    figure: seconds(use),
    limit: `at most ${most} s`,
    met: use.wallSeconds <= most,
  })
  return [line('`leeway compare`, 1,000 rows x 10 columns against as many', small, 1), line('`leeway --help`', help, 0.2)]
}

export const CASES: ReadonlyMap<string, Case> = new Map([
  ['days', days],
  ['new-day', newDay],
  ['profile', profile],
  ['compare', compare],
  ['wide', wide],
  ['start', start],
])
