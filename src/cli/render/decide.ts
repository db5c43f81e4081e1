/** What `leeway decide` prints: per monitor the answer, what stands against it, the five triggers, the actions, the last retraining. */
import { formatNumber, formatPoints } from '../../checks/numbers.ts'
import type { ActionReport } from '../../retraining/actions/perform-actions.ts'
import type { DecidedMonitor, ProjectDecision } from '../../retraining/decide.ts'
import { TRIGGER_ACTIONS, type Trigger, type TriggerName } from '../../retraining/trigger.ts'
import { type Effects, wantsColour, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { nextCommand, nextLines, shellWord } from './next.ts'
import { createStyle, type Style } from './style.ts'
import { hang, padEnd, safeText } from './text-width.ts'
import { ageText, windowName } from './when.ts'

const TAG = 9

export function renderDecide(result: ProjectDecision, options: Pick<GlobalOptions, 'config'>, effects: Effects): string {
  const style = createStyle(wantsColour(effects))
  const width = widthOf(effects)
  if (result.monitors.length === 0) return 'No monitor has a prediction or says `retraining`: there is no model to decide on.\n'
  const parts = result.monitors.map((decided) => monitorText(decided, style, width))
  return `${parts.join('\n\n')}\n\n${nextText(result, options, style, width)}\n${verdictText(result, style)}\n`
}

function monitorText(decided: DecidedMonitor, style: Style, width: number): string {
  const { monitor, decision, judged, triggers, inputs, actions, lastRetraining } = decided
  const answer = answerText(decided)
  const when =
    judged === null
      ? 'no complete window'
      : `${windowName(judged, monitor.timeZone)} (ended ${ageText(judged.endUs, decision.asOfUs)})`
  const line = (tag: string, text: string): string => hang(padEnd(`  ${tag}`, TAG), safeText(text), width)
  const lines = [
    `${style.strong(safeText(monitor.name))}  ${decision.shouldRetrain || decision.blockedBy !== null ? style.status(decision.blockedBy === null ? 'fail' : 'warn', answer) : answer}`,
    style.quiet(hang('  judged: ', `${when}, ${monitor.timeZone}; decision ${decision.id}`, width)),
    '',
  ]
  for (const { sentence } of inputs.blocking) lines.push(style.status('fail', line('BROKEN', sentence)))
  for (const { sentence } of inputs.toLookAt) lines.push(style.status('warn', line('look', `${sentence}: new, or broken?`)))
  if (inputs.blocking.length + inputs.toLookAt.length > 0) lines.push('')
  for (const trigger of triggers) lines.push(triggerText(trigger, style, width))
  if (actions.length > 0) lines.push('', ...actions.map((action) => actionLine(action, line, style)))
  if (lastRetraining !== null) lines.push('', line('since', `the last retraining: ${lastRetraining.sentence}`))
  return lines.join('\n')
}

function answerText({ decision, triggers }: DecidedMonitor): string {
  const { shouldRetrain, urgency, reasons, blockedBy } = decision
  if (shouldRetrain) return `RETRAIN, urgency ${urgency}`
  if (blockedBy !== null && reasons.length > 0) return 'not yet: mend the data first'
  const unknown = triggers.filter((trigger) => trigger.unknown !== null).length
  const known = unknown === 0 ? '' : ` (${unknown} of ${triggers.length} triggers unknown)`
  return `no reason to retrain${known}${blockedBy === null ? '' : ', but the data are broken'}`
}

const TITLES: Readonly<Record<TriggerName, string>> = {
  prediction_drift: 'Prediction drift',
  feature_drift: 'Feature drift',
  concept_drift: 'Concept drift',
  age: 'Age',
  performance_drop: 'Performance drop',
}

function limitText({ name, threshold, evidence }: Trigger): string {
  switch (name) {
    case 'prediction_drift':
      return `above ${formatNumber(threshold)} sd`
    case 'feature_drift':
      return `${threshold} or more`
    case 'concept_drift':
      return `p below ${formatNumber(threshold)}`
    case 'age':
      return `above ${threshold} days`
    case 'performance_drop':
      return evidence['metric'] === 'mean_average_error'
        ? `above ${formatNumber(threshold * 100)} %`
        : `above ${formatPoints(threshold)}`
  }
}

function triggerText(trigger: Trigger, style: Style, width: number): string {
  const { name, fired, sentence, unknown } = trigger
  const head = `${TITLES[name]} (${limitText(trigger)})`
  if (unknown !== null) return hang(padEnd('  ?', TAG), safeText(`${head}: ${unknown.reason}; ${unknown.mend}`), width)
  const text = hang(padEnd(fired ? '  FIRED' : '  no', TAG), safeText(`${head}: ${sentence}`), width)
  return fired ? `${style.status('fail', text)}\n${' '.repeat(TAG)}${style.quiet(TRIGGER_ACTIONS[name])}` : text
}

function actionLine(report: ActionReport, line: (tag: string, text: string) => string, style: Style): string {
  const { action, status, attempts, answer } = report
  const said = answer === null ? '' : ` (${answer})`
  const times = attempts > 1 ? `, attempt ${attempts}` : ''
  switch (status) {
    case 'dry':
      return line(
        'would',
        `${action}${attempts > 0 ? `; tried ${attempts === 1 ? 'once' : `${attempts} times`}, not done${said}` : ''}`,
      )
    case 'done':
      return line('done', `${action}${times}${said}`)
    case 'already_done':
      return line('done', `${action}: for this decision already${said}`)
    case 'cooling':
      return style.quiet(line('waits', `${action}: done at ${answer}; not again before the cooldown is over`))
    case 'not_due':
      return style.quiet(line('-', action))
    case 'failed':
      return style.status('fail', line('FAILED', `${action}${times}${said}; tried again by the next leeway run`))
    case 'interrupted':
      return style.status(
        'fail',
        line('CUT OFF', `${action}: cut off by a crash. Nobody can tell whether it was done: it is not repeated`),
      )
  }
}

function nextText(result: ProjectDecision, options: Pick<GlobalOptions, 'config'>, style: Style, width: number): string {
  const commands: (readonly [string, string])[] = []
  const waiting = result.monitors.find(({ actions }) => actions.some(({ status }) => status === 'dry'))
  if (waiting) commands.push([nextCommand('decide --execute', options), 'does what stands under would'])
  const first = result.monitors.find(({ decision }) => decision.shouldRetrain) ?? result.monitors[0]!
  const worst = first.inputs.blocking[0]?.id ?? findingOf(first)
  if (worst !== undefined) commands.push([nextCommand(`explain ${worst}`, options), 'what moved'])
  commands.push([nextCommand(`show ${shellWord(first.monitor.name)}`, options), 'its metrics and columns'])
  return nextLines(commands, style.quiet, width)
}

/** The finding behind the first trigger that fired. */
function findingOf({ triggers }: DecidedMonitor): string | undefined {
  for (const { fired, evidence } of triggers) {
    if (!fired) continue
    const own = evidence['finding_id']
    if (typeof own === 'string') return own
    const features = evidence['features']
    const id = Array.isArray(features) ? (features as readonly { readonly finding_id?: unknown }[])[0]?.finding_id : undefined
    if (typeof id === 'string') return id
  }
  return undefined
}

function verdictText({ monitors, failed }: ProjectDecision, style: Style): string {
  const due = monitors.filter(({ decision }) => decision.shouldRetrain).length
  const broken = monitors.filter(({ decision }) => decision.blockedBy !== null && decision.reasons.length > 0).length
  const tail = `${broken > 0 ? `; ${broken} waiting for mended data` : ''}${failed ? '; an action failed' : ''}`
  if (due === 0)
    return `${monitors.length === 1 ? 'Not to be retrained' : `None of ${monitors.length} models to be retrained`}${tail}.`
  const text = monitors.length === 1 ? `To be retrained${tail}.` : `${due} of ${monitors.length} models to be retrained${tail}.`
  return style.status('fail', text)
}
