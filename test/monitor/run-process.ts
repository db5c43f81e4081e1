/** `run` in a process of its own, for the tests that kill it: run-process.ts FOLDER NOW [FULL]. Prints `begun` when the work begins. */
import { loadConfig } from '../../src/config/load-config.ts'
import { LeewayError } from '../../src/core/errors.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import { runProject } from '../../src/monitor/run-project.ts'

const [folder, now] = process.argv.slice(2)
const abort = new AbortController()
process.on('SIGINT', () => abort.abort())
const project = loadConfig({ cwd: folder!, env: {}, knownMetrics: knownMetricIds() })
process.stdout.write('begun\n')
try {
  const { exitCode } = await runProject(project, { nowUs: () => Date.parse(now!) * 1000, signal: abort.signal })
  process.exitCode = exitCode
} catch (error) {
  if (!(error instanceof LeewayError)) throw error
  process.stderr.write(`${error.code} ${error.message}\n`)
  process.exitCode = error.exitCode
}
