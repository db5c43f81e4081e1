/** Files that commands write appear whole or not at all. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeFileError } from '../core/describe-file-error.ts'
import { LeewayError } from '../core/errors.ts'

/** @throws LeewayError OUTPUT_UNWRITABLE */
export function writeWholeFile(path: string, text: string, shownAs: string): void {
  const unfinished = `${path}.unfinished-${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(unfinished, text)
    renameSync(unfinished, path)
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished, { force: true })
    throw new LeewayError('OUTPUT_UNWRITABLE', `${shownAs} cannot be written: ${describeFileError(error)}`, {
      place: shownAs,
      mend: 'give a path in a folder that you may write to',
      cause: error,
    })
  }
}
