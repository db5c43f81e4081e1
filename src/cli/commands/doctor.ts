/** `leeway doctor`: is everything there that a run needs? */
import type { Project } from '../../config/project.ts'
import { LeewayError } from '../../core/errors.ts'
import { redact } from '../../core/redact.ts'
import type { CommandModule } from '../command.ts'
import {
  checkClock,
  checkConfiguration,
  checkMachine,
  checkNode,
  checkStore,
  checkTables,
  configurationProblem,
} from '../doctor-checks.ts'
import { checkJobs } from '../doctor-jobs.ts'
import type { DoctorLine } from '../doctor-line.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import { type GlobalOptions, openConfig } from '../global-options.ts'
import { nextCommand } from '../render/next.ts'
import { jsonText } from '../render/run-json.ts'
import { createStyle, STATUS_TAGS } from '../render/style.ts'
import { hang, padEnd, safeText } from '../render/text-width.ts'

export const doctorCommand: CommandModule = {
  usage: '',
  summary: 'checks configuration, tables, store and machine',
  place: { group: 'Set up', order: 1 },
  examples: [['leeway doctor', 'before the first run, and when something is odd']],
  define: (command, effects, finish) => command.action((options) => finish(doctor(options, effects))),
}

/** @returns 0, or 3 when something is broken */
export async function doctor(options: GlobalOptions, effects: Effects): Promise<number> {
  const { lines, project } = await examine(options, effects)
  const broken = lines.filter(({ status }) => status === 'fail').length
  const warned = lines.filter(({ status }) => status === 'warn').length
  const text = options.json
    ? jsonText({ ok: broken === 0, checks: lines.map(({ status, topic, text, mend }) => ({ status, topic, text, mend })) })
    : doctorText(lines, broken, warned, options, effects)
  effects.out(redact(text, project?.secrets ?? []))
  return broken > 0 ? 3 : 0
}

async function examine(
  options: GlobalOptions,
  effects: Effects,
): Promise<{ readonly lines: readonly DoctorLine[]; readonly project: Project | null }> {
  const nowUs = effects.nowUs()
  const node = checkNode(effects.nodeVersion)
  let project: Project
  try {
    project = openConfig(options, effects)
  } catch (error) {
    if (!(error instanceof LeewayError)) throw error
    return { lines: [node, checkClock(nowUs, null), ...configurationProblem(error)], project: null }
  }
  const store = await checkStore(project, nowUs)
  return {
    project,
    lines: [
      node,
      checkClock(nowUs, store.lastRunUs),
      ...checkConfiguration(project),
      ...(await checkMachine(project)),
      ...store.lines,
      ...(await checkTables(project, options.monitor, effects)),
      ...(await checkJobs(project, effects)),
    ],
  }
}

function doctorText(
  lines: readonly DoctorLine[],
  broken: number,
  warned: number,
  options: GlobalOptions,
  effects: Effects,
): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  const topics = Math.max(...lines.map(({ topic }) => topic.length))
  const blocks = lines.map(({ status, topic, text, mend }) => {
    const tag = `  ${padEnd(STATUS_TAGS[status], 6)}`
    const head = `${tag}${padEnd(topic, topics)}  `
    const told = hang(head, safeText(text), width).slice(tag.length)
    const mended =
      mend === null || status === 'ok' ? '' : `\n${style.quiet(hang(`${' '.repeat(head.length)}→ `, safeText(mend), width))}`
    return `${style.status(status, tag)}${told}${mended}`
  })
  const warnings = `${warned} ${warned === 1 ? 'warning' : 'warnings'}`
  const verdict =
    broken > 0
      ? style.status('fail', `${broken} ${broken === 1 ? 'thing is' : 'things are'} broken${warned > 0 ? `, ${warnings}` : ''}.`)
      : warned > 0
        ? `Nothing is broken; ${warnings}.`
        : 'Everything is fine.'
  return `${verdict}\n\n${blocks.join('\n')}\n\n  ${nextCommand(broken > 0 ? 'doctor' : 'run', options)}\n`
}
