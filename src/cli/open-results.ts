/** Opens the store for reading: for every command that shows what a run has recorded. */
import type { Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { Effects } from './effects.ts'
import type { GlobalOptions } from './global-options.ts'
import { nextCommand } from './render/next.ts'
import { createTalk } from './talk.ts'

/** @throws LeewayError NOT_FOUND with the command that makes a store */
export async function withResults<T>(
  project: Project,
  options: GlobalOptions,
  effects: Effects,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const talk = createTalk(effects, options)
  const store = await openStore(project.storePath, {
    readOnly: true,
    signal: effects.signal,
    onWait: ({ pid }) => talk.say(`waiting for the store, which ${pid === null ? 'another process' : `process ${pid}`} holds …`),
  }).catch((error: unknown) => {
    if (!(error instanceof LeewayError) || error.code !== 'NOT_FOUND') throw error
    throw new LeewayError('NOT_FOUND', 'nothing has been recorded yet', {
      place: project.storePath,
      mend: `${nextCommand('run', options)} reads the tables and records what it finds`,
      cause: error,
    })
  })
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
