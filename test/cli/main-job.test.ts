import { existsSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { wilsonInterval } from '../../src/stats/wilson-interval.ts'
import { type CliFolder, createCliFolder, isPlain, type Ran, writeTables } from './fixture.ts'

let house: CliFolder
let first: Ran

beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
  first = await house.leeway(['run'])
})
afterAll(() => house.remove())

const ESCAPE = String.fromCodePoint(27)

const lines = (text: string): readonly string[] => text.split('\n')
const fits = (text: string): void => {
  for (const line of lines(text)) expect(textWidth(line), line).toBeLessThanOrEqual(80)
}

describe('leeway run', () => {
  it('ends with 1 when a check fails, and says so in the last line', () => {
    expect(first.code).toBe(1)
    expect(lines(first.out.trimEnd()).at(-1)).toBe('1 of 2 monitors failing.')
  })

  it('says what fails with numbers and since when, and counts what passed in one line', () => {
    expect(first.out).toMatch(/^orders {2}10 days, 4,000 rows in .* \(10 windows new\)$/m)
    expect(first.out.replaceAll(/\n {8}/g, ' ')).toMatch(
      /FAIL {2}amount lies outside the range of the reference in .* of 400 rows.*since Fri 2026-01-30/,
    )
    expect(first.out).toMatch(/FAIL {2}accuracy 0\.\d+, was 0\.\d+ in the reference/)
    expect(lines(first.out).filter((line) => /^ {2}ok /.test(line))).toHaveLength(2)
  })

  it('prints plain text of at most 80 columns when it is piped', () => {
    expect(isPlain(first.out)).toBe(true)
    fits(first.out)
  })

  it('colours severity alone on a terminal, and the same words stand there without it', async () => {
    const painted = await house.leeway(['run'], { outIsTerminal: true, columns: 100 })
    expect(painted.out).toContain(`${ESCAPE}[31m`)
    const plain = await house.leeway(['run'], { outIsTerminal: true, columns: 100, env: { NO_COLOR: '1' } })
    expect(isPlain(plain.out)).toBe(true)
    const bare = (text: string): string => stripVTControlCharacters(text).replaceAll(/in [\d.]+ s/g, '')
    expect(bare(painted.out)).toBe(bare(plain.out))
  })

  it('answers the same on a second run, and reads nothing new', async () => {
    const again = await house.leeway(['run'])
    expect(again.code).toBe(1)
    expect(again.out).toContain('(nothing new)')
    const findings = (text: string): readonly string[] => lines(text).filter((line) => /^ {2}(FAIL|warn|ok)/.test(line))
    expect(findings(again.out)).toEqual(findings(first.out))
  })

  it('prints one strict JSON object with --json', async () => {
    const { out, code } = await house.leeway(['run', '--json'])
    expect(code).toBe(1)
    expect(out).not.toMatch(/NaN|Infinity/)
    const run = JSON.parse(out)
    expect(run).toMatchObject({ status: 'failing', exit_code: 1, as_of: '2026-02-01T00:00:00.000Z' })
    const [orders, quiet] = run.monitors
    expect(orders).toMatchObject({ monitor: 'orders', verdict: 'fail', failing: true, windows: 10, rows: 4000, error: null })
    expect(orders.findings[0]).toMatchObject({ status: 'fail', monitor: 'orders' })
    expect(orders.findings.some((f: { column_name: string }) => f.column_name === 'amount')).toBe(true)
    expect(quiet).toMatchObject({ monitor: 'quiet_model', failing: false })
  })

  it('says nothing on stderr with --quiet, and JSON lines with --log json', async () => {
    expect((await house.leeway(['run', '--quiet'])).err).toBe('')
    house.config(`${house.read('leeway.yaml')}sinks:\n  team: {type: slack, webhook_url: "\${env:HOOK}"}\n`)
    const told = await house.leeway(['run', '--log', 'json'], { env: { HOOK: 'https://example.org/hook-secret' } })
    house.config(house.read('leeway.yaml').replace(/sinks:[\s\S]*/, ''))
    expect(told.err).toContain('"sinks\\" is checked')
    for (const line of lines(told.err.trimEnd()))
      expect(JSON.parse(line)).toMatchObject({ time: '2026-02-01T00:00:00.000Z', level: 'info' })
    expect(told.err + told.out).not.toContain('hook-secret')
  })

  it('plans one row of one column and one slice in the singular, and says when a snapshot was taken before', async () => {
    const other = createCliFolder()
    try {
      await other.sql(`copy (select timestamp '2026-01-31' as at, 1 as x) to '${other.path('one.parquet')}' (format parquet)`)
      other.config(`version: 1
monitors:
  a: {type: time_series, table: one.parquet, timestamp: at, granularities: [1 day], features: [x], slices: [x]}
  b: {type: snapshot, table: one.parquet, features: [x]}
`)
      const first = (await other.leeway(['run', '--dry-run'])).out
      expect(first).toMatch(/1 of 1 day, Sat 2026-01-31: 1 row to read$/m)
      expect(first).toMatch(/about \d+ statements? for \d+ columns? and 1 slice$/m)
      expect(first).not.toMatch(/\b1 (statements|columns|slices|rows)\b/)
      expect(first).toContain('the whole table is one window')
      await other.leeway(['run'])
      const again = (await other.leeway(['run', '--dry-run'])).out
      expect(again.match(/nothing is new/g)).toHaveLength(2)
      expect(again).not.toContain('the whole table is one window')
    } finally {
      other.remove()
    }
  })

  it('plans without changing anything with --dry-run', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      const { out, code } = await other.leeway(['run', '--dry-run'])
      expect(code).toBe(0)
      expect(out).toContain('10 of 1 day, Thu 2026-01-22 to Sat 2026-01-31: 4,000 rows to read')
      expect(out).toContain('Nothing was changed.')
      fits(out)
      const plan = JSON.parse((await other.leeway(['run', '--dry-run', '--json'])).out)
      expect(plan[0]).toMatchObject({ monitor: 'orders', new_bins: true })
      expect(plan[0].windows).toHaveLength(10)
      expect((await other.leeway(['export', 'windows'])).out.trim()).toBe('[]')
      await other.leeway(['run'])
      const again = (await other.leeway(['run', '--dry-run', '--monitor', 'orders'])).out
      expect(again).toContain('orders\n  nothing is new: every window is as the last run left it\n')
      expect(again).toContain('Nothing was changed, and leeway run would change nothing.')
      expect(again).not.toContain('statement')
    } finally {
      other.remove()
    }
  })

  it('refuses a monitor and a time that do not exist, with the names that do', async () => {
    const unknown = await house.leeway(['run', '--monitor', 'order'])
    expect(unknown.code).toBe(2)
    expect(unknown.err).toContain('orders, quiet_model')
    const time = await house.leeway(['run', '--as-of', 'yesterday'])
    expect(time.code).toBe(2)
    expect(time.err).toContain('--as-of: "yesterday" is not a time')
  })

  it('never prints a secret, not in an error either', async () => {
    const config = house.read('leeway.yaml')
    house.config(config.replace('quiet.parquet', `"\${env:WHERE}/t0psecret.parquet"`))
    const env = { WHERE: house.path('folder-named-hunter2') }
    for (const args of [
      ['run'],
      ['run', '--json'],
      ['run', '--log', 'json'],
      ['run', '--dry-run'],
      ['doctor'],
      ['health'],
      ['volume', '--json'],
    ]) {
      const { out, err } = await house.leeway([...args, '--monitor', 'quiet_model'], { env })
      expect(out + err, args.join(' ')).not.toContain('hunter2')
    }
    house.config(config)
  })

  it('evaluates the other monitors when one table is missing, and ends with 3', async () => {
    house.config(house.read('leeway.yaml').replace('quiet.parquet', 'gone.parquet'))
    const { code, out } = await house.leeway(['run'])
    house.config(house.read('leeway.yaml').replace('gone.parquet', 'quiet.parquet'))
    expect(code).toBe(3)
    expect(out).toContain('quiet_model  could not be evaluated')
    expect(out).toContain('amount lies outside the range')
    expect(lines(out.trimEnd()).at(-1)).toBe('1 of 2 monitors failing, 1 could not be evaluated.')
  })

  it('ends with 2 and every place when the configuration has mistakes, and writes nothing', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      other.config(other.read('leeway.yaml').replace('label: label', 'label: labl').replace('slices:', 'slice:'))
      const { code, out, err } = await other.leeway(['run'])
      expect(code).toBe(2)
      expect(out).toBe('')
      expect(err).toMatch(/^leeway\.yaml:\d+:5 {2}error {2}unknown key "slice"$/m)
      expect(existsSync(other.path('.leeway/store.duckdb'))).toBe(false)
    } finally {
      other.remove()
    }
  })

  it('stops with 130 when it is interrupted, and the store stays whole', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      const abort = new AbortController()
      abort.abort()
      const stopped = await other.leeway(['run'], { signal: abort.signal })
      expect(stopped.code).toBe(130)
      expect(stopped.err).toContain('interrupted')
      const after = await other.leeway(['run', '--json'])
      expect(after.code).toBe(1)
      expect(JSON.parse(after.out).monitors[0].rows).toBe(4000)
    } finally {
      other.remove()
    }
  })
})

