/** Where exported text goes: a file that appears whole or not at all, or a function. */
import { once } from 'node:events'
import { createWriteStream, renameSync, rmSync, type WriteStream } from 'node:fs'
import { LeewayError } from '../core/errors.ts'
import { outputError } from '../core/output-error.ts'

export interface TextOutput {
  write(text: string): Promise<void>
  /** Makes the file appear. */
  finish(): Promise<void>
  /** Leaves nothing behind. */
  abandon(): void
}

/** A name beside the output, so that the last step is one rename on the same disk. */
export const unfinishedPath = (path: string): string => `${path}.unfinished-${process.pid}`

const PIECE = 64 * 1024

/** Collects text into pieces of about 64 KB. */
export function openOutput(path: string | undefined, write: ((text: string) => void) | undefined): TextOutput {
  if (path === undefined) {
    if (!write) throw new LeewayError('USAGE', 'nowhere to write the export to', { mend: 'name a file with -o' })
    const emit = async (text: string): Promise<void> => write(text)
    const pieces = new Pieces(emit)
    return { write: (text) => pieces.add(text), finish: () => pieces.flush(), abandon: () => undefined }
  }
  const unfinished = unfinishedPath(path)
  const file = createWriteStream(unfinished)
  let failed: unknown
  file.on('error', (error) => {
    failed = error
  })
  const pieces = new Pieces(async (text) => {
    if (failed) throw outputError(path, failed)
    if (!file.write(text)) await drained(file, path)
  })
  return {
    write: (text) => pieces.add(text),
    finish: async () => {
      try {
        await pieces.flush()
        await ended(file)
        renameSync(unfinished, path)
      } catch (error) {
        throw error instanceof LeewayError ? error : outputError(path, error)
      }
    },
    abandon: () => {
      file.destroy()
      rmSync(unfinished, { force: true })
    },
  }
}

class Pieces {
  #text = ''
  readonly #emit: (text: string) => Promise<void>

  constructor(emit: (text: string) => Promise<void>) {
    this.#emit = emit
  }

  async add(text: string): Promise<void> {
    this.#text += text
    if (this.#text.length >= PIECE) await this.flush()
  }

  async flush(): Promise<void> {
    const text = this.#text
    this.#text = ''
    if (text !== '') await this.#emit(text)
  }
}

async function drained(file: WriteStream, path: string): Promise<void> {
  try {
    await once(file, 'drain')
  } catch (error) {
    throw outputError(path, error)
  }
}

const ended = (file: WriteStream): Promise<void> =>
  new Promise((resolve, reject) => {
    if (file.errored) {
      reject(file.errored)
      return
    }
    file.once('error', reject)
    file.end(() => resolve())
  })
