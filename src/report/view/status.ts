/** How a status is said and drawn: a word and a sign stand beside every colour. */
import type { FindingStatus, StatusCounts } from '../report-model.ts'
import { type Html, html, raw } from './html.ts'

export type Status = FindingStatus | null

/** Worst first. */
const STATUS_ORDER: readonly FindingStatus[] = ['fail', 'error', 'warn', 'insufficient_data', 'no_data', 'ok']

const WORDS: Readonly<Record<FindingStatus, string>> = {
  fail: 'fail',
  error: 'error',
  warn: 'warn',
  ok: 'ok',
  no_data: 'no data',
  insufficient_data: 'too few rows',
}

export const statusWord = (status: Status): string => (status === null ? 'not judged' : WORDS[status])
export const statusRank = (status: Status): number => (status === null ? STATUS_ORDER.length : STATUS_ORDER.indexOf(status))
/** The class that colours: severity and nothing else. */
export const statusClass = (status: Status): string =>
  status === 'fail' || status === 'error' ? 'is-fail' : status === 'warn' ? 'is-warn' : status === 'ok' ? 'is-ok' : 'is-none'

/** A 16 px sign: cross, exclamation triangle, check ring, dash. Its word must stand beside it. */
export function statusSign(status: Status): Html {
  const body =
    status === 'fail' || status === 'error'
      ? '<circle class="sign-fill" cx="8" cy="8" r="7.5"/><path class="sign-mark" d="M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6"/>'
      : status === 'warn'
        ? '<path class="sign-fill" d="M8 .9 15.6 14.6H.4z"/><path class="sign-mark" d="M8 5.6v4.2M8 12v.6"/>'
        : status === 'ok'
          ? '<circle class="sign-line" cx="8" cy="8" r="7"/><path class="sign-line" d="M4.8 8.3l2.2 2.2 4.3-4.6"/>'
          : '<circle class="sign-line sign-dashed" cx="8" cy="8" r="7"/><path class="sign-line" d="M5 8h6"/>'
  return raw(
    `<svg class="sign ${statusClass(status)}" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">${body}</svg>`,
  )
}

export const statusBadge = (status: Status): Html =>
  html`<span class="badge ${statusClass(status)}">${statusSign(status)}<span>${statusWord(status)}</span></span>`

/** "2 fail, 1 warn, 23 ok"; what is zero is left out. */
export function countsText(counts: StatusCounts): string {
  const parts = STATUS_ORDER.filter((status) => (counts[status] ?? 0) > 0).map((status) => `${counts[status]} ${WORDS[status]}`)
  return parts.length > 0 ? parts.join(', ') : 'no checks'
}
