/** Text as a terminal shows it: how many cells it takes, cut and wrapped by cells, without anything that could move the cursor. */

/** Ranges of code points that take two cells (East Asian Wide and Fullwidth). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1b000, 0x1b2ff],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const PLAIN = /^[\x20-\x7e]*$/
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u
const EMOJI = /\p{Emoji_Presentation}|\p{Regional_Indicator}|\u{fe0f}|\u{20e3}/u

/** The characters that people count as one, in order. */
const graphemes = (text: string): string[] =>
  PLAIN.test(text) ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment)

function cells(grapheme: string): number {
  const point = grapheme.codePointAt(0)!
  if (point < 0x7f) return EMOJI.test(grapheme) ? 2 : point < 0x20 ? 0 : 1
  if (INVISIBLE.test(grapheme)) return 0
  if (EMOJI.test(grapheme)) return 2
  return WIDE.some(([from, to]) => point >= from && point <= to) ? 2 : 1
}

/** Cells that a text takes on one line. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const grapheme of graphemes(text)) width += cells(grapheme)
  return width
}

/**
 * Control characters could move the cursor or ring the bell, bidirectional ones could make a line lie: each becomes a dot.
 * Line breaks inside a name too. The joiner inside an emoji stays.
 */
export const safeText = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text.replaceAll(
        /[\p{Cc}\p{Cs}\u2028\u2029]|(?!\u200d)\p{Cf}|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?)\u200d/gu,
        '·',
      )

/** At most `width` cells; what is cut ends in an ellipsis. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let used = 0
  let kept = ''
  for (const grapheme of graphemes(text)) {
    const next = cells(grapheme)
    if (used + next > width - 1) break
    kept += grapheme
    used += next
  }
  return `${kept}…`
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - textWidth(text)))
export const padStart = (text: string, width: number): string => ' '.repeat(Math.max(0, width - textWidth(text))) + text

/** Lines of at most `width` cells, broken at blanks, inside a word only where it is longer than a line. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (textWidth(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (textWidth(line) > width) {
      const head = headOf(line, width)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

function headOf(text: string, width: number): string {
  let used = 0
  let head = ''
  for (const grapheme of graphemes(text)) {
    used += cells(grapheme)
    if (used > width && head !== '') break
    head += grapheme
  }
  return head
}

/** The first line after `head`, further lines indented below it. */
export function hang(head: string, text: string, width: number): string {
  const indent = textWidth(head)
  return wrapText(text, Math.max(20, width - indent))
    .map((line, i) => (i === 0 ? head : ' '.repeat(indent)) + line)
    .join('\n')
}
