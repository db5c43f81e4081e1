/** `leeway show [MONITOR]`: the state, in the terminal. */

import { LeewayError } from '../../core/errors.ts'
import { parseGranularity } from '../../core/granularity.ts'
import { redact } from '../../core/redact.ts'
import { readMonitorView } from '../../monitor/monitor-view.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { withResults } from '../open-results.ts'
import { jsonText } from '../render/run-json.ts'
import { renderShow, type Shown, showJson } from '../render/show.ts'

export interface ShowCommandOptions extends GlobalOptions {
  readonly granularity?: string | undefined
}

export const showCommand: CommandModule = {
  usage: '[MONITOR]',
  summary: 'the state: metrics over time, worst columns',
  place: { group: 'Watch', order: 2 },
  examples: [
    ['leeway show', 'all monitors, the worst first'],
    ['leeway show hotel --granularity "1 week"', 'one monitor, by week'],
  ],
  define: (command, effects, finish) =>
    command
      .argument('[monitor]', 'one monitor; default: all, or the only one')
      .option('--granularity <size>', 'windows of this size; default: the first that the monitor has')
      .action((monitor, options) => finish(show(monitor, options, effects))),
}

export async function show(name: string | undefined, options: ShowCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, name === undefined ? options.monitor : [name])
  const granularity = options.granularity === undefined ? undefined : parseGranularity(options.granularity)?.text
  if (options.granularity !== undefined && !monitors.some((m) => m.granularities.some((g) => g.text === granularity)))
    throw new LeewayError('USAGE', `--granularity "${options.granularity}": no monitor has windows of this size`, {
      mend: `it is one of ${[...new Set(monitors.flatMap((m) => m.granularities.map((g) => g.text)))].join(', ')}`,
    })
  return withResults(project, options, effects, async (store) => {
    const shown: Shown[] = []
    for (const monitor of monitors) {
      const has = granularity !== undefined && monitor.granularities.some((g) => g.text === granularity)
      shown.push({ monitor, view: await readMonitorView(store, monitor, has ? granularity : undefined) })
    }
    const lastRun = (await store.runs(1))[0] ?? null
    const text = options.json ? jsonText(showJson(shown, lastRun)) : renderShow(shown, lastRun, options, effects)
    effects.out(redact(text, project.secrets))
    return 0
  })
}
