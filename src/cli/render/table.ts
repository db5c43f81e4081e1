/** A plain table: blanks between columns, cut to the width where one column may give way. */
import { cutText, padEnd, padStart, safeText, textWidth, wrapText } from './text-width.ts'

export interface TableColumn {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** The widest of these gives way first where the table is too wide; the others are never cut. */
  readonly gives?: boolean
  /** Long text goes on in further lines instead of being cut. */
  readonly wraps?: boolean
}

/** A cell, or text with a paint that is put on after cutting and padding. */
export type TableCell = string | { readonly text: string; readonly paint: (text: string) => string }

const GAP = 2
const NARROWEST = 8

/** @returns lines without a line break at the end; no line is wider than `width` where the giving columns allow it */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly TableCell[])[],
  width: number,
  options: { readonly indent?: number; readonly head?: (text: string) => string } = {},
): string {
  const indent = ' '.repeat(options.indent ?? 0)
  const texts = rows.map((row) => row.map((cell) => safeText(textOf(cell))))
  const widths = columns.map((column, c) => Math.max(textWidth(column.title), ...texts.map((row) => textWidth(row[c] ?? ''))))
  shrink(columns, widths, width - indent.length - GAP * (columns.length - 1))
  const paintHead = options.head ?? ((text) => text)
  const lines: string[] = []
  if (columns.some((column) => column.title !== ''))
    lines.push(
      paintHead(
        join(
          columns,
          columns.map((column, c) => place(column, cutText(column.title, widths[c]!), widths[c]!)),
          indent,
        ),
      ),
    )
  for (const [r, row] of rows.entries()) {
    const cells = columns.map((column, c) =>
      column.wraps ? wrapText(texts[r]![c] ?? '', widths[c]!) : [cutText(texts[r]![c] ?? '', widths[c]!)],
    )
    const height = Math.max(...cells.map((cell) => cell.length))
    for (let l = 0; l < height; l++) {
      const parts = columns.map((column, c) => paintOf(row[c])(place(column, cells[c]![l] ?? '', widths[c]!)))
      lines.push(join(columns, parts, indent))
    }
  }
  return lines.join('\n')
}

const textOf = (cell: TableCell): string => (typeof cell === 'string' ? cell : cell.text)
const paintOf = (cell: TableCell | undefined): ((text: string) => string) =>
  cell === undefined || typeof cell === 'string' ? (text) => text : cell.paint
const place = (column: TableColumn, text: string, width: number): string =>
  column.align === 'right' ? padStart(text, width) : padEnd(text, width)

const join = (_columns: readonly TableColumn[], parts: readonly string[], indent: string): string =>
  `${indent}${parts.join(' '.repeat(GAP))}`.trimEnd()

function shrink(columns: readonly TableColumn[], widths: number[], room: number): void {
  let over = widths.reduce((sum, width) => sum + width, 0) - room
  while (over > 0) {
    let widest = -1
    for (const [c, column] of columns.entries())
      if (column.gives && widths[c]! > NARROWEST && (widest < 0 || widths[c]! > widths[widest]!)) widest = c
    if (widest < 0) return
    widths[widest]! -= 1
    over--
  }
}
