import type { Collector } from './collector.ts'
import type { ShapeValues } from './parse-keys.ts'
import type { ConfigPath, Connection, LateText } from './project.ts'
import type { MonitorKey, MonitorShape } from './schema/monitor.ts'

export type MonitorValues = ShapeValues<MonitorShape>

/** One monitor with `defaults` merged in: what `build-monitor.ts` and its helpers look at. */
export interface MonitorContext {
  readonly collector: Collector
  readonly name: string
  /** `['monitors', name]`; a key from `defaults` is found there by the source. */
  readonly path: ConfigPath
  readonly values: MonitorValues
  /** Keys that the monitor or `defaults` write, right or wrong. */
  readonly written: ReadonlySet<string>
  /** Keys that the monitor itself writes. */
  readonly own: ReadonlySet<string>
  /** A key as written (by the monitor, else by `defaults`), wrong parts and all. */
  readonly rawOf: (key: MonitorKey) => unknown
  readonly folder: string
  readonly projectTimeZone: string
  readonly connections: ReadonlyMap<string, Connection>
  readonly connectionNames: readonly string[]
  readonly knownMetrics: readonly string[]
  /** Resolves what may be resolved, and complains about nothing. */
  readonly late: (text: string) => LateText
}

/** Reports a problem at one key of the monitor (or deeper: `['checks', 0, 'metric']`). */
export function report(context: MonitorContext, key: MonitorKey | ConfigPath, message: string, hint: string): void {
  const inner = typeof key === 'string' ? [key] : key
  context.collector.add([...context.path, ...inner], message, hint)
}
