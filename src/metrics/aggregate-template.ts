import { type ExpressionProblem, type Token, tokenize } from './expression-tokens.ts'

/** A piece of a custom aggregate: SQL text as written, or a column name to be quoted as the engine quotes names. */
export type TemplatePart = { readonly text: string } | { readonly column: string }

export interface TemplateColumns {
  readonly input_column?: string
  readonly prediction_col?: string
  readonly label_col?: string
}

/**
 * Fills `{{input_column}}`, `{{prediction_col}}` and `{{label_col}}` of a custom aggregate; names in back-ticks become column names,
 * since not every engine quotes so. Whether the SQL is one harmless expression is the engine's check.
 * A problem names a template that stands for nothing.
 */
export function fillAggregate(definition: string, columns: TemplateColumns): readonly TemplatePart[] | ExpressionProblem {
  // People write `{{input_column}}` with back-ticks around: they quote the name, which is done anyway.
  const bare = definition.replaceAll(/`(\{\{\s*\w+\s*\}\})`/g, ' $1 ')
  const tokens = tokenize(bare)
  if (!Array.isArray(tokens)) return tokens as ExpressionProblem
  const parts: TemplatePart[] = []
  for (const token of tokens as readonly Token[]) {
    if (token.kind === 'template') {
      const column = columns[token.name as keyof TemplateColumns]
      if (column === undefined)
        return {
          message: `{{${token.name}}} stands for nothing`,
          mend: `expected one of ${Object.keys(columns).join(', ') || 'no template'}`,
          at: token.at,
        }
      parts.push({ column })
    } else if (token.kind === 'name') parts.push(token.quoted ? { column: token.name } : { text: token.name })
    else parts.push({ text: token.text })
  }
  return parts
}
