/** What `leeway ops` prints: the verdict, a row per job with the worst first, what was missed, a row per model or per day. */

import type { ProjectOperations } from '../../operations/read-operations.ts'
import { instantText } from '../../report/view/time-text.ts'
import type { Effects } from '../effects.ts'
import { wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { nextCommand } from './next.ts'
import { inferenceText } from './ops-inference.ts'
import { jobsText, opsVerdict } from './ops-jobs.ts'
import { createStyle } from './style.ts'
import { hang, safeText } from './text-width.ts'

export interface OpsView {
  readonly asOfUs: number
  readonly days: number
  readonly options: Pick<GlobalOptions, 'config'> & { readonly all?: true | undefined }
  readonly effects: Effects
  readonly timeZone: string
}

export function renderOps(operations: ProjectOperations, view: OpsView): string {
  const { effects, options } = view
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const blocks = [opsVerdict(operations, style, width), jobsText(operations, view, style, width)]
  if (operations.pipelines.length === 0) blocks.push(howToAddJobs(style.quiet))
  blocks.push(inferenceText(operations, view, style, width))
  const errors = [...operations.pipelines, ...operations.inference].flatMap(({ of, error }) =>
    error ? [hang(`${safeText(of.name)}  `, safeText(`${error.message}. ${error.mend ?? ''}`.trim()), width)] : [],
  )
  blocks.push(errors.join('\n'), about(operations, view, style.quiet, width), `  ${nextCommand('health', options)}`)
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

const howToAddJobs = (quiet: (text: string) => string): string =>
  [
    'No table of job runs is configured. Add one to leeway.yaml:',
    '',
    quiet(`  jobs:
    pipelines:
      table: job_runs.parquet
      name: job_name
      start: start_time
      end: end_time
      state: result_state
      success: [SUCCESS]`),
  ].join('\n')

function about(
  { pipelines, inference }: ProjectOperations,
  view: OpsView,
  quiet: (text: string) => string,
  width: number,
): string {
  const reports = [...pipelines, ...inference].flatMap(({ report }) => (report ? [report] : []))
  if (reports.length === 0) return ''
  const zones = [...new Set(reports.map(({ timeZone }) => timeZone))]
  const until = instantText(view.asOfUs, view.timeZone, true)
  return quiet(hang('', `From ${reports[0]!.dates[0]} to ${until}. Times in ${zones.join(', ')}.`, width))
}
