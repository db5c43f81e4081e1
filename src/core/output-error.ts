/** The one error of a file that a command writes. */
import { describeFileError } from './describe-file-error.ts'
import { LeewayError } from './errors.ts'

const FULL = /ENOSPC|EFBIG|EDQUOT|no space left|disk is full|too large|quota/i

/** @returns OUTPUT_UNWRITABLE: why the file cannot be written, and what to do about it */
export function outputError(path: string, error: unknown): LeewayError {
  const full = FULL.test(error instanceof Error ? error.message : String(error))
  return new LeewayError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${describeFileError(error)}`, {
    place: path,
    mend: full
      ? 'free space on that disk, or give a path on another one; a file that was there is as before'
      : 'give a path in a folder that exists and that you may write to',
    cause: error,
  })
}
