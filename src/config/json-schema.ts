import * as z from 'zod'
import { projectSchema } from './schema/project.ts'

/** Where the installed package keeps the generated schema, seen from a project's folder. */
const SCHEMA_PATH = './node_modules/leeway/assets/leeway.schema.json'

/** First line of a leeway.yaml: editors with a YAML language server then complete and check it. */
export const schemaComment = (path: string = SCHEMA_PATH): string => `# yaml-language-server: $schema=${path}`

/** JSON Schema (draft 7, which editors know best) of leeway.yaml. What depends on several keys is checked by `parseConfig` only. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(projectSchema, { io: 'input', target: 'draft-7', unrepresentable: 'throw' })
  return { $schema, title: 'leeway.yaml', ...rest }
}

/** The schema as the file `assets/leeway.schema.json` holds it. */
export const configJsonSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`