/** Of the newest window, whole table. */
async function driftId(column: string): Promise<string> {
  const where = `"check" = 'drift' and column_name = '${column}' and slice_key is null`
  const findings = JSON.parse((await house.leeway(['export', 'findings', '--where', where])).out)
  return findings.at(-1).id
}

describe('leeway explain', () => {
  it('explains the finding that run names: numbers, limits, bins whose shares sum to all, history, next commands', async () => {
    const id = /leeway explain (\S+)/.exec(first.out)![1]!
    expect((await house.leeway(['explain', id])).code).toBe(0)
    expect((await house.leeway(['explain', 'amount'])).out).toContain('amount, Sat 2026-01-31')
    const { out } = await house.leeway(['explain', await driftId('amount')])
    expect(out).toMatch(/^amount, Sat 2026-01-31, the whole table +FAIL, low$/m)
    expect(out).toContain('400 against 2,400 in the reference')
    expect(out).toMatch(/size +\S+ \(fails from 0\.1, warns from 0\.05\)/)
    expect(out).toMatch(/history .*PSI by day; failing since Fri 2026-01-30/)
    const shares = [...out.matchAll(/ (\d[\d.]*) % .*? (\d[\d.]*) % +[+−]?[\d.]+ +\d+ %$/gm)]
    const sum = (side: 1 | 2): number => shares.reduce((total, match) => total + Number(match[side]), 0)
    expect(sum(1)).toBeCloseTo(100, 0)
    expect(sum(2)).toBeCloseTo(100, 0)
    fits(out)
    expect(isPlain(out)).toBe(true)
  })

  it('says between which values the true share lies', async () => {
    const where = `"check" = 'accuracy_score' and slice_key is null and status = 'fail'`
    const finding = JSON.parse((await house.leeway(['export', 'findings', '--where', where])).out).at(-1)
    const { low, high } = wilsonInterval({ successes: Math.round(finding.value * finding.n_current), rows: finding.n_current })
    const { out } = await house.leeway(['explain', finding.id])
    const said = /interval +([\d.]+) % to ([\d.]+) %, at 95 %/.exec(out)!
    expect(Number(said[1])).toBeCloseTo(low * 100, 1)
    expect(Number(said[2])).toBeCloseTo(high * 100, 1)
  })

  it('gives all of it as JSON', async () => {
    const { out } = await house.leeway(['explain', await driftId('amount'), '--json'])
    const finding = JSON.parse(out)
    expect(finding).toMatchObject({ column_name: 'amount', check: 'drift', status: 'fail' })
    expect(finding.evidence.groups.length).toBeGreaterThan(1)
    expect(finding.history).toHaveLength(10)
  })

  it('says what is wrong with an id that is too short or unknown, or a column that is misspelt', async () => {
    expect((await house.leeway(['explain', 'ab'])).err).toContain('type at least 4 digits')
    const unknown = await house.leeway(['explain', 'amout'])
    expect(unknown.code).toBe(2)
    expect(unknown.err).toContain('did you mean amount?')
  })
})

