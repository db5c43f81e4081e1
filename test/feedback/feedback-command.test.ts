import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { openProject } from '../../src/index.ts'
import { type CliFolder, createCliFolder, isPlain, NOW, writeTables } from '../cli/fixture.ts'

interface Row {
  readonly id: string
  readonly check: string
  readonly status: string
  readonly column_name: string
  readonly window: { readonly start: string; readonly end: string }
}

let house: CliFolder
let fails: readonly Row[]

beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
  await house.leeway(['run'])
  const { out } = await house.leeway(['export', 'findings', '--where', "status = 'fail' and slice_key is null"])
  fails = JSON.parse(out)
})
afterAll(() => house.remove())

const json = async (...args: string[]) => {
  const ran = await house.leeway([...args, '--json'])
  expect(ran, ran.err).toMatchObject({ code: 0 })
  return JSON.parse(ran.out)
}
const said = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('leeway feedback add', () => {
  it('records who said what of a finding, named by the first digits of its id, and when', async () => {
    const [{ id, check, window }] = [fails[0]!]
    const record = await json('feedback', 'add', id.slice(0, 12), '--right', '--useful', '--by', 'ada', '--note', 'a real one')
    expect(record).toMatchObject({
      finding_id: id,
      check,
      monitor: 'orders',
      given_by: 'ada',
      given_at: '2026-02-01T00:00:00.000Z',
      was_right: true,
      was_useful: true,
      acted_at: null,
      window_end: new Date(window.end).toISOString(),
      prediction_key: null,
      note: 'a real one',
    })
  })

  it('replaces what the same person said of the same finding, and keeps what is not said anew', async () => {
    const { id } = fails[1]!
    const first = await json('feedback', 'add', id, '--right', '--by', 'ada')
    const later = await house.leeway([
      'feedback',
      'add',
      id,
      '--acted',
      '2026-02-01T09:30',
      '--by',
      'ada',
      '--as-of',
      '2026-02-02',
    ])
    expect(later.out).toContain('Replaced')
    const again = await json('feedback', 'add', id, '--wrong', '--by', 'ada')
    expect(again).toMatchObject({ id: first.id, was_right: false, acted_at: '2026-02-01T09:30:00.000Z' })
    expect(await json('feedback', 'add', id, '--not-acted', '--by', 'ada')).toMatchObject({ was_right: false, acted_at: null })
    const other = await json('feedback', 'add', id, '--right', '--by', 'grace')
    expect(other.id).not.toBe(first.id)
    const listed = await json('feedback', 'list')
    expect(listed.filter((f: { finding_id: string }) => f.finding_id === id)).toHaveLength(2)
  })

  it('takes --acted without a time as now, or as the time of --as-of', async () => {
    const { id } = fails[2]!
    expect(await json('feedback', 'add', id, '--acted', '--by', 'ada')).toMatchObject({ acted_at: '2026-02-01T00:00:00.000Z' })
    const past = await json('feedback', 'add', id, '--acted', '--by', 'ada', '--as-of', '2026-01-31T12:00:00Z')
    expect(past).toMatchObject({ acted_at: '2026-01-31T12:00:00.000Z', given_at: '2026-02-01T00:00:00.000Z' })
  })

  it('takes the column of a finding, and says which one it took', async () => {
    const ran = await house.leeway(['feedback', 'add', 'amount', '--useful', '--by', 'ada', '--json'])
    expect(ran.code).toBe(0)
    expect(ran.err).toMatch(/finding [0-9a-f]{16}/)
    expect(fails.map(({ id }) => id)).toContain(JSON.parse(ran.out).finding_id)
  })

  it('is about a prediction by its own key, of the monitor that is named', async () => {
    const record = await json('feedback', 'add', '--prediction', 'order 4711', '--monitor', 'orders', '--wrong', '--by', 'shop')
    expect(record).toMatchObject({
      prediction_key: 'order 4711',
      finding_id: null,
      check: null,
      monitor: 'orders',
      was_right: false,
    })
    const again = await json('feedback', 'add', '--prediction', 'order 4711', '--monitor', 'orders', '--right', '--by', 'shop')
    expect(again).toMatchObject({ id: record.id, was_right: true })
  })

  it('is said by the user of the operating system where nobody is named', async () => {
    const { userInfo } = await import('node:os')
    expect(await json('feedback', 'add', fails[0]!.id, '--right')).toMatchObject({ given_by: userInfo().username })
  })

  it.each([
    [['ffffffffffff', '--right'], 'there is no finding', 'leeway show'],
    [['ff', '--right'], 'too short', 'at least 4 digits'],
    [['amount', '--right', '--wrong'], '--right and --wrong exclude each other', 'one of them'],
    [['amount', '--useful', '--not-useful'], '--useful and --not-useful exclude', 'one of them'],
    [['amount', '--acted', '--not-acted'], '--acted and --not-acted exclude', 'one of them'],
    [['amount'], 'nothing is said of it', '--right'],
    [['--right'], 'about a finding or about a prediction', '--prediction'],
    [['amount', '--prediction', '7', '--right'], 'about a finding or about a prediction', 'one of the two'],
    [['--prediction', '7', '--right'], 'this project has several', 'orders, quiet_model'],
    [['--prediction', ' ', '--monitor', 'orders', '--right'], 'key of the prediction is empty', 'name the key'],
    [['amount', '--right', '--monitor', 'order'], 'no monitor "order"', 'orders'],
    [['amount', '--right', '--by', ' '], 'the name is empty', '--by'],
    [['--right', '--acted', 'amount'], '"amount" is not a time', 'a finding stands before the options'],
  ])('%j is refused with 2, what is wrong and how to mend it', async (args, message, mend) => {
    const before = (await house.leeway(['feedback', 'list', '--json'])).out
    const { code, out, err } = await house.leeway(['feedback', 'add', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(said(err)).toContain(message)
    expect(said(err)).toContain(mend)
    expect((await house.leeway(['feedback', 'list', '--json'])).out).toBe(before)
  })

  it('makes no store where nothing has run yet', async () => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      const { code, err } = await other.leeway(['feedback', 'add', 'abcd1234', '--right'])
      expect(code).toBe(2)
      expect(err).toContain('nothing has been recorded yet')
      expect((await other.leeway(['feedback', 'summary'])).code).toBe(2)
    } finally {
      other.remove()
    }
  })
})

