/** `${env:NAME}` and `${file:path}` inside the strings of leeway.yaml. */
import { describeFileError } from '../core/describe-file-error.ts'
import type { ConfigPath } from './project.ts'

export interface ReferenceEffects {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Text of a file, by its path as written (relative to leeway.yaml); throws when it cannot be read. */
  readonly readFile: (path: string) => string
}

export interface ReferenceProblem {
  readonly path: ConfigPath
  readonly message: string
  readonly hint: string
  readonly code: 'CONFIG_SECRET' | 'CONFIG_INVALID'
}

export interface Resolver {
  /** A copy of the value with every reference replaced; missing ones are collected and left standing. */
  resolve(value: unknown, path: ConfigPath): unknown
  readonly problems: readonly ReferenceProblem[]
  readonly secrets: readonly string[]
}

/** How a reference is written, for messages. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the text shows the form of a reference
export const REFERENCE_FORM = '${env:NAME} or ${file:path}'

/** A doubled dollar sign (`$${`) stands for itself. */
const REFERENCE = /\$?\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\}/g

/** The text as it must be written in leeway.yaml to be read back as it is. */
export const escapeReferences = (text: string): string => text.replaceAll(REFERENCE, (whole) => `$${whole}`)

export const holdsReference = (value: unknown): boolean =>
  typeof value === 'string' && [...value.matchAll(REFERENCE)].some(([whole]) => !whole.startsWith('$$'))

/** @param onMissing told the path of every value whose reference could not be resolved */
export function createResolver(effects: ReferenceEffects, onMissing: (path: ConfigPath) => void): Resolver {
  const problems: ReferenceProblem[] = []
  const secrets = new Set<string>()

  const lookUp = (kind: string, name: string, whole: string, path: ConfigPath): string => {
    const missing = (message: string, hint: string): string => {
      problems.push({ path, message, hint, code: 'CONFIG_SECRET' })
      onMissing(path)
      return whole
    }
    if (kind === 'env' && name !== '') {
      const value = Object.hasOwn(effects.env, name) ? effects.env[name] : undefined
      if (value === undefined) return missing(`${whole} is not set`, `set it before the command: export ${name}=…`)
      if (value === '') return missing(`${whole} is empty`, `give it a value: export ${name}=…`)
      secrets.add(value)
      return value
    }
    if (kind === 'file' && name !== '') {
      try {
        const value = effects.readFile(name).replace(/(?:\r?\n)+$/, '')
        if (value === '') return missing(`${whole} is empty`, 'write the value into that file')
        secrets.add(value)
        return value
      } catch (error) {
        return missing(`${whole} cannot be read`, `${describeFileError(error)}; the path is relative to leeway.yaml`)
      }
    }
    onMissing(path)
    problems.push({
      path,
      message: `unknown reference ${whole}`,
      hint: `a reference is ${REFERENCE_FORM}`,
      code: 'CONFIG_INVALID',
    })
    return whole
  }

  const resolve = (value: unknown, path: ConfigPath): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(REFERENCE, (whole: string, kind: string, name: string | undefined) =>
        whole.startsWith('$$') ? whole.slice(1) : lookUp(kind, (name ?? '').trim(), whole, path),
      )
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner, [...path, key])]))
    return value
  }
  return {
    resolve,
    problems,
    get secrets() {
      return [...secrets]
    },
  }
}
