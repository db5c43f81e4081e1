/** `leeway report -o FILE.html`: one file with charts. */
import { resolve } from 'node:path'
import { LeewayError } from '../../core/errors.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import { buildReportModel } from '../../report/build-report-model.ts'
import { renderReport } from '../../report/render-report.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { createProgress } from '../progress.ts'
import { nextCommand, shellWord } from '../render/next.ts'
import { bytesText } from '../render/preview.ts'
import { jsonText } from '../render/run-json.ts'
import { writeWholeFile } from '../write-file.ts'

export interface ReportCommandOptions extends GlobalOptions {
  readonly output?: string | undefined
  readonly open?: true | undefined
}

export const reportCommand: CommandModule = {
  usage: '-o FILE.html',
  summary: 'one HTML file with charts, to look at or send on',
  place: { group: 'Watch', order: 4 },
  examples: [
    ['leeway report -o report.html --open', 'write it and show it'],
    ['leeway report -o hotel.html --monitor hotel', 'one monitor'],
  ],
  define: (command, effects, finish) =>
    command
      .option('-o, --output <file>', 'the HTML file; it holds aggregates only and loads nothing')
      .option('--open', 'and show it')
      .action((options) => finish(report(options, effects))),
}

export async function report(options: ReportCommandOptions, effects: Effects): Promise<number> {
  const { output } = options
  if (output === undefined)
    throw new LeewayError('USAGE', 'the report needs a file', { mend: 'leeway report -o report.html --open' })
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  const progress = createProgress(effects, options)
  const html = await withResults(project, options, effects, async (store) => {
    const [last] = await store.runs(1)
    const asOf = last ? ` --as-of ${new Date(last.asOfUs / 1000).toISOString()}` : ''
    const model = await buildReportModel({
      project,
      store,
      monitors,
      nowUs: effects.nowUs(),
      reproduceCommand: `${nextCommand(`run${asOf}`, options)} && ${nextCommand(`report -o ${shellWord(output)}`, options)}`,
    })
    const missing = monitors.filter(({ name }) => !model.monitors.some((m) => m.name === name))
    if (missing.length > 0 && model.monitors.length > 0)
      progress.say(`not in the report, because nothing has been computed: ${missing.map(({ name }) => name).join(', ')}`)
    return renderReport(model)
  })
  const path = resolve(effects.cwd, output)
  writeWholeFile(path, html, output)
  if (options.json) effects.out(jsonText({ file: path, bytes: Buffer.byteLength(html) }))
  else effects.out(`${output} written, ${bytesText(Buffer.byteLength(html))}\n`)
  if (options.open && !(await effects.openFile(path))) progress.say(`open ${path} in a browser`)
  return 0
}
