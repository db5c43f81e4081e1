import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { LeewayError } from '../core/errors.ts'
import { nearestName } from '../core/nearest-name.ts'

export const CONFIG_NAME = 'leeway.yaml'

/**
 * The absolute path of leeway.yaml: `--config` (a file, or a folder that holds one), else the one in the current folder.
 * Folders above are not searched: a command never works on a project that the user does not see.
 * @throws LeewayError CONFIG_NOT_FOUND, which says how to make one
 */
export function findConfig(cwd: string, config?: string): string {
  const wanted = resolve(cwd, config ?? CONFIG_NAME)
  if (existsSync(wanted)) {
    if (!isFolder(wanted)) return wanted
    const inside = join(wanted, CONFIG_NAME)
    if (existsSync(inside)) return inside
    throw notFound(`there is no ${CONFIG_NAME} in ${config ?? '.'}`, wanted)
  }
  throw config === undefined
    ? notFound(`there is no ${CONFIG_NAME} in ${cwd}`, cwd)
    : notFound(`the configuration ${config} does not exist`, resolve(wanted, '..'))
}

function notFound(message: string, folder: string): LeewayError {
  const other = isFolder(folder) ? nearestFile(folder) : undefined
  const mend = `${other ? `did you mean --config ${join(folder, other)}? Else ` : ''}leeway init FILE proposes one from your data; leeway compare REFERENCE CURRENT needs none`
  return new LeewayError('CONFIG_NOT_FOUND', message, { place: folder, mend })
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function nearestFile(folder: string): string | undefined {
  try {
    const files = readdirSync(folder).filter((name) => /\.ya?ml$/i.test(name))
    return nearestName(CONFIG_NAME, files)
  } catch (error) {
    // A folder that cannot be listed only costs the suggestion.
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
