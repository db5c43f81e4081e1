import type * as z from 'zod'
import { nearestName } from '../core/nearest-name.ts'
import { timeZoneNames } from '../core/time-zone.ts'
import type { Collector } from './collector.ts'
import type { ConfigPath } from './project.ts'
import { holdsReference } from './references.ts'
import { SECTION_KEYS, VARIANT_NAMES } from './schema/kinds.ts'

type Issue = z.core.$ZodIssue

/** Names from Lakehouse Monitoring and other tools, and what they are called here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  timestamp_col: 'timestamp',
  timestamp_column: 'timestamp',
  time_column: 'timestamp',
  prediction_col: 'prediction',
  prediction_column: 'prediction',
  prediction_proba_col: 'probability',
  prediction_probability_column: 'probability',
  label_col: 'label',
  label_column: 'label',
  target: 'label',
  model_id_col: 'model_id',
  model_version: 'model_id',
  problem_type: 'problem',
  slicing_exprs: 'slices',
  baseline: 'reference',
  baseline_table: 'reference',
  baseline_table_name: 'reference',
  timezone: 'time_zone',
  tz: 'time_zone',
  columns: 'features',
  path: 'table',
  file: 'table',
}

/**
 * Reports what a schema found, in the words of leeway.yaml.
 *
 * @param base path of the value that the schema checked
 * @param raw  that value as written (references unresolved): what "found" shows
 */
export function reportIssues(collector: Collector, issues: readonly Issue[], base: ConfigPath, raw: unknown): void {
  // Unknown keys first: a misspelt key is not missing as well.
  for (const issue of issues) if (issue.code === 'unrecognized_keys') reportIssue(collector, issue, base, raw)
  for (const issue of issues) if (issue.code !== 'unrecognized_keys') reportIssue(collector, issue, base, raw)
}

function reportIssue(collector: Collector, issue: Issue, base: ConfigPath, raw: unknown): void {
  const inner = issue.path as (string | number)[]
  const path = [...base, ...inner]
  const found = valueAt(raw, inner)
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) reportUnknownKey(collector, [...path, key], issue.message, found)
    return
  }
  // What a reference stands for is not known in a part that is not used yet.
  if (holdsReference(found) && collector.unresolved(path)) return
  if (issue.code === 'invalid_union' && issue.errors.length > 0 && found !== undefined && found !== null) {
    const branch = likeliestBranch(issue.errors, found)
    if (branch) {
      reportIssues(collector, branch, path, found)
      return
    }
  }
  reportValue(collector, path, found, expectedOf(issue, found), candidatesOf(issue))
}

/** The branch that accepts the value's type and fails deeper inside, or that failed by content only. */
function likeliestBranch(branches: readonly (readonly Issue[])[], found: unknown): readonly Issue[] | undefined {
  // A list or keys where one of some names is expected is the wrong type too.
  const isWrongType = (issue: Issue): boolean =>
    issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof found === 'object')
  const fits = branches.filter((issues) => !issues.some((issue) => issue.path.length === 0 && isWrongType(issue)))
  return fits.length === 1 || fits.every((issues) => issues.length === fits[0]!.length)
    ? fits[0]
    : fits.sort((a, b) => a.length - b.length)[0]
}

/** A missing or wrong value. */
export function reportValue(
  collector: Collector,
  path: ConfigPath,
  found: unknown,
  expected: string,
  candidates: readonly string[] = [],
): void {
  const name = keyName(path)
  if (found === undefined) {
    if (collector.isMeant(path)) return
    collector.add(path.slice(0, -1), `${name} is missing`, `expected ${name}: ${expected}`, { part: 'key' })
    return
  }
  const nearest = typeof found === 'string' ? nearestName(found, candidates) : undefined
  const message = found === null ? `${name} has no value` : `wrong value for ${name}: ${describeFound(found, path)}`
  collector.add(path, message, `expected ${expected}${nearest ? `. Nearest: ${nearest}` : ''}`)
}

/** @returns the key that was probably meant */
export function reportUnknownKey(collector: Collector, path: ConfigPath, title: string, parent: unknown): string | undefined {
  const key = String(path.at(-1))
  const keys = SECTION_KEYS.get(title) ?? []
  const present = new Set(typeof parent === 'object' && parent !== null ? Object.keys(parent) : [])
  const synonym = SYNONYMS[key.toLowerCase()]
  // A key that already stands there is not what was meant, unless nothing else is near.
  const nearest =
    (synonym && keys.includes(synonym) ? synonym : undefined) ??
    nearestName(
      key,
      keys.filter((known) => !present.has(known)),
    ) ??
    nearestName(key, keys)
  const hint = nearest
    ? `. Nearest: ${nearest}`
    : (elsewhere(key, title) ?? (keys.length <= 12 ? `. Its keys: ${keys.join(', ')}` : ''))
  collector.add(path, `unknown key "${short(key)}"`, `not a key of ${title}${hint}`, { part: 'key' })
  if (nearest) collector.markMeant([...path.slice(0, -1), nearest])
  return nearest
}

function elsewhere(key: string, title: string): string | undefined {
  const owners = [...SECTION_KEYS]
    .filter(([other, keys]) => other !== title && other !== 'defaults' && keys.includes(key))
    .map(([other]) => other)
  return owners.length === 1 ? `; it is a key of ${owners[0]}` : undefined
}

function expectedOf(issue: Issue, found: unknown): string {
  const variants = VARIANT_NAMES.get(issue.message)
  if (variants && (typeof found === 'string' || found === undefined)) return `one of ${variants.join(', ')}`
  if (variants) return 'keys and values'
  if (issue.code === 'invalid_value') return issue.values.length === 1 ? String(issue.values[0]) : issue.values.join(' | ')
  if (!/^(Invalid|Too |Unrecognized)/.test(issue.message)) return issue.message
  if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? issue.expected
  return 'another value'
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'keys and values',
  record: 'keys and values',
}

function candidatesOf(issue: Issue): readonly string[] {
  const variants = VARIANT_NAMES.get(issue.message)
  if (variants) return variants
  if (issue.code === 'invalid_value') return issue.values.map(String)
  if (issue.code !== 'custom') return []
  if (issue.params?.['timeZone'] === true) return timeZoneNames()
  const names: unknown = issue.params?.['names']
  return Array.isArray(names) ? names.map(String) : []
}

function valueAt(raw: unknown, path: readonly (string | number)[]): unknown {
  let value = raw
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string | number, unknown>)[part]
  }
  return value
}

const SECRET_KEYS = new Set(['token', 'password', 'secret', 'routing_key', 'webhook_url', 'api_key'])

function describeFound(found: unknown, path: ConfigPath): string {
  if (SECRET_KEYS.has(String(path.at(-1))) && !holdsReference(found)) return 'a literal value'
  if (typeof found === 'string') return `"${short(found)}"`
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list'
  if (typeof found === 'object') return 'keys and values'
  return String(found)
}

export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

function keyName(path: ConfigPath): string {
  const last = path.at(-1)
  if (last === undefined) return 'leeway.yaml'
  const named = path.findLast((part) => typeof part === 'string')
  return typeof last === 'number' ? `item ${last + 1} of ${String(named)}` : `"${short(last)}"`
}
