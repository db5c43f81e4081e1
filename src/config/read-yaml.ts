import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit, type YAMLError } from 'yaml'
import type { ConfigPath } from './project.ts'
import { createSource, type PositionedSource } from './source.ts'

/** A mistake at a stretch of the text. */
export interface YamlProblem {
  readonly message: string
  readonly hint: string
  readonly start: number
  readonly end: number
}

export interface YamlReading {
  /** Plain objects, lists, strings, numbers, booleans and nulls; aliases and merge keys resolved. */
  readonly value: unknown
  readonly source: PositionedSource
  readonly problems: readonly YamlProblem[]
  /** False: the text is not YAML, `value` is not worth checking. */
  readonly usable: boolean
}

const MOST_CHARACTERS = 4_000_000
const MOST_NODES = 50_000
const DEEPEST = 60
/** Brackets and list marks that may be open at once before the parser is spared the text: it takes quadratic time on them. */
const MOST_OPEN = 1000

/** Reads YAML 1.2 with the place of every key and value. Never throws: what is wrong comes back as problems. */
export function readYaml(text: string, file: string): YamlReading {
  const source = createSource(file, text)
  const unusable = (message: string, hint: string, start = 0, end = start + 1): YamlReading => ({
    value: undefined,
    source,
    problems: [{ message, hint, start, end }],
    usable: false,
  })
  const nul = text.indexOf('\0')
  if (nul >= 0)
    return unusable('not a text file', 'holds a NUL character: is this a binary file, or UTF-16? Save it as UTF-8', nul)
  if (text.length > MOST_CHARACTERS)
    return unusable('the file is too large', `${text.length} characters; a configuration has at most ${MOST_CHARACTERS}`)

  const tooDeep = deepAt(text)
  if (tooDeep >= 0) return unusable('nested too deeply', `lists and keys nest at most ${DEEPEST} levels deep`, tooDeep)

  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  } catch (error) {
    // The parser recurses: a million brackets exhaust the stack.
    if (error instanceof RangeError) return unusable('nested too deeply', `lists and keys nest at most ${DEEPEST} levels deep`)
    throw error
  }
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, text))
  if (document.errors.length > 0) {
    const first = problems.filter((problem, index) => problems.findIndex((other) => other.start === problem.start) === index)
    return { value: undefined, source, problems: first.slice(0, 20), usable: false }
  }

  const walk = new Walk(document, source, problems)
  try {
    const value = document.contents === null ? null : walk.convert(document.contents, [], 0)
    return { value, source, problems, usable: !walk.isBroken }
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error
    return unusable(error.message, error.hint, error.start, error.end)
  }
}

/** Where the text opens far more brackets than it closes (quotes and comments not told apart), or -1. */
function deepAt(text: string): number {
  let open = 0
  let marks = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) open++
    else if (code === 0x5d || code === 0x7d) open--
    else if (code === 0x0a) marks = 0
    else if ((code === 0x2d || code === 0x3f) && text.charCodeAt(at + 1) === 0x20) marks++
    if (open > MOST_OPEN || marks > MOST_OPEN) return at
  }
  return -1
}

/** What each alias stands for: the last anchor of that name before it. */
function resolveAliases(document: ReturnType<typeof parseDocument>): Map<Node, Node> {
  const anchors = new Map<string, Node>()
  const targets = new Map<Node, Node>()
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source)
        if (target) targets.set(node, target)
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  return targets
}

class TooMuch extends Error {
  readonly hint: string
  readonly start: number
  readonly end: number
  constructor(message: string, hint: string, start: number, end: number) {
    super(message)
    this.hint = hint
    this.start = start
    this.end = end
  }
}

/** Turns the parsed tree into plain values and notes where each key and value stands. */
class Walk {
  readonly #targets: ReadonlyMap<Node, Node>
  readonly #source: PositionedSource
  readonly #problems: YamlProblem[]
  readonly #open = new Set<Node>()
  #nodes = 0
  /** A value is not known: judging the rest would only repeat that. */
  isBroken = false

  constructor(document: ReturnType<typeof parseDocument>, source: PositionedSource, problems: YamlProblem[]) {
    this.#targets = resolveAliases(document)
    this.#source = source
    this.#problems = problems
  }

