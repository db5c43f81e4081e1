/** What a monitor has logged to one experiment already: `reference` of a mark is the run, and a hash of what was sent to it. */
import type { SentMark } from '../../../store/journal.ts'

interface Sent {
  readonly runId: string
  readonly hash: string
  readonly sentAtUs: number
}

export class SentItems {
  readonly #sent = new Map<string, Sent>()
  readonly #marks = new Map<string, SentMark>()
  readonly #destination: string
  readonly #monitor: string

  constructor(destination: string, monitor: string, marks: readonly SentMark[]) {
    this.#destination = destination
    this.#monitor = monitor
    for (const { item, reference, sentAtUs } of marks) {
      const [runId = '', hash = ''] = (reference ?? '').split('#')
      this.#sent.set(item, { runId, hash, sentAtUs })
    }
  }

  get(item: string): Sent | undefined {
    return this.#sent.get(item)
  }

  /** Did any item of these kinds go to a run other than this one? */
  wentElsewhere(runId: string, prefixes: readonly string[]): boolean {
    return [...this.#sent].some(([item, sent]) => sent.runId !== runId && prefixes.some((prefix) => item.startsWith(prefix)))
  }

  /** Forgets the items of these kinds: their run is gone. */
  forget(prefixes: readonly string[]): void {
    for (const item of [...this.#sent.keys()]) if (prefixes.some((prefix) => item.startsWith(prefix))) this.#sent.delete(item)
  }

  add(item: string, runId: string, hash: string, sentAtUs: number): void {
    this.#sent.set(item, { runId, hash, sentAtUs })
    const reference = `${runId}#${hash}`
    this.#marks.set(item, { destination: this.#destination, monitor: this.#monitor, item, sentAtUs, reference })
  }

  /** What has been added, for the journal. */
  get added(): readonly SentMark[] {
    return [...this.#marks.values()]
  }
}
