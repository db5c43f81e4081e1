/** `leeway feedback add | list | summary`: what people say of alerts and predictions, and what follows from it. */
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { redact } from '../../core/redact.ts'
import { type FeedbackInput, recordFeedback } from '../../feedback/record-feedback.ts'
import { summariseFeedback } from '../../feedback/summarise-feedback.ts'
import { userName } from '../../feedback/user-name.ts'
import { selectMonitors } from '../../monitor/run-project.ts'
import type { CommandModule } from '../command.ts'
import type { Effects } from '../effects.ts'
import { type GlobalOptions, instantOption, openConfig } from '../global-options.ts'
import { withJournal } from '../open-journal.ts'
import { withResults } from '../open-results.ts'
import { feedbackJson, renderFeedbackList, renderFeedbackSummary, renderRecorded, summaryJson } from '../render/feedback.ts'
import { jsonText } from '../render/run-json.ts'
import { createTalk } from '../talk.ts'

export interface FeedbackCommandOptions extends GlobalOptions {
  readonly prediction?: string | undefined
  readonly right?: true | undefined
  readonly wrong?: true | undefined
  readonly useful?: true | undefined
  readonly notUseful?: true | undefined
  readonly acted?: string | true | undefined
  readonly notActed?: true | undefined
  readonly by?: string | undefined
  readonly note?: string | undefined
  readonly weeks?: string | undefined
}

const ACTIONS = ['add', 'list', 'summary'] as const
const WEEKS = 8

export const feedbackCommand: CommandModule = {
  usage: 'add|list|summary',
  summary: 'was an alert right and useful; what came of it',
  place: { group: 'Watch', order: 11 },
  examples: [
    ['leeway feedback add 3f2a --right --acted', 'the alert was right, and I acted now'],
    ['leeway feedback add 3f2a --wrong --note "a holiday"', ''],
    ['leeway feedback add --prediction 4711 --monitor fraud --wrong', 'of one prediction'],
    ['leeway feedback summary', 'precision of alerts per check and week'],
  ],
  define: (command, effects, finish) =>
    command
      .argument('<what>', ACTIONS.join(', '))
      .argument('[finding]', "the first digits of a finding's id, or a column's name")
      .option('--prediction <key>', 'about a prediction instead, by its own key')
      .option('--right', 'it was right')
      .option('--wrong', 'it was wrong')
      .option('--useful', 'it was useful to know')
      .option('--not-useful', 'it was not')
      .option('--acted [time]', 'somebody acted on it, then or now')
      .option('--not-acted', 'takes that back')
      .option('--by <who>', 'who says so; default: your user name')
      .option('--note <text>', 'in your own words')
      .option('--weeks <number>', `of the summary; default: ${WEEKS}`)
      .action((what, finding, options) => finish(feedback(what, finding, options, effects))),
}

/** @returns 0: feedback fails nothing */
export async function feedback(
  what: string,
  finding: string | undefined,
  options: FeedbackCommandOptions,
  effects: Effects,
): Promise<number> {
  const action = ACTIONS.find((name) => name === what)
  if (!action) throw unknownAction(what)
  if (action !== 'add') refuseSayings(action, finding, options)
  if (action === 'add') return add(finding, options, effects)
  return action === 'list' ? list(options, effects) : summary(options, effects)
}

async function add(finding: string | undefined, options: FeedbackCommandOptions, effects: Effects): Promise<number> {
  const said = sayings(options)
  const by = userName(options.by)
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  const nowUs = effects.nowUs()
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? nowUs
  const acted = options.notActed ? null : options.acted === true ? asOfUs : actedAt(options.acted, project.timeZone)
  return withJournal(project, options, effects, async (store) => {
    const input: FeedbackInput = {
      ...said,
      by,
      ...(finding === undefined ? {} : { finding }),
      ...(options.prediction === undefined ? {} : { prediction: options.prediction }),
      ...(acted === undefined ? {} : { actedAtUs: acted }),
      ...(options.note === undefined ? {} : { note: options.note }),
    }
    const recorded = await recordFeedback(store, monitors, input, nowUs)
    if (recorded.about !== null) createTalk(effects, options).say(recorded.about)
    const text = options.json ? jsonText(feedbackJson(recorded.feedback)) : renderRecorded(recorded, project, options, effects)
    effects.out(redact(text, project.secrets))
    return 0
  })
}

