/** Cuts the text of a custom metric into tokens, so that names can be found without mistaking a string or a function for one. */

export type Token =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  /** A bare name, or one in back-ticks; `quoted` names are never keywords or functions. */
  | { readonly kind: 'name'; readonly name: string; readonly quoted: boolean; readonly at: number }
  /** `{{name}}`. */
  | { readonly kind: 'template'; readonly name: string; readonly at: number }
  /** A string literal in single quotes, or a text in double quotes. */
  | { readonly kind: 'string'; readonly text: string; readonly value: string; readonly at: number }
  | { readonly kind: 'space'; readonly text: string; readonly at: number }

export interface ExpressionProblem {
  /** What is wrong, as part of a sentence: `unknown metric "anomly_rate"`. */
  readonly message: string
  readonly mend: string
  /** Offset in the definition. */
  readonly at: number
}

const PATTERN =
  /(?<space>\s+)|(?<template>\{\{\s*(?<slot>\w+)\s*\}\})|(?<tick>`(?:[^`]|``)+`)|(?<single>'(?:[^']|'')*')|(?<double>"(?:[^"]|"")*")|(?<comment>--|\/\*)|(?<name>[A-Za-z_]\w*)|(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<symbol>[^\s'"`{};])/gy

const unquote = (text: string): string => {
  const quote = text[0]!
  return text.slice(1, -1).replaceAll(quote + quote, quote)
}

/** @returns tokens, whose texts joined are the definition; or the first problem. */
export function tokenize(definition: string): readonly Token[] | ExpressionProblem {
  const tokens: Token[] = []
  let at = 0
  while (at < definition.length) {
    PATTERN.lastIndex = at
    const groups = PATTERN.exec(definition)?.groups
    if (!groups) return unreadable(definition, at)
    const start = at
    at = PATTERN.lastIndex
    const text = definition.slice(start, at)
    if (groups['comment']) return { message: 'a comment in an expression', mend: 'leave the comment out', at: start }
    if (groups['space']) tokens.push({ kind: 'space', text, at: start })
    else if (groups['slot']) tokens.push({ kind: 'template', name: groups['slot'], at: start })
    else if (groups['tick']) tokens.push({ kind: 'name', name: unquote(text), quoted: true, at: start })
    else if (groups['single'] || groups['double']) tokens.push({ kind: 'string', text, value: unquote(text), at: start })
    else if (groups['name']) tokens.push({ kind: 'name', name: text, quoted: false, at: start })
    else tokens.push({ kind: 'text', text, at: start })
  }
  return tokens
}

function unreadable(definition: string, at: number): ExpressionProblem {
  const found = definition[at]!
  if (found === ';') return { message: 'a semicolon in an expression', mend: 'write one expression, without a semicolon', at }
  if (found === '{' || found === '}') return { message: `a brace that is no template`, mend: 'write templates as {{name}}', at }
  return { message: `a quote ${found} that is not closed`, mend: `close it, or double it inside a text`, at }
}
