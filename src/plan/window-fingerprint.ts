/** What is stored of a root window's content: a fingerprint of its rows and, where outcomes are joined, one of those, told apart. */
const SEPARATOR = '~'

export interface WindowFingerprint {
  readonly rows: string
  /** Null: the window was computed without looking at outcomes. */
  readonly labels: string | null
}

export const fingerprintText = (rows: string, labels: string | undefined): string =>
  labels === undefined ? rows : `${rows}${SEPARATOR}${labels}`

export function parseFingerprint(text: string | null): WindowFingerprint {
  const at = text?.indexOf(SEPARATOR) ?? -1
  return at < 0 ? { rows: text ?? '', labels: null } : { rows: text!.slice(0, at), labels: text!.slice(at + 1) }
}
