/** `leeway demo`: the main job on real flights, in a folder of its own. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { demoFacts, demoStory } from '../../demo/demo-story.ts'
import { prepareDemo } from '../../demo/prepare-demo.ts'
import { openStore } from '../../store/open-store.ts'
import type { CommandModule } from '../command.ts'
import { type Effects, widthOf } from '../effects.ts'
import type { GlobalOptions } from '../global-options.ts'
import { nextLines } from '../render/next.ts'
import { hang } from '../render/text-width.ts'
import { report } from './report.ts'
import { run } from './run.ts'

export const DEMO_FOLDER = 'leeway-demo'

export interface DemoCommandOptions extends GlobalOptions {
  readonly open?: true | undefined
}

export const demoCommand: CommandModule = {
  usage: '',
  summary: 'real flights: a verdict and a report in a minute',
  place: { group: 'Begin', order: 1 },
  needsNoConfiguration: true,
  examples: [['leeway demo --open', 'and look at the report in a browser']],
  define: (command, effects, finish) =>
    command.option('--open', 'open the report when it is written').action((options) => finish(demo(options, effects))),
}

/** @returns 0, also when checks fail: the demo is meant to show some */
export async function demo(options: DemoCommandOptions, effects: Effects): Promise<number> {
  const folder = join(effects.cwd, DEMO_FOLDER)
  const say = (text: string): void => {
    if (!options.quiet) effects.err(`${text}\n`)
  }
  say('The demo: flights in the United States from January to June 2001, and a small model of late arrivals')
  say('that learnt on January only and then was left alone.')
  // Begins anew each time: the demo shows the first run.
  for (const name of ['store.duckdb', 'store.duckdb.wal', 'report.html']) rmSync(join(folder, name), { force: true })
  const made = await prepareDemo(folder)
  say(
    `${made.rows.toLocaleString('en-US')} flights scored${made.sampled ? ' (every fifth one; a clone of the project has them all)' : ''} into ${DEMO_FOLDER}/flights.parquet\n`,
  )
  const inside: Effects = { ...effects, cwd: folder }
  const code = await run(options, inside)
  if (code > 1) return code
  // Its line would name the file from another folder, and be a second JSON document.
  await report({ ...options, output: 'report.html', quiet: true }, { ...inside, out: () => undefined })
  if (options.json) return 0
  const width = widthOf(effects)
  const told = (await story(join(folder, 'store.duckdb'))).map((paragraph) => hang('', paragraph, width)).join('\n')
  const next = nextLines(
    [
      [`${DEMO_FOLDER}/report.html`, 'open it in a browser: the same with charts'],
      [`cd ${DEMO_FOLDER} && leeway show`, 'the state; leeway explain ID says why'],
      [`${DEMO_FOLDER}/leeway.yaml`, 'the configuration behind it'],
      ['leeway init YOUR.parquet', 'your own predictions next'],
    ],
    (text) => text,
    width,
  )
  effects.out(`\n${told}\n\n${next}\n`)
  return 0
}

async function story(path: string): Promise<readonly string[]> {
  const store = await openStore(path, { readOnly: true })
  try {
    return demoStory(await demoFacts(store))
  } finally {
    await store.close()
  }
}
