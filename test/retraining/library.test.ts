import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openProject, shouldRetrain } from '../../src/index.ts'
import { createRetrainingFolder, NOW, type RetrainingFolder, startReceiver } from './fixture.ts'

let house: RetrainingFolder
beforeAll(async () => {
  house = await createRetrainingFolder()
})
afterAll(() => house.remove())

describe('the library', () => {
  it('runs, decides and acts on a project, with an outside world of its own', async () => {
    const receiver = await startReceiver()
    house.monitor(`retraining: {trained_at: 2025-12-18, actions: [{webhook: "\${env:URL}"}]}`)
    const project = await openProject({
      cwd: house.folder,
      env: { URL: 'http://never.invalid' },
      nowUs: () => Date.parse(NOW) * 1000,
    })
    try {
      const run = await project.run()
      expect(run.decisions).toMatchObject([{ monitor: 'model', shouldRetrain: true, urgency: 'HIGH' }])
      const asked: string[] = []
      const fetch: typeof globalThis.fetch = (url, init) => {
        asked.push(String(url))
        return globalThis.fetch(receiver.url, init)
      }
      const decided = await project.decide({ execute: true, effects: { fetch } })
      expect(decided).toMatchObject({ shouldRetrain: true, urgency: 'HIGH', executed: true, failed: false })
      expect(decided.monitors[0]!.actions).toMatchObject([{ status: 'done' }])
      // Also the address stands in the environment only, and is a secret.
      expect(asked).toEqual(['http://never.invalid'])
      expect(decided.monitors[0]!.decision.actions).toEqual([`POST the decision to \${env:URL}`])
      expect(shouldRetrain(0, 3, 0, 0).reasons).toEqual([decided.reasons[0]])
    } finally {
      await project.close()
    }
  })
})
