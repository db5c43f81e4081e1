/** Opens the store for writing what a person says: it must be there already. */
import { existsSync } from 'node:fs'
import type { Project } from '../config/project.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { Effects } from './effects.ts'
import type { GlobalOptions } from './global-options.ts'
import { withResults } from './open-results.ts'
import { createTalk } from './talk.ts'

/** @throws LeewayError NOT_FOUND with the command that makes a store */
export async function withJournal<T>(
  project: Project,
  options: GlobalOptions,
  effects: Effects,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  // A word about nothing must not leave an empty store behind: the reader refuses in the same words as every other command.
  if (!existsSync(project.storePath)) return withResults(project, options, effects, use)
  const talk = createTalk(effects, options)
  const store = await openStore(project.storePath, {
    signal: effects.signal,
    onWait: ({ pid }) => talk.say(`waiting for the store, which ${pid === null ? 'another process' : `process ${pid}`} holds …`),
  })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