describe('leeway show', () => {
  it('lists all monitors, the failing one first, and one of them with its lines and columns', async () => {
    const all = await house.leeway(['show'])
    expect(all.code).toBe(0)
    expect(lines(all.out)[0]).toMatch(/^1 of 2 monitors failing/)
    expect(all.out.indexOf('orders')).toBeLessThan(all.out.indexOf('quiet_model'))
    const one = await house.leeway(['show', 'orders'])
    expect(one.out).toMatch(/^orders {2}failing since Fri 2026-01-30$/m)
    expect(one.out).toMatch(/^ {2}rows +\S+ +400$/m)
    expect(one.out).toMatch(/^ {2}accuracy +[▁-█]{10} +\d[\d.]* % +\d[\d.]* % +FAIL$/m)
    expect(one.out).toMatch(/FAIL +amount +[▁-█]{10}/)
    fits(all.out)
    fits(one.out)
  })

  it('cuts no name of a monitor or of its worst column in the list', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      await other.sql(
        `copy (select *, amount as churn_probability_v2 from 'scored.parquet') to '${other.path('scored2.parquet')}' (format parquet)`,
      )
      const monitor = (name: string): string => `  ${name}:
    {type: time_series, table: scored2.parquet, timestamp: scored_at, granularities: [1 day], features: [churn_probability_v2],
     reference: {period: [2026-01-22, 2026-01-28]}}
`
      const long = 'subscription_renewal_of_business_customers_in_europe'
      for (const name of ['churn_of_subscribers', long]) {
        other.config(`version: 1\nmonitors:\n${monitor(name)}${monitor('b')}`)
        await other.leeway(['run'])
        const { out } = await other.leeway(['show'])
        fits(out)
        expect(out).not.toContain('…')
        expect(out).toContain(' churn_probability_v2')
        if (name !== long)
          expect(out).toMatch(/^FAIL {2}churn_of_subscribers {2}Sat 2026-01-31 +400 {2}[▁-█]+ +churn_probability_v2$/m)
      }
    } finally {
      other.remove()
    }
  })

  it('is strict JSON with one entry a window', async () => {
    const shown = JSON.parse((await house.leeway(['show', '--json', '--monitor', 'orders'])).out)
    expect(shown.monitors).toHaveLength(1)
    expect(shown.monitors[0].windows).toHaveLength(10)
    expect(shown.monitors[0].series.map((s: { id: string }) => s.id)).toContain('accuracy_score')
  })

  it('refuses a window size that no monitor has', async () => {
    const { code, err } = await house.leeway(['show', '--granularity', '1 week'])
    expect(code).toBe(2)
    expect(err).toContain('it is one of 1 day')
  })
})

