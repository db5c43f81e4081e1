import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod'
import { configJsonSchema, configJsonSchemaText, schemaComment } from '../../src/config/json-schema.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

type Node = { readonly [key: string]: unknown }
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null

function undescribed(node: unknown, path: string): string[] {
  if (!isNode(node)) return []
  const own = isNode(node['properties'])
    ? Object.entries(node['properties']).flatMap(([key, value]) =>
        isNode(value) && typeof value['description'] === 'string' ? [] : [`${path}.${key}`],
      )
    : []
  return [...own, ...Object.entries(node).flatMap(([key, value]) => undescribed(value, `${path}.${key}`))]
}

describe('the JSON Schema', () => {
  it('is current in assets (npx tsx scripts/generate-schema.ts)', () => {
    expect(read('../../assets/leeway.schema.json')).toBe(configJsonSchemaText())
  })
  it('describes every key', () => {
    expect(undescribed(configJsonSchema(), '')).toEqual([])
  })
  it('accepts the configurations that the reader accepts', () => {
    const schema = z.fromJSONSchema(JSON.parse(configJsonSchemaText()))
    for (const name of readdirSync(new URL('cases/', import.meta.url))) {
      const files = readdirSync(new URL(`cases/${name}/`, import.meta.url))
      // An empty value that takes back a default is the reader's own.
      if (!files.includes('expected.json') || name === 'defaults-merge') continue
      const result = schema.safeParse(parse(read(`cases/${name}/leeway.yaml`), { merge: true }))
      expect(result.error?.issues ?? [], name).toEqual([])
    }
    for (const name of ['unknown-key-in-monitor', 'misspelt-values', 'wrong-version'])
      expect(schema.safeParse(parse(read(`cases/${name}/leeway.yaml`))).success, name).toBe(false)
  })
  it('is named by a comment that editors read', () => {
    expect(schemaComment()).toBe('# yaml-language-server: $schema=./node_modules/leeway/assets/leeway.schema.json')
  })
})
