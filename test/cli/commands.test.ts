import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.generated.ts'
import { NOT_BUILT } from '../../src/cli/not-built.ts'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { VERSION } from '../../src/core/version.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import { type CliFolder, createCliFolder, isPlain, writeTables } from './fixture.ts'

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
})
afterAll(() => house.remove())

const fits = (text: string): void => {
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
}

describe('help and usage', () => {
  it('leeway alone, --help and help print the commands with examples, within 80 columns', async () => {
    const help = await house.leeway([])
    expect(help).toMatchObject({ code: 0, err: '' })
    expect(help.out).toMatch(/^ {2}run +reads what is new/m)
    expect((await house.leeway(['--help'])).out).toBe(help.out)
    expect((await house.leeway(['help'])).out).toBe(help.out)
    fits(help.out)
  })

  it('every command has help of its own, with an example', async () => {
    for (const { name } of COMMANDS) {
      const help = await house.leeway([name, '--help'])
      expect(help.code, name).toBe(0)
      expect(help.out, name).toMatch(new RegExp(`^Usage: leeway ${name} `))
      expect(help.out, name).toContain('For example:')
      fits(help.out)
    }
  })

  it('docs/command-line.md has a section for every command, with its own options', async () => {
    const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8')
    const shared = /--(config|as-of|monitor|json|quiet|log|help)\b/
    for (const { name } of COMMANDS) {
      const section = new RegExp(`^## leeway ${name}\\b[^]*?(?=^## |$(?![^]))`, 'm').exec(page)?.[0]
      expect(section, name).toBeDefined()
      for (const [option] of (await house.leeway([name, '--help'])).out.matchAll(/--[a-z-]+/g))
        if (!shared.test(option) && option !== '--output') expect(section, `${name} ${option}`).toContain(option)
    }
    for (const name of NOT_BUILT) expect(page).toContain(`\`${name}\``)
  })

  it('prints the version', async () => {
    expect((await house.leeway(['--version'])).out).toBe(`${VERSION}\n`)
  })

  it.each([
    [['rnu'], 'did you mean leeway run?'],
    [['run', '--jsno'], 'Did you mean --json?'],
    [['show', 'a', 'b'], 'too many arguments'],
    [['export'], 'missing required argument'],
    [['run', '--log', 'xml'], 'Allowed choices are text, json'],
    [['--monitor', 'orders'], 'without a command'],
  ])('%j is refused with 2 and a mend', async (args, words) => {
    const { code, out, err } = await house.leeway(args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(words)
  })

  it('says of a command of a later version that it is not built', async () => {
    for (const name of NOT_BUILT) {
      const { code, err } = await house.leeway([name, '--json'])
      expect(code).toBe(2)
      expect(err).toContain(`leeway ${name} is not part of this version yet`)
    }
  })

  it('takes the options of every command before its name too', async () => {
    const { code, out } = await house.leeway(['--config', 'leeway.yaml', '--json', 'volume', '--monitor', 'orders'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toHaveLength(15)
  })

  it('says where it looked when there is no leeway.yaml, and what to type', async () => {
    const { code, err } = await house.leeway(['run', '--config', 'nowhere.yaml'])
    expect(code).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain('leeway init FILE')
  })
})

describe('leeway health', () => {
  it('counts from midnight seven days before the as-of date, silent models first', async () => {
    const { code, out } = await house.leeway(['health', '--json', '--as-of', '2026-01-31T12:00:00Z'])
    expect(code).toBe(0)
    const [quiet, orders] = JSON.parse(out)
    // Its last row is at midnight of the 23rd: before the 24th, where the week begins.
    expect(quiet).toMatchObject({
      model_name: 'quiet_model',
      status: 'silent',
      last_prediction: '2026-01-23T00:00:00.000Z',
      days_since_prediction: 8,
      active_days_last_week: 0,
      rows_last_week: 0,
    })
    // 3 minutes apart from midnight: the last row up to noon is at noon.
    expect(orders).toMatchObject({
      model_name: 'orders',
      status: 'active',
      last_prediction: '2026-01-31T12:00:00.000Z',
      days_since_prediction: 0,
      active_days_last_week: 8,
      rows_last_week: 7 * 400 + 241,
      rows_today: 241,
    })
  })

  it('tells people in words, in the monitor’s zone', async () => {
    const { out } = await house.leeway(['health', '--as-of', '2026-01-31T12:00:00Z'])
    expect(out).toMatch(/^1 of 2 models silent for a week\.$/m)
    expect(out).toMatch(/quiet_model +SILENT +2026-01-23 +8 days ago/)
    expect(out).toContain('Times in UTC.')
    fits(out)
    expect(isPlain(out)).toBe(true)
  })

  it('reads the other tables when one is missing, and ends with 3', async () => {
    const config = house.read('leeway.yaml')
    house.config(config.replace('quiet.parquet', 'gone.parquet'))
    const { code, out } = await house.leeway(['health', '--json'])
    house.config(config)
    expect(code).toBe(3)
    const models = JSON.parse(out)
    expect(models[0]).toMatchObject({ model_name: 'quiet_model', status: 'error', error: { code: 'TABLE_NOT_FOUND' } })
    expect(models[1]).toMatchObject({ model_name: 'orders', status: 'active' })
  })
})

describe('leeway health with a store', () => {
  it('shows what the last run found of each model, as JSON too', async () => {
    const asOf = ['--as-of', '2026-01-31T12:00:00Z']
    const before = JSON.parse((await house.leeway(['health', '--json', ...asOf])).out)
    expect(before[0]).toMatchObject({ verdict: null, checks: null })
    await house.leeway(['run', '--quiet', ...asOf])
    const run = JSON.parse((await house.leeway(['run', '--json', '--quiet', ...asOf])).out)
    const { out, err } = await house.leeway(['health', '--json', ...asOf])
    expect(err).toBe('')
    const models = JSON.parse(out)
    expect(models.map((m: { model_name: string }) => m.model_name)).toEqual(['quiet_model', 'orders'])
    for (const { monitor, verdict, counts } of run.monitors)
      expect(models.find((m: { model_name: string }) => m.model_name === monitor)).toMatchObject({ verdict, checks: counts })
    const text = (await house.leeway(['health', ...asOf])).out
    expect(text).toMatch(/^orders +active +\d+ fail/m)
    fits(text)
    const narrow = await house.leeway(['health', ...asOf], { outIsTerminal: true, columns: 40, env: { NO_COLOR: '1' } })
    for (const line of narrow.out.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(40)
    rmSync(house.path('.leeway'), { recursive: true, force: true })
  })

  it('goes on without a store that cannot be read, and says so', async () => {
    mkdirSync(house.path('.leeway'))
    writeFileSync(house.path('.leeway/store.duckdb'), 'no database at all, but long enough to be looked at'.repeat(100))
    const { code, out, err } = await house.leeway(['health'])
    rmSync(house.path('.leeway'), { recursive: true, force: true })
    expect(code).toBe(0)
    expect(out).toContain('quiet_model')
    expect(err).toContain('without the verdicts of the last run')
  })
})

describe('leeway volume', () => {
  it('counts rows per day and model from midnight fourteen days before, newest first', async () => {
    const { out } = await house.leeway(['volume', '--json', '--as-of', '2026-01-31T12:00:00Z'])
    const days = JSON.parse(out)
    expect(days[0]).toEqual({ date: '2026-01-31', model_name: 'orders', predictions: 241, usual: null, status: null })
    const quiet = days.filter((d: { model_name: string }) => d.model_name === 'quiet_model')
    // A date on which nothing came is listed too: a silent model must be seen.
    expect(quiet.map((d: { date: string; predictions: number }) => `${d.date.slice(-2)} ${d.predictions}`)).toEqual([
      '31 0',
      '30 0',
      '29 0',
      '28 0',
      '27 0',
      '26 0',
      '25 0',
      '24 0',
      '23 50',
      '22 50',
      '21 50',
      '20 50',
      '19 0',
      '18 0',
      '17 0',
    ])
    expect(days).toHaveLength(30)
    const dates = days.map((d: { date: string }) => d.date)
    expect(dates).toEqual(dates.toSorted().toReversed())
  })

  it('shows several models as lines and one model day by day', async () => {
    const all = await house.leeway(['volume', '--as-of', '2026-01-31'])
    expect(all.out).toMatch(/^orders +\S{15} +1 +400 +/m)
    const one = await house.leeway(['volume', '--as-of', '2026-01-31T23:59:59Z', '--monitor', 'orders'])
    expect(one.out).toMatch(/^Sat 2026-01-31 +400 {2}█+$/m)
    expect(one.out).toMatch(/^Wed 2026-01-21 +0$/m)
    fits(all.out)
    fits(one.out)
    for (const monitors of [[], ['--monitor', 'orders']]) {
      const narrow = await house.leeway(['volume', '--as-of', '2026-01-31', ...monitors], {
        outIsTerminal: true,
        columns: 40,
        env: { NO_COLOR: '1' },
      })
      for (const line of narrow.out.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(40)
    }
  })
})

describe('leeway compare', () => {
  beforeAll(async () => {
    const part = (days: string, name: string): Promise<unknown> =>
      house.sql(`copy (select amount, colour, note, region, label from 'scored.parquet' where ${days}) to '${house.path(name)}'`)
    await part('day(scored_at) < 26', 'before.parquet')
    await part('day(scored_at) between 26 and 29', 'same.parquet')
    await part('day(scored_at) > 29', 'after.csv')
  })

  it('ends with 0 and one sentence where nothing changed', async () => {
    const { code, out } = await house.leeway(['compare', 'before.parquet', 'same.parquet'])
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n').at(-1)).toBe(
      'same.parquet is like before.parquet: none of 5 columns changed more than chance explains (1,600 against 1,600 rows).',
    )
    expect(existsSync(house.path('.leeway/store.duckdb'))).toBe(false)
  })

  it('ends with 1, names the column that moved, and its last line can be pasted into a chat', async () => {
    const { code, out } = await house.leeway(['compare', 'before.parquet', 'after.csv'])
    expect(code).toBe(1)
    expect(out).toMatch(/^ {2}FAIL {2}amount +double +\d/m)
    expect(out.trimEnd().split('\n').at(-1)).toMatch(
      /^after\.csv differs from before\.parquet: 1 of 5 columns changed, amount \(PSI [\d.]+, higher.*\) \(800 against 1,600 rows\)\.$/,
    )
    expect(isPlain(out)).toBe(true)
  })

  it('gives every column as strict JSON', async () => {
    const { code, out } = await house.leeway(['compare', 'before.parquet', 'after.csv', '--json'])
    expect(code).toBe(1)
    expect(out).not.toMatch(/NaN|Infinity/)
    const result = JSON.parse(out)
    expect(result).toMatchObject({
      verdict: 'fail',
      failing: true,
      exit_code: 1,
      reference: { rows: 1600 },
      current: { rows: 800 },
    })
    expect(result.columns).toHaveLength(5)
    expect(result.columns[0]).toMatchObject({ column_name: 'amount', status: 'fail', missing: 0, missing_reference: 0 })
  })

  it('leaves out what is an id in both tables, says so, and compares it when told to', async () => {
    const write = (name: string, from: number, unique: boolean): Promise<unknown> =>
      house.sql(`copy (select (i + ${from})::bigint as "customer id", 'u' || (i + ${from}) as email, ((i + ${from}) * 7919)::bigint as booking_id,
        hash(i + ${from}) % 100 as amount, ${unique ? 'i' : 'i % 50'} as seat from range(2000) t(i)) to '${house.path(name)}' (format parquet)`)
    await write('ids1.parquet', 1, false)
    await write('ids2.parquet', 100_001, false)
    await write('ids3.parquet', 200_001, true)
    const { code, out } = await house.leeway(['compare', 'ids1.parquet', 'ids2.parquet'])
    expect(code).toBe(0)
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      `left out: customer id (counts the rows: a running number), email (nearly every value is another one), booking_id (nearly every value is another one, and it is named like an id); --include 'customer id,email,booking_id' compares them`,
    )
    fits(out.trimEnd().split('\n').slice(0, -1).join('\n'))
    const told = await house.leeway(['compare', 'ids1.parquet', 'ids2.parquet', '--include', 'customer*', '--json'])
    expect(told.code).toBe(1)
    const json = JSON.parse(told.out)
    expect(json.columns.map((c: { column_name: string }) => c.column_name).toSorted()).toEqual(['amount', 'customer id', 'seat'])
    expect(json.left_out.map((c: { column_name: string }) => c.column_name)).toEqual(['email', 'booking_id'])
    // What counts the rows on one side only did change, and a table of nothing but ids is compared all the same.
    const changed = JSON.parse((await house.leeway(['compare', 'ids1.parquet', 'ids3.parquet', '--json'])).out)
    expect(changed.columns[0]).toMatchObject({ column_name: 'seat', status: 'fail' })
    const only = await house.leeway(['compare', 'ids1.parquet', 'ids2.parquet', '--exclude', 'amount,seat', '--json'])
    expect(JSON.parse(only.out)).toMatchObject({ left_out: [], failing: true })
  })

  it('leaves columns out, writes a report, and refuses what it does not know', async () => {
    const fine = await house.leeway([
      'compare',
      'before.parquet',
      'after.csv',
      '--exclude',
      'amount',
      '--html',
      'd.html',
      '--open',
    ])
    expect(fine.code).toBe(0)
    expect(fine.opened).toEqual([house.path('d.html')])
    expect(house.read('d.html').startsWith('<!doctype html>')).toBe(true)
    expect((await house.leeway(['compare', 'before.parquet', 'after.csv', '--policy', 'clasic'])).err).toContain(
      'nearest: classic',
    )
    expect((await house.leeway(['compare', 'before.parquet', 'after.csv', '--policy', 'nannyml'])).code).toBe(2)
    const gone = await house.leeway(['compare', 'before.parquet', 'afters.csv'])
    expect(gone.code).toBe(3)
    expect(gone.err).toContain('after.csv')
  })
})

describe('leeway init', () => {
  it('looks at tables of a DuckDB file, and proposes the connection with them', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      rmSync(other.path('leeway.yaml'))
      await other.sql(
        `attach '${other.path('w.duckdb')}' as w; create schema w.ml; create table w.ml.scores as from '${other.path('scored.parquet')}'; create table w.other as select 1 as x`,
      )
      expect((await other.leeway(['init', 'w.duckdb', 'ml.score', '--print'])).err).toContain('did you mean ml.scores?')
      expect((await other.leeway(['init', 'w.duckdb', 'ml.scores'])).code).toBe(0)
      expect(other.read('leeway.yaml')).toContain('w: {engine: duckdb, path: ')
      const run = await other.leeway(['run', '--json'])
      expect(JSON.parse(run.out)).toMatchObject({ monitors: [{ monitor: 'scores', rows: 4000, error: null }] })
    } finally {
      other.remove()
    }
  })

  it('proposes a configuration that runs, says why, and never overwrites', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      const text = other.read('leeway.yaml')
      const refused = await other.leeway(['init', 'scored.parquet'])
      expect(refused.code).toBe(2)
      expect(refused.err).toContain('is already there')
      expect(other.read('leeway.yaml')).toBe(text)
      const printed = await other.leeway(['init', 'scored.parquet', '--print'])
      expect(printed.code).toBe(0)
      const project = parseConfig(printed.out, {
        file: other.path('leeway.yaml'),
        env: {},
        readFile: () => '',
        knownMetrics: knownMetricIds(),
      })
      expect(project.monitors[0]).toMatchObject({
        type: 'inference',
        timestamp: 'scored_at',
        prediction: 'predicted',
        label: 'label',
        problem: 'classification',
        table: other.path('scored.parquet'),
      })
    } finally {
      other.remove()
    }
  })

  it('writes leeway.yaml with the schema beside it, and names the next command', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      const { rmSync } = await import('node:fs')
      rmSync(other.path('leeway.yaml'))
      const { code, out } = await other.leeway(['init', 'scored.parquet'])
      expect(code).toBe(0)
      expect(out).toMatch(/prediction +predicted +by its name/)
      expect(out).toContain('leeway run')
      fits(out.split('\n').slice(2).join('\n'))
      expect(other.read('leeway.yaml')).toMatch(/^# yaml-language-server: \$schema=\.\/\.leeway\/leeway\.schema\.json\n/)
      expect(JSON.parse(readFileSync(other.path('.leeway/leeway.schema.json'), 'utf8')).title).toBe('leeway.yaml')
      expect((await other.leeway(['run', '--quiet'])).code).toBeLessThanOrEqual(1)
    } finally {
      other.remove()
    }
  })

  it('says what to type where there is nothing to look at', async () => {
    const empty = createCliFolder()
    try {
      const { code, err } = await empty.leeway(['init'])
      expect(code).toBe(2)
      expect(err).toContain('leeway init predictions.parquet')
      await empty.sql(`copy (select 1 as a where false) to '${empty.path('none.parquet')}' (format parquet)`)
      const none = await empty.leeway(['init', 'none.parquet'])
      expect(none.code).toBe(3)
      expect(none.err).toContain('there are no rows to look at')
    } finally {
      empty.remove()
    }
  })
})