  convert(node: Node, path: ConfigPath, depth: number): unknown {
    const [start, end] = rangeOf(node)
    this.#source.note(path, 'value', start, end)
    if (++this.#nodes > MOST_NODES)
      throw new TooMuch('too much in one file', `more than ${MOST_NODES} values once aliases are resolved`, start, end)
    if (depth > DEEPEST) throw new TooMuch('nested too deeply', `lists and keys nest at most ${DEEPEST} levels deep`, start, end)
    if (isAlias(node)) return this.#alias(node, path, depth)
    if (isScalar(node)) return plainScalar(node.value, node.source)
    if (isSeq(node)) return node.items.map((item, index) => this.#item(item, [...path, index], depth + 1, start))
    if (isMap(node)) return this.#map(node, path, depth)
    return null
  }

  #item(item: unknown, path: ConfigPath, depth: number, parentStart: number): unknown {
    if (isMap(item) || isScalar(item) || isSeq(item) || isAlias(item)) return this.convert(item, path, depth)
    this.#source.note(path, 'value', parentStart, parentStart + 1)
    return null
  }

  #alias(node: Node & { source: string }, path: ConfigPath, depth: number): unknown {
    const [start, end] = rangeOf(node)
    const target = this.#targets.get(node)
    if (!target) {
      this.isBroken = true
      this.#problems.push({
        message: `unknown alias "*${node.source}"`,
        hint: `no anchor &${node.source} stands before it`,
        start,
        end,
      })
      return null
    }
    if (this.#open.has(target))
      throw new TooMuch('an alias holds itself', `*${node.source} stands inside &${node.source}`, start, end)
    this.#open.add(target)
    const value = this.convert(target, path, depth + 1)
    this.#open.delete(target)
    // The value's own place is where the alias is written; the parts inside it keep the place of the anchor.
    this.#source.note(path, 'value', start, end)
    return value
  }

  #map(node: Node, path: ConfigPath, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {}
    if (!isMap(node)) return result
    const own = new Set<string>()
    const merges: { value: Node; start: number; end: number }[] = []
    for (const pair of node.items) {
      const keyNode = pair.key
      const [start, end] =
        isScalar(keyNode) || isAlias(keyNode) || isMap(keyNode) || isSeq(keyNode) ? rangeOf(keyNode) : rangeOf(node)
      const key = this.#key(keyNode, start, end)
      if (key === undefined) continue
      const valueNode = pair.value
      const isNode = isMap(valueNode) || isScalar(valueNode) || isSeq(valueNode) || isAlias(valueNode)
      if (key === '<<') {
        if (isNode) merges.push({ value: valueNode, start, end })
        continue
      }
      if (own.has(key)) {
        this.#problems.push({ message: `the key "${key}" stands twice`, hint: 'in the same place: keep one of them', start, end })
        continue
      }
      own.add(key)
      const inner = [...path, key]
      this.#source.note(inner, 'key', start, end)
      result[key] = isNode ? this.convert(valueNode, inner, depth + 1) : null
      // An empty value has no stretch of its own: point at the key.
      if (!isNode || rangeOf(valueNode)[0] === rangeOf(valueNode)[1]) this.#source.note(inner, 'value', start, end)
    }
    for (const merge of merges) this.#merge(result, merge, path, depth)
    return result
  }

  #key(node: unknown, start: number, end: number): string | undefined {
    const key = isAlias(node) ? this.#targets.get(node) : node
    if (!isScalar(key) || key.value === null) {
      this.#problems.push({ message: 'a key that is not text', hint: 'a key is one word or a quoted text', start, end })
      return undefined
    }
    const text = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value))
    if (text === '__proto__') {
      this.#problems.push({ message: 'the key "__proto__" is not allowed', hint: 'choose another name', start, end })
      return undefined
    }
    return text
  }

  /** `<<: *anchor` or `<<: [*first, *second]`: keys that are not yet there are added. */
  #merge(
    into: Record<string, unknown>,
    merge: { value: Node; start: number; end: number },
    path: ConfigPath,
    depth: number,
  ): void {
    const nodes = isSeq(merge.value) ? (merge.value.items as Node[]) : [merge.value]
    for (const node of nodes) {
      const target = isAlias(node) ? this.#targets.get(node) : node
      if (!target || !isMap(target)) {
        this.#problems.push({
          message: 'nothing to merge',
          hint: '<< takes an alias of keys and values: <<: *name',
          start: merge.start,
          end: merge.end,
        })
        continue
      }
      if (this.#open.has(target))
        throw new TooMuch('an alias holds itself', '<< stands inside what it merges', merge.start, merge.end)
      this.#open.add(target)
      const scratch = this.#source.withoutOverwriting(() => this.#map(target, path, depth + 1))
      this.#open.delete(target)
      for (const [key, value] of Object.entries(scratch)) if (!Object.hasOwn(into, key)) into[key] = value
    }
  }
}

function rangeOf(node: Node): [number, number] {
  const range = node.range
  return range ? [range[0], range[1]] : [0, 0]
}

function plainScalar(value: unknown, source: string | undefined): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return source ?? String(value)
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return source ?? String(value)
}

const SYNTAX: Readonly<Record<string, readonly [string, string]>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'YAML is indented with spaces only'],
  BAD_INDENT: ['the indentation does not fit', ''],
  MISSING_CHAR: ['a character is missing', ''],
  MULTIPLE_DOCS: ['a second document begins here', 'leeway.yaml is one document: remove the line ---'],
  TAG_RESOLVE_FAILED: ['a tag that means nothing here', 'remove it'],
  BLOCK_AS_IMPLICIT_KEY: [
    'keys nested on one line',
    'quote the value if it holds a colon, or write the inner key on its own line',
  ],
  DUPLICATE_KEY: ['a key stands twice', 'keep one of them'],
}

function syntaxProblem(error: YAMLError, text: string): YamlProblem {
  const [message, hint] = SYNTAX[error.code] ?? ['not valid YAML', '']
  // A list that never ends is missed at the end of the file: point behind its last character.
  const [start, end] = error.pos.map((at) => Math.min(at, text.trimEnd().length)) as [number, number]
  const own = error.message.replaceAll(/\s+/g, ' ').trim()
  return {
    message,
    hint: hint === '' ? own : hint,
    start: Math.min(start, text.length),
    end: Math.min(Math.max(end, start + 1), text.length),
  }
}
