/** The days on which a monitored table has rows, in the monitor's time zone. */
import type { Monitor } from '../config/project.ts'
import { keyOfInstant, parseGranularity, windowOfKey } from '../core/granularity.ts'
import type { Engine, EngineContext, IndexedWindow } from '../engines/engine.ts'
import { sourceOf } from './refresh-context.ts'

export const DAY = parseGranularity('1 day')!

export interface TableReader {
  readonly engine: Engine
  readonly context?: EngineContext
}

export const dayKey = (us: number, zone: string): number => keyOfInstant(DAY, us, zone)
export const dayStartUs = (key: number, zone: string): number => windowOfKey(DAY, key, zone).startUs

/** `2026-01-31`: a day's key counts local days since 1970-01-01, whatever the zone. */
export const dayText = (key: number): string => new Date(key * 86_400_000).toISOString().slice(0, 10)

/** Days with rows up to `asOfUs`, ascending. Needs a timestamp. */
export async function indexDays(
  { engine, context }: TableReader,
  monitor: Monitor,
  asOfUs: number,
  fromUs: number | undefined,
): Promise<readonly IndexedWindow[]> {
  const index = await engine.indexWindows(
    {
      source: sourceOf(monitor),
      timestamp: {
        expression: monitor.timestamp!,
        zone: monitor.timeZone,
        ...(monitor.timestampFormat === undefined ? {} : { format: monitor.timestampFormat }),
      },
      root: DAY,
      asOfUs,
      fingerprint: [],
      ...(fromUs === undefined ? {} : { fromUs }),
    },
    context,
  )
  return index.windows.toSorted((a, b) => a.key - b.key)
}