describe('leeway feedback', () => {
  it.each([
    [['lst'], 'did you mean leeway feedback list?'],
    [['nothing'], 'it is one of add, list, summary'],
    [['list', '--right'], 'takes nothing that is said'],
    [['summary', 'abcd'], 'takes nothing that is said'],
    [['summary', '--weeks', '0'], 'whole number from 1 to 520'],
  ])('%j is refused with 2', async (args, words) => {
    const { code, err } = await house.leeway(['feedback', ...args])
    expect(code).toBe(2)
    expect(said(err)).toContain(words)
  })

  it('lists as plain text of at most 80 columns, names that could move the cursor made harmless', async () => {
    await house.leeway([
      'feedback',
      'add',
      fails[0]!.id,
      '--right',
      '--by',
      'eve\u001b[2J',
      '--note',
      'line\nbreak \u202e and a long word '.repeat(3),
    ])
    for (const what of ['list', 'summary']) {
      const { out, code } = await house.leeway(['feedback', what])
      expect(code).toBe(0)
      expect(isPlain(out)).toBe(true)
      expect(out).not.toContain('\u202e')
      for (const line of out.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
    }
  })
})

describe('leeway feedback summary', () => {
  let other: CliFolder
  let alerts: readonly Row[]
  beforeAll(async () => {
    other = createCliFolder()
    await writeTables(other)
    await other.leeway(['run'])
    const { out } = await other.leeway(['export', 'findings', '--where', "status in ('fail', 'warn')"])
    alerts = JSON.parse(out)
  })
  afterAll(() => other.remove())
  beforeEach(() => expect(alerts.length).toBeGreaterThan(0))

  it('counts alerts per check and week, and what was right, useful and acted on', async () => {
    const drift = alerts.filter(({ check }) => check === 'drift')
    const [one, two, three] = drift
    await other.leeway(['feedback', 'add', one!.id, '--right', '--useful', '--by', 'ada', '--acted', '2026-02-01T06:00'])
    await other.leeway(['feedback', 'add', two!.id, '--wrong', '--by', 'ada'])
    // Grace judged later: hers is the word on it.
    await other.leeway(['feedback', 'add', two!.id, '--right', '--not-useful', '--by', 'grace'], {
      nowUs: () => Date.parse(NOW) * 1000 + 1,
    })
    await other.leeway(['feedback', 'add', three!.id, '--note', 'who knows', '--by', 'ada'])
    const summary = JSON.parse((await other.leeway(['feedback', 'summary', '--json'])).out)
    const weeks = summary.weeks.filter((w: { check: string }) => w.check === 'drift')
    expect(weeks).toHaveLength(1)
    const endUs = Date.parse(one!.window.end)
    expect(weeks[0]).toMatchObject({
      monitor: 'orders',
      week: '2026-W05',
      week_start: '2026-01-26T00:00:00.000Z',
      fired: drift.length,
      with_feedback: 3,
      judged: 2,
      right: 2,
      precision: 1,
      precision_high: 1,
      acted: 1,
      share_acted: 1 / drift.length,
      median_seconds_to_act: (Date.parse('2026-02-01T06:00:00Z') - endUs) / 1000,
      rated: 2,
      useful: 1,
    })
    // scipy.stats.binomtest(2, 2).proportion_ci(method='wilson').low
    expect(weeks[0].precision_low).toBeCloseTo(0.34238023, 8)
    expect(summary.monitors.find((m: { monitor: string }) => m.monitor === 'orders').fired).toBe(alerts.length)
    const { out } = await other.leeway(['feedback', 'summary'])
    expect(out).toMatch(/2026-W05 +orders +drift +\d+ +2\/2 +34 to 100 % +1 /)
  })

  it('leaves out what nobody knew yet at the time of --as-of', async () => {
    const summary = JSON.parse((await other.leeway(['feedback', 'summary', '--json', '--as-of', '2026-01-25'])).out)
    expect(summary.weeks.every((w: { week: string }) => w.week < '2026-W05')).toBe(true)
  })
})

describe('the library', () => {
  it('says, lists and sums up as the command does', async () => {
    const project = await openProject({ cwd: house.folder, nowUs: () => Date.parse(NOW) * 1000 })
    try {
      const { id } = fails[3]!
      const { feedback, finding, replaced } = await project.feedback.add({
        finding: id,
        right: true,
        actedAtUs: 1,
        by: 'a system',
      })
      expect(replaced).toBe(false)
      expect(finding?.id).toBe(id)
      expect(feedback).toMatchObject({ wasRight: true, actedAtUs: 1, givenBy: 'a system' })
      expect((await project.feedback.list({ monitor: 'orders' })).map((f) => f.id)).toContain(feedback.id)
      const { monitors } = await project.feedback.summary({ monitors: ['orders'] })
      expect(monitors).toHaveLength(1)
      await expect(project.feedback.add({ finding: id })).rejects.toThrow(/nothing is said/)
    } finally {
      await project.close()
    }
  })
})
