import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { describeFileError } from '../core/describe-file-error.ts'
import { LeewayError } from '../core/errors.ts'
import { findConfig } from './find-config.ts'
import { parseConfig } from './parse-config.ts'
import type { Project } from './project.ts'

const MOST_BYTES = 4_000_000
const MOST_SECRET_BYTES = 65_536

export interface LoadConfigOptions {
  /** Folder in which leeway.yaml is looked for, and to which messages are relative. */
  readonly cwd: string
  /** `--config`; relative to cwd. */
  readonly config?: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly knownMetrics: readonly string[]
}

/**
 * Finds, reads and checks leeway.yaml.
 * @throws LeewayError CONFIG_NOT_FOUND, CONFIG_UNREADABLE; ConfigError with every mistake in it
 */
export function loadConfig(options: LoadConfigOptions): Project {
  const file = findConfig(options.cwd, options.config)
  const fromHere = relative(options.cwd, file)
  const shownAs = fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere
  const folder = dirname(file)
  return parseConfig(readText(file, shownAs), {
    file,
    shownAs,
    env: options.env,
    readFile: (path) => readSecretFile(resolve(folder, path)),
    knownMetrics: options.knownMetrics,
  })
}

function readText(file: string, shownAs: string): string {
  const unreadable = (message: string, mend: string, cause?: unknown): LeewayError =>
    new LeewayError('CONFIG_UNREADABLE', message, { place: shownAs, mend, ...(cause !== undefined && { cause }) })
  let bytes: Buffer
  try {
    const { size } = statSync(file)
    if (size > MOST_BYTES)
      throw unreadable(
        `${shownAs} is too large for a configuration (${size} bytes)`,
        `a configuration has at most ${MOST_BYTES} bytes: is this a data file?`,
      )
    bytes = readFileSync(file)
  } catch (error) {
    if (error instanceof LeewayError) throw error
    throw unreadable(
      `${shownAs} cannot be read: ${describeFileError(error)}`,
      'check that it is a file and that you may read it',
      error,
    )
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw unreadable(`${shownAs} is written in UTF-16`, 'save it as UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw unreadable(
      `${shownAs} is not text in UTF-8`,
      'save it as UTF-8; a data file is named under "table", not with --config',
      error,
    )
  }
}

function readSecretFile(path: string): string {
  const { size } = statSync(path)
  if (size > MOST_SECRET_BYTES) throw new Error(`the file has ${size} bytes; a secret has at most ${MOST_SECRET_BYTES}`)
  return readFileSync(path, 'utf8')
}
