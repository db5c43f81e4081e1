/** What a refresh of one monitor is given: the outside world as interfaces, and the user's wishes. */
import type { Monitor, Project } from '../config/project.ts'
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

export const engineContext = (context: RefreshContext, stage: string): EngineContext => ({
  ...(context.signal ? { signal: context.signal } : {}),
  ...(context.onProgress ? { onProgress: (progress: Progress) => context.onProgress?.(stage, progress) } : {}),
})
