/** A checklist of the document, filled: its lines under their own words, with evidence per monitor and what people ticked. */
import type { JsonValue } from '../core/json.ts'
import type { Tick } from '../store/journal.ts'

export type ChecklistName = Tick['checklist']
export const CHECKLIST_NAMES = ['daily', 'weekly', 'monthly'] as const satisfies readonly ChecklistName[]

/** `error`: could not be evaluated. `todo`: a person has not ticked it yet. */
export type LineStatus = 'fail' | 'error' | 'warn' | 'todo' | 'ok' | 'not_applicable'

/** What is known about one line, of one monitor or of the project as a whole. */
export interface LineAnswer {
  readonly status: LineStatus
  /** One or two plain sentences without a capital at the start: what was found, in numbers, or why nothing could be. */
  readonly evidence: string
  /** The numbers behind it. */
  readonly values: { readonly [key: string]: JsonValue }
  /** Words of a leeway command that shows more: `['show', 'orders']`. */
  readonly command: readonly string[]
}

export interface ChecklistItem extends LineAnswer {
  /** Null: about the project as a whole. */
  readonly monitor: string | null
}

export interface ChecklistLine {
  /** Short, to type: `volume`. */
  readonly id: string
  /** The document's own words. */
  readonly line: string
  /** The worst of the items and of the person's part. */
  readonly status: LineStatus
  readonly items: readonly ChecklistItem[]
  /** What only a person can do; null: nothing. It is done when the line is ticked. */
  readonly person: string | null
  readonly tick: Tick | null
}

export interface Checklist {
  readonly name: ChecklistName
  readonly project: string
  readonly timeZone: string
  readonly asOfUs: number
  /** The day, ISO week or month in which the as-of lies, in the project's time zone: ticks are for it. */
  readonly period: { readonly startUs: number; readonly endUs: number; readonly text: string }
  /** The complete one before it, which the evidence is about. */
  readonly lookedAt: { readonly startUs: number; readonly endUs: number; readonly text: string }
  readonly lines: readonly ChecklistLine[]
}

const RANK: Readonly<Record<LineStatus, number>> = { fail: 0, error: 1, warn: 2, todo: 3, ok: 4, not_applicable: 5 }

/** The worst status; a line without any is not applicable. */
export const worstStatus = (statuses: Iterable<LineStatus>): LineStatus =>
  [...statuses].reduce<LineStatus>((worst, status) => (RANK[status] < RANK[worst] ? status : worst), 'not_applicable')

/** 1 when a line fails, 3 when one could not be evaluated (which outranks it, as in a run), else 0. What waits for a person is no failure. */
export function checklistExitCode({ lines }: Checklist): 0 | 1 | 3 {
  const statuses = lines.flatMap(({ items }) => items.map(({ status }) => status))
  return statuses.includes('error') ? 3 : statuses.includes('fail') ? 1 : 0
}
