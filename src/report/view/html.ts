/** HTML as text, safe by default: everything put into an `html` template is escaped unless it is itself `Html`. Runs in Node and in the browser. */
export interface Html {
  readonly html: string
}

export type HtmlValue = string | number | null | undefined | false | Html | readonly HtmlValue[]

export const raw = (text: string): Html => ({ html: text })
export const nothing: Html = raw('')

/**
 * Escapes text for element content and for quoted attributes. Control characters, lone surrogates and marks that reorder
 * the text around them (U+202A to U+202E, U+2066 to U+2069) become visible replacements.
 */
export function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(CONTROL, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach the page
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g

function toText(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if ('html' in value) return value.html
  return value.map(toText).join('')
}

/** Tagged template: `html\`<b>${name}</b>\``. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0]!
  for (let i = 0; i < values.length; i++) text += toText(values[i]) + strings[i + 1]!
  return { html: text }
}

/** A name from the user's data: isolated, so that right-to-left text cannot reorder the page around it. */
export const nameText = (name: string): Html => html`<bdi>${name === '' ? '(empty)' : name}</bdi>`

/** A number of pixels for SVG attributes: at most one decimal, never NaN. */
export const px = (value: number): string => (Number.isFinite(value) ? String(Math.round(value * 10) / 10) : '0')