describe('leeway doctor', () => {
  it('is content with a project that works', async () => {
    const { code, out } = await house.leeway(['doctor'])
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}ok +Node +v20\.19\.0$/m)
    expect(out).toMatch(/^ {2}ok +table +orders: 7 columns, 4,000 rows/m)
    expect(out).toMatch(/^ {2}warn +reference +quiet_model: none/m)
    fits(out)
  })

  it('says when the newest window is old and nothing would tell, with the line to add', async () => {
    const config = house.read('leeway.yaml')
    const later = (iso: string) => ({ nowUs: () => Date.parse(iso) * 1000 })
    // The newest day of `orders` ends with 2026-01-31: seven days are allowed, three windows would be three.
    expect((await house.leeway(['doctor', '--monitor', 'orders'], later('2026-02-08T00:00:00Z'))).out).not.toContain('freshness')
    const { out, code } = await house.leeway(['doctor', '--monitor', 'orders'], later('2026-02-08T01:00:00Z'))
    expect(code).toBe(0)
    expect(out).not.toContain('Everything is fine')
    expect(out).toMatch(/^ {2}warn +freshness +orders: the newest window ended 7 days ago, and no check/m)
    expect(out.replaceAll(/\s+/g, ' ')).toContain('add to monitors.orders in leeway.yaml: freshness: 3 days')
    fits(out)
    house.config(config.replace('  orders:\n', '  orders:\n    freshness: 3 days\n'))
    const quiet = await house.leeway(['doctor', '--monitor', 'orders'], later('2026-03-08T01:00:00Z'))
    // Three windows of a month are longer than seven days.
    house.config(config.replaceAll('[1 day]', '[1 year, 1 month]'))
    const month = await house.leeway(['doctor', '--monitor', 'orders'], later('2026-04-30T00:00:00Z'))
    const old = await house.leeway(['doctor', '--monitor', 'orders'], later('2026-05-10T00:00:00Z'))
    house.config(config)
    expect(quiet.out).not.toContain('ended')
    expect(month.out).not.toContain('freshness')
    expect(old.out).toContain('freshness: 2 months')
  })

  it('names what is broken with its mend, and ends with 3', async () => {
    const config = house.read('leeway.yaml')
    house.config(config.replace('quiet.parquet', 'gone.parquet').replace('label: label', 'label: labl'))
    const { code, out } = await house.leeway(['doctor'], { nodeVersion: 'v18.0.0' })
    const json = JSON.parse((await house.leeway(['doctor', '--json'])).out)
    house.config('version: 1\nmonitor: {}\n')
    const broken = await house.leeway(['doctor'])
    house.config(config)
    expect(code).toBe(3)
    expect(out).toMatch(/FAIL {2}Node +v18\.0\.0 is too old/)
    expect(out).toMatch(/FAIL {2}columns +leeway\.yaml:12:12 {2}unknown column "labl"/)
    expect(out).toContain('Nearest: label')
    expect(out).toMatch(/FAIL {2}table +quiet_model: .*gone\.parquet/)
    fits(out)
    expect(json.ok).toBe(false)
    expect(json.checks.filter((c: { status: string }) => c.status === 'fail')).toHaveLength(2)
    expect(broken.code).toBe(3)
    expect(broken.out).toMatch(/FAIL {2}configuration +leeway\.yaml:2:1 {2}unknown key "monitor"/)
  })
})

