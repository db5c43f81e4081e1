/** Colour says severity and nothing else; bold and dim guide the eye. Without a terminal all of them are plain. */
import { createColors } from 'picocolors'
import type { FindingStatus } from '../../checks/finding.ts'

export interface Style {
  readonly strong: (text: string) => string
  readonly quiet: (text: string) => string
  readonly status: (status: FindingStatus, text: string) => string
}

export function createStyle(colour: boolean): Style {
  const paint = createColors(colour)
  return {
    strong: paint.bold,
    quiet: paint.dim,
    status: (status, text) => {
      if (status === 'fail' || status === 'error') return paint.bold(paint.red(text))
      return status === 'warn' ? paint.yellow(text) : status === 'ok' ? text : paint.gray(text)
    },
  }
}

/** The word that stands before a finding: capitals for what ends a run with 1. */
export const STATUS_TAGS: Readonly<Record<FindingStatus, string>> = {
  fail: 'FAIL',
  error: 'ERROR',
  warn: 'warn',
  ok: 'ok',
  no_data: 'none',
  insufficient_data: 'few',
}
