/** Lines that people tick, for one day, ISO week or month of the project's time zone. */
import { createHash } from 'node:crypto'
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { Tick } from '../store/journal.ts'
import type { Store } from '../store/store.ts'
import type { ChecklistName } from './checklist.ts'
import { type DocumentLine, LINES } from './document-lines.ts'
import { periodOf } from './period.ts'

export interface TickInput {
  readonly checklist: ChecklistName
  /** The line's words, the beginning of them, or its short id. */
  readonly line: string
  /** The day, week or month that holds this instant. */
  readonly asOfUs: number
}

export interface TickedBy {
  readonly by: string
  readonly note?: string
  /** The clock: when it was ticked. */
  readonly nowUs: number
}

/** One tick a line and period: ticked again, the newer stands. */
export async function tickLine(store: Store, project: Project, input: TickInput, { by, note, nowUs }: TickedBy): Promise<Tick> {
  const tick = { ...tickOf(project, input), tickedAtUs: nowUs, tickedBy: by, note: note ?? null }
  await store.journal.recordTick(tick)
  return tick
}

/** @throws LeewayError NOT_FOUND when the line is not ticked in that period */
export async function untickLine(
  store: Store,
  project: Project,
  input: TickInput,
): Promise<Pick<Tick, 'line' | 'periodStartUs'>> {
  const { id, line, periodStartUs } = tickOf(project, input)
  if (await store.journal.removeTick(id)) return { line, periodStartUs }
  throw new LeewayError('NOT_FOUND', `"${line}" is not ticked for this ${PERIOD_WORDS[input.checklist]}`, {
    mend: `leeway checklist ${input.checklist} shows what is; --as-of chooses another ${PERIOD_WORDS[input.checklist]}`,
  })
}

/** The ticks of one period by the words of their lines. */
export async function readTicks(
  store: Store,
  checklist: ChecklistName,
  periodStartUs: number,
): Promise<ReadonlyMap<string, Tick>> {
  const ticks = await store.journal.ticks()
  return new Map(
    ticks.filter((t) => t.checklist === checklist && t.periodStartUs === periodStartUs).map((tick) => [tick.line, tick] as const),
  )
}

const PERIOD_WORDS: Readonly<Record<ChecklistName, string>> = { daily: 'day', weekly: 'week', monthly: 'month' }

function tickOf(project: Project, { checklist, line: typed, asOfUs }: TickInput) {
  const { line } = lineNamed(checklist, typed)
  const periodStartUs = periodOf(checklist, asOfUs, project.timeZone).startUs
  const id = createHash('sha256')
    .update(JSON.stringify([checklist, line, periodStartUs]))
    .digest('hex')
    .slice(0, 16)
  return { id, checklist, line, periodStartUs }
}

/** @throws LeewayError USAGE with the nearest line */
export function lineNamed(checklist: ChecklistName, typed: string): DocumentLine {
  const text = typed.trim().toLowerCase()
  const lines = LINES[checklist]
  const exact = lines.find(({ id, line }) => id === text || line.toLowerCase() === text)
  const begun = text === '' ? [] : lines.filter(({ line }) => line.toLowerCase().startsWith(text))
  const found = exact ?? (begun.length === 1 ? begun[0] : undefined)
  if (found) return found
  const nearest = nearestName(
    text,
    lines.flatMap(({ id, line }) => [id, line.toLowerCase()]),
  )
  const meant = lines.find(({ id, line }) => id === nearest || line.toLowerCase() === nearest)
  throw new LeewayError('USAGE', `the ${checklist} checklist has no line "${typed}"`, {
    mend: `${meant ? `did you mean "${meant.line}" (${meant.id})? ` : ''}It has ${lines.map(({ id }) => id).join(', ')}`,
  })
}
