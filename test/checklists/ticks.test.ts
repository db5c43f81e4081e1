import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject } from '../../src/index.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type CliFolder, createCliFolder } from '../cli/fixture.ts'
import type { JsonLine } from './fixture.ts'

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await house.sql(`copy (select timestamp '2026-01-01' + interval 1 hour * i as scored_at, 1.0 * (i % 7) as forecast from range(1200) t(i))
    to '${house.path('t.parquet')}' (format parquet)`)
  house.config(`version: 1
project: zones
time_zone: America/New_York
monitors:
  m: {type: inference, table: t.parquet, timestamp: scored_at, granularities: [1 day], problem: regression, prediction: forecast}
`)
  await house.leeway(['run', '--quiet'])
})
afterAll(() => house.remove())

const CLOCK = '2026-02-03T15:00:00Z'
const nowUs = (): number => Date.parse(CLOCK) * 1000
const leeway = (...args: readonly string[]) => house.leeway(args, { nowUs })
/** The part of a person on the weekly alert review, as seen at a time. */
async function alertTick(asOf: string): Promise<JsonLine> {
  const { out } = await leeway('checklist', 'weekly', '--json', '--as-of', asOf)
  return (JSON.parse(out) as JsonLine[]).find((l) => l.by_person && l.id === 'alerts')!
}
const said = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe('leeway checklist tick', () => {
  it('holds for the ISO week of the project’s time zone: Sunday night in New York is still this week, though it is Monday in UTC', async () => {
    const { out, code } = await leeway(
      'checklist',
      'tick',
      'weekly',
      'alerts',
      '--by',
      'ada',
      '--note',
      'one limit raised',
      '--as-of',
      '2026-02-02T04:30:00Z',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      checklist: 'weekly',
      line: 'Alert review and tuning',
      // Monday midnight in New York
      period_start: '2026-01-26T05:00:00.000Z',
      ticked_by: 'ada',
      // The clock, whatever day the tick is for
      ticked_at: '2026-02-03T15:00:00.000Z',
      note: 'one limit raised',
    })
    for (const inside of ['2026-01-26T05:00:00Z', '2026-01-29', '2026-02-02T04:59:59Z'])
      expect(await alertTick(inside), inside).toMatchObject({ status: 'ok', ticked_by: 'ada', note: 'one limit raised' })
    for (const outside of ['2026-01-26T04:59:59Z', '2026-02-02T05:00:00Z'])
      expect(await alertTick(outside), outside).toMatchObject({ status: 'todo', ticked_by: null })
  })

  it('holds for one day or one month of that zone', async () => {
    const start = async (name: string, line: string, asOf: string): Promise<string> =>
      JSON.parse((await leeway('checklist', 'tick', name, line, '--by', 'ada', '--as-of', asOf, '--json')).out).period_start
    expect(await start('daily', 'jobs', '2026-02-01T04:00:00Z')).toBe('2026-01-31T05:00:00.000Z')
    expect(await start('daily', 'jobs', '2026-02-01T05:00:00Z')).toBe('2026-02-01T05:00:00.000Z')
    expect(await start('monthly', 'documentation', '2026-02-01T04:00:00Z')).toBe('2026-01-01T05:00:00.000Z')
    // Clocks change on 2026-03-08: that day begins in winter time, the next in summer time.
    expect(await start('daily', 'jobs', '2026-03-08T12:00:00Z')).toBe('2026-03-08T05:00:00.000Z')
    expect(await start('daily', 'jobs', '2026-03-09T12:00:00Z')).toBe('2026-03-09T04:00:00.000Z')
  })

  it('takes the line by its words, their beginning, or its short id, in any case', async () => {
    for (const typed of ['Training data freshness', 'training DATA', 'freshness', ' Freshness '])
      expect(JSON.parse((await leeway('checklist', 'tick', 'weekly', typed, '--by', 'ada', '--json')).out).line).toBe(
        'Training data freshness',
      )
  })

  it('of a computed line is shown beside it and does not change what was computed', async () => {
    await leeway('checklist', 'tick', 'monthly', 'documentation', '--by', 'grace')
    const { out, code } = await leeway('checklist', 'monthly', '--json')
    expect(code).toBe(1)
    const lines: readonly JsonLine[] = JSON.parse(out)
    expect(lines.find((l) => l.id === 'documentation' && !l.by_person)).toMatchObject({ status: 'fail', ticked_by: 'grace' })
    expect(lines.find((l) => l.id === 'documentation' && l.by_person)).toMatchObject({ status: 'ok', ticked_by: 'grace' })
  })

  it('again is replaced: who ticked last stands, once', async () => {
    await leeway('checklist', 'tick', 'weekly', 'alerts', '--by', 'ada', '--as-of', '2026-01-06')
    await leeway('checklist', 'tick', 'weekly', 'alerts', '--by', 'grace', '--as-of', '2026-01-07')
    expect(await alertTick('2026-01-08')).toMatchObject({ ticked_by: 'grace' })
    const store = await openStore(house.path('.leeway/store.duckdb'), { readOnly: true })
    const ticks = await store.journal.ticks()
    await store.close()
    expect(ticks.filter((t) => t.periodStartUs === Date.parse('2026-01-05T05:00:00Z') * 1000)).toHaveLength(1)
  })

  it('is taken back by untick, which says so where there was none', async () => {
    await leeway('checklist', 'tick', 'weekly', 'alerts', '--by', 'ada', '--as-of', '2026-01-14')
    const undone = await leeway('checklist', 'untick', 'weekly', 'alerts', '--as-of', '2026-01-14')
    expect(undone).toMatchObject({
      code: 0,
      out: 'No longer ticked for week of 2026-01-12 (2026-W03): Alert review and tuning\n',
    })
    expect(await alertTick('2026-01-14')).toMatchObject({ status: 'todo' })
    const again = await leeway('checklist', 'untick', 'weekly', 'alerts', '--as-of', '2026-01-14')
    expect(again.code).toBe(2)
    expect(said(again.err)).toContain('"Alert review and tuning" is not ticked for this week')
  })

  it.each([
    [['tick', 'weekly', 'alrts'], 'the weekly checklist has no line "alrts"', 'did you mean "Alert review and tuning" (alerts)?'],
    [['tick', 'daily', 'alerts'], 'the daily checklist has no line "alerts"', 'It has predictions, rates, jobs, volume'],
    [['tick', 'weekly', ''], 'has no line ""', 'It has drift'],
    [['tick', 'yearly', 'alerts'], 'there is no checklist "yearly"', 'daily, weekly, monthly'],
    [['tick', 'weekly'], 'needs a checklist and a line', 'leeway checklist tick weekly alerts'],
    [['tick'], 'needs a checklist and a line', 'leeway checklist tick weekly alerts'],
    [['tick', 'weekly', 'alerts', '--by', ''], 'the name is empty', '--by'],
    [['tick', 'weekly', 'alerts', '--markdown'], 'writes no checklist', 'leeway checklist weekly'],
    [['untick', 'weekly', 'alerts', '--by', 'ada'], '--by and --note go with tick', 'untick weekly alerts'],
    [['tick', 'weekly', 'alerts', '--as-of', 'soon'], '"soon" is not a time', '2026-01-31'],
  ])('%j is refused with 2, what is wrong and how to mend it', async (args, message, mend) => {
    const { code, out, err } = await leeway('checklist', ...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(said(err)).toContain(message)
    expect(said(err)).toContain(mend)
  })

  it('makes no store where nothing has run yet', async () => {
    const other = createCliFolder()
    try {
      other.config(house.read('leeway.yaml'))
      const { code, err } = await other.leeway(['checklist', 'tick', 'weekly', 'alerts', '--by', 'ada'])
      expect(code).toBe(2)
      expect(err).toContain('nothing has been recorded yet')
    } finally {
      other.remove()
    }
  })

  it('is asked and given in the library too', async () => {
    const project = await openProject({ cwd: house.folder, nowUs })
    const asOfUs = Date.parse('2026-01-21T12:00:00Z') * 1000
    const seen = async () => (await project.checklist('weekly', { asOfUs })).lines.find(({ id }) => id === 'alerts')!
    try {
      expect(await seen()).toMatchObject({ tick: null, status: 'todo' })
      const tick = await project.tick({ checklist: 'weekly', line: 'alerts', by: 'a system', asOfUs })
      expect(tick).toMatchObject({ tickedBy: 'a system', tickedAtUs: nowUs() })
      expect(await seen()).toMatchObject({ tick, status: 'ok' })
      await project.untick({ checklist: 'weekly', line: 'alerts', asOfUs })
      expect((await seen()).tick).toBeNull()
    } finally {
      await project.close()
    }
  })
})