describe('leeway schema', () => {
  it('prints JSON Schema, or writes it', async () => {
    const { out } = await house.leeway(['schema'])
    expect(JSON.parse(out)).toMatchObject({ title: 'leeway.yaml', type: 'object' })
    await house.leeway(['schema', '-o', 'deep/leeway.schema.json'])
    expect(house.read('deep/leeway.schema.json')).toBe(out)
  })

  it('says when a file cannot be written', async () => {
    writeFileSync(house.path('plain'), '')
    const { code, err } = await house.leeway(['schema', '-o', 'plain/schema.json'])
    expect(code).toBe(3)
    expect(err).toContain('plain/schema.json cannot be written')
  })
})

describe('hostile names', () => {
  it('cannot move the cursor, break a line or widen a table', async () => {
    const other = createCliFolder()
    try {
      const names = [
        'a\u001b[31mred',
        'two\nlines',
        'quote"; drop table x; --',
        '東京の気温と湿度と風速と降水量の平均値',
        '👩🏽‍🚀 crew',
        '\u202egnp.exe',
      ]
      const columns = names.map(
        (name, i) => `(hash(i, ${i}) % 100) + (case when i >= 600 then 50 else 0 end) as "${name.replaceAll('"', '""')}"`,
      )
      await other.sql(`copy (select ${columns.join(', ')} from range(600) t(i)) to '${other.path('a.parquet')}' (format parquet)`)
      await other.sql(
        `copy (select ${columns.join(', ')} from range(600, 1200) t(i)) to '${other.path('b.parquet')}' (format parquet)`,
      )
      const { code, out } = await other.leeway(['compare', 'a.parquet', 'b.parquet'])
      expect(code).toBe(1)
      expect(isPlain(out)).toBe(true)
      expect(out).not.toContain('\u202e')
      fits(out.split('\n').slice(0, -2).join('\n'))
      expect(out).toContain('東京')
      expect(out).toContain('👩🏽‍🚀')
      expect(
        JSON.parse((await other.leeway(['compare', 'a.parquet', 'b.parquet', '--json'])).out)
          .columns.map((c: { column_name: string }) => c.column_name)
          .toSorted(),
      ).toEqual(names.toSorted())
    } finally {
      other.remove()
    }
  })
})
