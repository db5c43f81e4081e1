export const REDACTED = '[redacted]'

/** Below this length a secret is replaced only where it stands as a word of its own, else every "a" of a text would vanish. */
const SHORT = 4

/**
 * The text without the secrets: each value, also as it looks inside JSON, inside an address, and line by line.
 *
 * @param secrets values that were resolved from `${env:…}` and `${file:…}`; empty ones are skipped
 * @example redact('token abcd1234 refused', ['abcd1234']) // => 'token [redacted] refused'
 */
export function redact(text: string, secrets: readonly string[]): string {
  if (secrets.length === 0 || text === '') return text
  let clean = text
  for (const form of formsOf(secrets)) {
    if (form.length >= SHORT) clean = clean.replaceAll(form, REDACTED)
    else clean = clean.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_])${escapeRegExp(form)}(?![\\p{L}\\p{N}_])`, 'gu'), REDACTED)
  }
  return clean
}

/** Every way a secret may be written, longest first, so that no shorter one leaves the rest of a longer one standing. */
function formsOf(secrets: readonly string[]): string[] {
  const forms = new Set<string>()
  for (const secret of secrets) {
    if (secret.trim() === '') continue
    const wellFormed = secret.toWellFormed()
    forms.add(secret).add(JSON.stringify(secret).slice(1, -1)).add(encodeURIComponent(wellFormed)).add(encodeURI(wellFormed))
    const lines = secret.split(/\r?\n/).map((line) => line.trim())
    if (lines.length > 1) for (const line of lines) if (line.length >= 2 * SHORT) forms.add(line)
  }
  return [...forms].sort((a, b) => b.length - a.length)
}

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