/** A word after `--acted` is a time; a finding that was typed there is told apart. */
function actedAt(text: string | undefined, zone: string): number | undefined {
  try {
    return instantOption('--acted', text, zone)
  } catch (error) {
    if (!(error instanceof LeewayError)) throw error
    throw new LeewayError('USAGE', error.message, {
      mend: `${error.mend}; a finding stands before the options: leeway feedback add ${text} --acted`,
      cause: error,
    })
  }
}

function sayings({
  right,
  wrong,
  useful,
  notUseful,
  acted,
  notActed,
}: FeedbackCommandOptions): Pick<FeedbackInput, 'right' | 'useful'> {
  const both = (one: string, other: string): never => {
    throw new LeewayError('USAGE', `${one} and ${other} exclude each other`, { mend: 'say one of them' })
  }
  if (right && wrong) both('--right', '--wrong')
  if (useful && notUseful) both('--useful', '--not-useful')
  if (acted !== undefined && notActed) both('--acted', '--not-acted')
  return {
    ...(right || wrong ? { right: right === true } : {}),
    ...(useful || notUseful ? { useful: useful === true } : {}),
  }
}

async function list(options: FeedbackCommandOptions, effects: Effects): Promise<number> {
  const project = openConfig(options, effects)
  const names = options.monitor ? new Set(selectMonitors(project, options.monitor).map(({ name }) => name)) : null
  return withResults(project, options, effects, async (store) => {
    const all = await store.journal.feedback()
    const shown = all.filter(({ monitor }) => names === null || names.has(monitor)).toReversed()
    const text = options.json ? jsonText(shown.map(feedbackJson)) : renderFeedbackList(shown, project, options, effects)
    effects.out(redact(text, project.secrets))
    return 0
  })
}

async function summary(options: FeedbackCommandOptions, effects: Effects): Promise<number> {
  const weeks = weeksOption(options.weeks)
  const project = openConfig(options, effects)
  const monitors = selectMonitors(project, options.monitor)
  const asOfUs = instantOption('--as-of', options.asOf, project.timeZone) ?? effects.nowUs()
  return withResults(project, options, effects, async (store) => {
    const summed = await summariseFeedback(store, monitors, { asOfUs, weeks })
    const text = options.json
      ? jsonText(summaryJson(summed))
      : renderFeedbackSummary(summed, { weeks, monitors }, options, effects)
    effects.out(redact(text, project.secrets))
    return 0
  })
}

function weeksOption(text: string | undefined): number {
  if (text === undefined) return WEEKS
  const weeks = Number(text)
  if (Number.isInteger(weeks) && weeks >= 1 && weeks <= 520) return weeks
  throw new LeewayError('USAGE', `--weeks: "${text}" is no number of weeks`, { mend: 'write a whole number from 1 to 520' })
}

function unknownAction(what: string): LeewayError {
  const nearest = nearestName(what, ACTIONS)
  return new LeewayError('USAGE', `leeway feedback cannot "${what}"`, {
    mend: nearest === undefined ? `it is one of ${ACTIONS.join(', ')}` : `did you mean leeway feedback ${nearest}?`,
  })
}

function refuseSayings(action: string, finding: string | undefined, options: FeedbackCommandOptions): void {
  const { prediction, right, wrong, useful, notUseful, acted, notActed, by, note } = options
  const said = [finding, prediction, right, wrong, useful, notUseful, acted, notActed, by, note]
  if (said.some((value) => value !== undefined))
    throw new LeewayError('USAGE', `leeway feedback ${action} takes nothing that is said of a finding`, {
      mend: 'leeway feedback add FINDING says it; --monitor NAME narrows',
    })
}