describe('leeway export', () => {
  it('writes JSON to stdout, CSV by the name of the file, and Parquet only to a file', async () => {
    const rows = JSON.parse((await house.leeway(['export', 'windows', '--monitor', 'orders'])).out)
    expect(rows).toHaveLength(10)
    const csv = await house.leeway(['export', 'findings', '-o', 'findings.csv', '--where', "status = 'fail'"])
    expect(csv.err).toMatch(/rows written to findings\.csv/)
    expect(house.read('findings.csv').split('\n')[0]).toContain('sentence')
    const parquet = await house.leeway(['export', 'findings', '--format', 'parquet'])
    expect(parquet.code).toBe(2)
    expect(parquet.err).toContain('add -o FILE.parquet')
  })

  it('names the nearest table', async () => {
    const { code, err } = await house.leeway(['export', 'finding'])
    expect(code).toBe(2)
    expect(err).toContain('did you mean findings?')
  })
})

describe('leeway report', () => {
  it('writes one file with the verdict, and never names a category that was seen fewer than five times', async () => {
    const { code, out, opened } = await house.leeway(['report', '-o', 'out/report.html', '--open'])
    expect(code).toBe(0)
    expect(out).toMatch(/^out\/report\.html written, [\d.]+ KB$/m)
    expect(opened).toEqual([house.path('out/report.html')])
    const page = house.read('out/report.html')
    // Asked in this way a failure does not print the whole page.
    expect(page.includes('ccuracy fell from 0.')).toBe(true)
    expect(page.includes('amount')).toBe(true)
    expect(page.includes('director of the Oslo')).toBe(false)
    expect(/(?:src|href)="https?:/.test(page)).toBe(false)
  })

  it('asks for a file', async () => {
    const { code, err } = await house.leeway(['report'])
    expect(code).toBe(2)
    expect(err).toContain('leeway report -o report.html')
  })
})

describe('before the first run', () => {
  it('every command that shows results says what to type', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      for (const command of [['show'], ['explain', 'amount'], ['report', '-o', 'r.html'], ['export', 'findings']]) {
        const { code, err, out } = await other.leeway(command)
        expect(code, command.join(' ')).toBe(2)
        expect(out).toBe('')
        expect(err).toContain('leeway run')
      }
    } finally {
      other.remove()
    }
  })
})
