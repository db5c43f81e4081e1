import type { Monitor, RetrainingAction } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import { VERSION } from '../../core/version.ts'
import { ActionFailed, type PreparedAction } from './action-effects.ts'
import { lateValue } from './late-value.ts'
import { answerText, sendRequest } from './send-request.ts'

/** Starts a job run. The workspace answers a repeated `idempotency_token` with the run that it has started already. */
export function prepareDatabricksJob(
  action: Extract<RetrainingAction, { kind: 'databricks_job' }>,
  monitor: Monitor,
): PreparedAction {
  const host = lateValue(action.host, monitor, 'a Databricks job').replace(/\/+$/, '')
  const token = lateValue(action.token, monitor, 'a Databricks job')
  const parameters = [...action.parameters].map(
    ([name, text]) => [name, lateValue(text, monitor, `the parameter ${name}`)] as const,
  )
  if (!/^\d+$/.test(action.jobId))
    throw new LeewayError('CONFIG_INVALID', `"${action.jobId}" is not the number of a Databricks job`, {
      place: `${monitor.place}, retraining.actions of ${monitor.name}`,
      mend: 'write the number from the address of the job: job_id: 123',
    })
  const base = /^https?:\/\//i.test(host) ? host : `https://${host}`
  return {
    repeatable: true,
    perform: async ({ key, body: _decision, ...call }) => {
      // The number is written as it stands: it may be larger than a double can hold.
      const fields = [
        `"job_id":${action.jobId}`,
        `"idempotency_token":${JSON.stringify(key)}`,
        ...(parameters.length === 0 ? [] : [`"job_parameters":${JSON.stringify(Object.fromEntries(parameters))}`]),
      ]
      const answer = await sendRequest(call, `${action.host.written}/api/2.1/jobs/run-now`, `${base}/api/2.1/jobs/run-now`, {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'user-agent': `leeway/${VERSION}` },
        body: `{${fields.join(',')}}`,
      })
      const run = /"run_id"\s*:\s*"?(\d+)/.exec(answer.text)?.[1]
      if (run === undefined)
        throw new ActionFailed(`${action.host.written} did not name the run that it started: ${answerText(answer)}`)
      return `run ${run} of job ${action.jobId}`
    },
  }
}
