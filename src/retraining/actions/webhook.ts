import type { Monitor, RetrainingAction } from '../../config/project.ts'
import { VERSION } from '../../core/version.ts'
import type { PreparedAction } from './action-effects.ts'
import { lateValue } from './late-value.ts'
import { answerText, sendRequest } from './send-request.ts'

/** POSTs the decision as JSON. `Idempotency-Key` is the same at every attempt, so that the receiver can tell a repetition. */
export function prepareWebhook(action: Extract<RetrainingAction, { kind: 'webhook' }>, monitor: Monitor): PreparedAction {
  const url = lateValue(action.url, monitor, 'a webhook')
  const own = [...action.headers].map(([name, text]) => [name, lateValue(text, monitor, `the header ${name}`)] as const)
  return {
    repeatable: true,
    perform: async ({ key, body, ...call }) => {
      const headers = Object.fromEntries([
        ['content-type', 'application/json'],
        ['user-agent', `leeway/${VERSION}`],
        ...own.map(([name, value]) => [name.toLowerCase(), value] as const),
        ['idempotency-key', key],
      ])
      return answerText(await sendRequest(call, action.url.written, url, { headers, body }))
    },
  }
}
