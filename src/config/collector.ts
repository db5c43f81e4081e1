import type { ErrorCode } from '../core/error-catalogue.ts'
import { pathText } from './path-text.ts'
import type { Problem } from './problem.ts'
import type { ConfigPath } from './project.ts'
import type { PositionedSource } from './source.ts'

interface AddOptions {
  /** Point at the key rather than at its value. */
  readonly part?: 'key' | 'value'
  readonly code?: ErrorCode
  /** About the reference itself: said also where `markMissing` silences the rest. */
  readonly fromReference?: boolean
}

/** Gathers problems with their places, and remembers where something is already wrong, so that nothing is said twice. */
export class Collector {
  readonly source: PositionedSource
  readonly #problems: Problem[] = []
  readonly #wrong = new Set<string>()
  readonly #unresolved: string[] = []
  readonly #missing = new Set<string>()
  readonly #meant = new Set<string>()

  constructor(source: PositionedSource) {
    this.source = source
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }

  add(path: ConfigPath, message: string, hint: string, options: AddOptions = {}): void {
    if (this.#missing.has(JSON.stringify(path)) && options.fromReference !== true) return
    const place = this.source.placeOf(path, options.part)
    const said = `${place?.line}:${place?.column} ${message}`
    if (this.#wrong.has(said)) return
    this.#wrong.add(said)
    this.#problems.push({ code: options.code ?? 'CONFIG_INVALID', message, hint, path: pathText(path), place })
  }

  addAt(start: number, end: number, message: string, hint: string): void {
    this.#problems.push({ code: 'CONFIG_INVALID', message, hint, path: '', place: this.source.placeAt(start, end) })
  }

  /** References below this path stay as they are: the part is not used. */
  leaveUnresolved(path: ConfigPath): void {
    this.#unresolved.push(JSON.stringify(path).slice(0, -1))
  }

  /** A reference here could not be resolved: nothing else about this value is known, or said. */
  markMissing(path: ConfigPath): void {
    this.#missing.add(JSON.stringify(path))
  }

  /** A misspelt key stands for this one: it is not missing too. */
  markMeant(path: ConfigPath): void {
    this.#meant.add(JSON.stringify(path))
  }

  isMeant(path: ConfigPath): boolean {
    return this.#meant.has(JSON.stringify(path))
  }

  unresolved(path: ConfigPath): boolean {
    const text = JSON.stringify(path)
    return this.#unresolved.some((prefix) => text.startsWith(`${prefix},`) || text === `${prefix}]`)
  }
}
