/** Opens a store: finds or makes the file, waits for whoever holds it, brings its schema up to date. */
import { existsSync, linkSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LeewayError } from '../core/errors.ts'
import { makeFolder } from '../core/make-folder.ts'
import { Database } from './database.ts'
import { DuckStore } from './duck-store.ts'
import { migrate, needsMigration, refuseNewer, schemaVersion } from './migrate.ts'
import type { Store } from './store.ts'
import { lockHolder, storeError } from './store-error.ts'

export interface OpenStoreOptions {
  /** Readers wait shorter, and never make a store. Several may read at once; DuckDB lets nobody read while one writes. */
  readonly readOnly?: boolean
  /** How long to wait for another process: 30 s to write, 5 s to read. */
  readonly waitMs?: number
  /** Ends the waiting. */
  readonly signal?: AbortSignal
  /** Called once when the waiting begins; `pid` is null where DuckDB does not say it. */
  readonly onWait?: (holder: { readonly pid: number | null }) => void
}

const POLL_MS = 100

/**
 * @throws STORE_LOCKED when another process holds the store for longer than `waitMs`; STORE_NEWER, STORE_DAMAGED,
 * STORE_UNWRITABLE; NOT_FOUND when there is no store to read.
 */
export async function openStore(path: string, options: OpenStoreOptions = {}): Promise<Store> {
  const readOnly = options.readOnly ?? false
  const full = resolve(path)
  const waitUntil = Date.now() + (options.waitMs ?? (readOnly ? 5_000 : 30_000))
  if (isAbsent(full)) {
    if (readOnly)
      throw new LeewayError('NOT_FOUND', `there is no store at ${full}`, { place: full, mend: 'run `leeway run` first' })
    await createOnce(full)
  }
  const wait: Wait = { until: waitUntil, onWait: options.onWait, signal: options.signal, told: false }
  const first = await openWaiting(full, readOnly, wait)
  const outdated = await orRelease(first, async () => {
    const version = await schemaVersion(first.database)
    refuseNewer(version, full)
    if (needsMigration(version) && !readOnly) await migrate(first.database)
    return needsMigration(version) && readOnly
  })
  if (!outdated) return new DuckStore(first.database, first.forget)
  // A reader of an older store brings it up to date first.
  await first.release()
  const writer = await openWaiting(full, false, wait)
  await orRelease(writer, () => migrate(writer.database))
  await writer.release()
  const reader = await openWaiting(full, true, wait)
  return new DuckStore(reader.database, reader.forget)
}

async function orRelease<T>(opened: Opened, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    await opened.release()
    throw storeError(error, opened.database.path)
  }
}

interface Wait {
  readonly until: number
  readonly onWait: ((holder: { readonly pid: number | null }) => void) | undefined
  readonly signal: AbortSignal | undefined
  told: boolean
}

interface Opened {
  readonly database: Database
  readonly forget: () => void
  readonly release: () => Promise<void>
}

/**
 * Files this process has open: DuckDB's file lock does not hold between two openings in one process, which would
 * write over each other, so they take turns here. Writers count as one, readers share.
 */
const openHere = new Map<string, { writers: number; readers: number }>()

async function openWaiting(path: string, readOnly: boolean, wait: Wait): Promise<Opened> {
  for (;;) {
    const holder = heldHere(path, readOnly) ? { pid: process.pid } : await tryOpen(path, readOnly)
    if ('database' in holder) return holder
    if (!wait.told) wait.onWait?.(holder)
    wait.told = true
    wait.signal?.throwIfAborted()
    if (Date.now() >= wait.until) throw locked(path, holder.pid)
    await sleep(Math.min(POLL_MS, Math.max(1, wait.until - Date.now())))
  }
}

async function tryOpen(path: string, readOnly: boolean): Promise<Opened | { readonly pid: number | null }> {
  const key = realpathSync(path)
  const counts = openHere.get(key) ?? { writers: 0, readers: 0 }
  openHere.set(key, counts)
  const slot = readOnly ? 'readers' : 'writers'
  // Taken before the first await: nobody else in this process may try in between.
  counts[slot]++
  const forget = (): void => {
    counts[slot]--
    if (counts.readers + counts.writers === 0) openHere.delete(key)
  }
  try {
    const database = await Database.open(path, { readOnly })
    const release = async (): Promise<void> => {
      await database.close()
      forget()
    }
    return { database, forget, release }
  } catch (error) {
    forget()
    const holder = lockHolder(error)
    if (holder) return holder
    throw storeError(error, path)
  }
}

function heldHere(path: string, readOnly: boolean): boolean {
  const counts = openHere.get(existsSync(path) ? realpathSync(path) : path)
  return counts !== undefined && (readOnly ? counts.writers > 0 : counts.writers + counts.readers > 0)
}

const locked = (path: string, pid: number | null): LeewayError =>
  new LeewayError('STORE_LOCKED', `another process${pid === null ? '' : ` (process ${pid})`} holds the store`, {
    place: path,
    mend:
      pid === process.pid
        ? 'close the store that this process has open first'
        : `wait until it ends and try again${pid === null ? '' : `, or end it (kill ${pid})`}`,
  })

/** A file of no bytes is what `mktemp` or a full disk leaves. */
const isAbsent = (path: string): boolean => !existsSync(path) || (statSync(path).isFile() && statSync(path).size === 0)

const creating = new Map<string, Promise<void>>()

function createOnce(path: string): Promise<void> {
  const under = creating.get(path)
  if (under) return under
  const made = createStore(path).finally(() => creating.delete(path))
  creating.set(path, made)
  return made
}

/**
 * Makes the file beside its place and moves it there when it is whole, so that a killed process never leaves half a store
 * and two processes that begin at once end up with one.
 */
async function createStore(path: string): Promise<void> {
  try {
    makeFolder(dirname(path))
    removeLeftovers(path)
    const unfinished = `${path}.new-${process.pid}`
    const database = await Database.open(unfinished, { readOnly: false })
    try {
      await migrate(database)
    } finally {
      await database.close()
    }
    if (existsSync(path) && statSync(path).size === 0) rmSync(path)
    moveWithoutReplacing(unfinished, path)
  } catch (error) {
    const mapped = storeError(error, path)
    if (mapped instanceof LeewayError) throw mapped
    throw new LeewayError('STORE_UNWRITABLE', `the store cannot be made: ${error instanceof Error ? error.message : error}`, {
      place: path,
      mend: 'check the path `store:` in leeway.yaml and your rights on that folder',
      cause: error,
    })
  }
}

function moveWithoutReplacing(from: string, to: string): void {
  try {
    linkSync(from, to)
    rmSync(from)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EEXIST' || existsSync(to)) rmSync(from, { force: true })
    // Some file systems have no hard links; there the moment between looking and moving is accepted.
    else renameSync(from, to)
  }
}

/** Unfinished files of processes that no longer live. */
function removeLeftovers(path: string): void {
  const prefix = `${basename(path)}.new-`
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN
    if (Number.isInteger(pid) && (pid === process.pid || !isAlive(pid))) rmSync(join(dirname(path), name), { force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
