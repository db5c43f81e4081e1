/** What a refresh of one monitor is given: the outside world as interfaces, and the user's wishes. */
import type { Labels, Monitor, Project } from '../config/project.ts'
import type { Engine, EngineContext, Progress, Source } from '../engines/engine.ts'
import type { Store } from '../store/store.ts'

export interface RefreshContext {
  readonly project: Project
  readonly monitor: Monitor
  readonly engine: Engine
  readonly store: Store
  /** Rows after this instant are not read. */
  readonly asOfUs: number
  /** The user gave the as-of time: later rows are then expected. */
  readonly asOfGiven: boolean
  readonly nowUs: number
  readonly fromUs?: number
  readonly toUs?: number
  readonly full: boolean
  readonly signal?: AbortSignal
  /** Talk: one line, already for people. */
  readonly say: (text: string) => void
  readonly onProgress?: (stage: string, progress: Progress) => void
}

export const sourceOf = (monitor: Pick<Monitor, 'table' | 'query'>): Source => ({
  ...(monitor.table === undefined ? {} : { table: monitor.table }),
  ...(monitor.query === undefined ? {} : { query: monitor.query }),
})

/** The predictions joined with the outcomes that were known at an instant. */
export function joinedSourceOf(monitor: Monitor, labels: Labels, asOfUs: number): Source {
  return {
    ...sourceOf(monitor),
    labels: {
      source: labelSourceOf(labels),
      on: labels.on,
      value: labels.value,
      knownAt: labels.knownAt === null ? null : { expression: labels.knownAt, zone: monitor.timeZone },
      match: labels.match,
      asOfUs,
      as: monitor.label!,
    },
  }
}

export const labelSourceOf = ({ table, query }: Labels): Source => ({
  ...(table === undefined ? {} : { table }),
  ...(query === undefined ? {} : { query }),
})

export const engineContext = (context: RefreshContext, stage: string): EngineContext => ({
  ...(context.signal ? { signal: context.signal } : {}),
  ...(context.onProgress ? { onProgress: (progress: Progress) => context.onProgress?.(stage, progress) } : {}),
})
