import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder with its parents, one at a time: Node's own recursive form never ends below /proc and the like, where making
 * a folder says "not found".
 *
 * @returns the topmost folder that had to be made; undefined when the folder was there
 * @throws what `mkdirSync` throws
 */
export function makeFolder(folder: string): string | undefined {
  if (existsSync(folder)) return undefined
  const above = makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return above
  }
  return above ?? folder
}
