/** Files that commands write appear whole or not at all. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { outputError } from '../core/output-error.ts'

/** @throws LeewayError OUTPUT_UNWRITABLE */
export function writeWholeFile(path: string, text: string, shownAs: string): void {
  const unfinished = `${path}.unfinished-${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(unfinished, text)
    renameSync(unfinished, path)
  } catch (error) {
    if (existsSync(unfinished)) rmSync(unfinished, { force: true })
    throw outputError(shownAs, error)
  }
}
