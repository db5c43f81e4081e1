/** A checklist for machines: one object for each line and monitor, and one for each part that a person ticks. */
import type { JsonValue } from '../core/json.ts'
import type { Checklist } from './checklist.ts'

/** How a command is written for the shell: `leeway show orders`. */
export type CommandText = (words: readonly string[]) => string

const iso = (us: number): string => new Date(us / 1000).toISOString()

export function checklistJson(checklist: Checklist, commandText: CommandText): readonly { readonly [key: string]: JsonValue }[] {
  const { name, period, lookedAt } = checklist
  return checklist.lines.flatMap(({ id, line, items, person, tick }) => {
    const place = {
      checklist: name,
      id,
      line,
      period_start: iso(period.startUs),
      looked_at: { start: iso(lookedAt.startUs), end: iso(lookedAt.endUs) },
    }
    const ticked = {
      ticked_by: tick?.tickedBy ?? null,
      ticked_at: tick ? iso(tick.tickedAtUs) : null,
      note: tick?.note ?? null,
    }
    const computed = items.map(({ monitor, status, evidence, values, command }) => ({
      ...place,
      monitor,
      by_person: false,
      status,
      evidence,
      values,
      command: commandText(command),
      ...ticked,
    }))
    if (person === null) return computed
    const ofPerson = {
      ...place,
      monitor: null,
      by_person: true,
      status: tick ? 'ok' : 'todo',
      evidence: person,
      values: {},
      command: commandText(['checklist', 'tick', name, id]),
      ...ticked,
    }
    return [...computed, ofPerson]
  })
}
