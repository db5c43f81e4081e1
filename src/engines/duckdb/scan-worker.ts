/** The worker thread's own file: runs the one task it was started with. Bundled as `scan-worker.mjs` beside its caller. */
import { parentPort, workerData } from 'node:worker_threads'
import { runScanTask } from './run-scan-task.ts'
import type { ScanTask } from './scan-task.ts'
import type { FromWorker } from './worker-pool.ts'

const PROGRESS_EVERY_MS = 100

const port = parentPort
if (!port) throw new Error('scan-worker is not a program: it is started as a worker thread')
const abort = new AbortController()
port.once('message', () => {
  abort.abort()
})
const post = (message: FromWorker, transfer: ArrayBuffer[] = []): void => {
  port.postMessage(message, transfer)
}

let cells = 0
let posted = performance.now()
const onRows = (rows: number, columns: number): void => {
  cells += rows * columns
  if (performance.now() - posted < PROGRESS_EVERY_MS) return
  post({ kind: 'progress', cells })
  cells = 0
  posted = performance.now()
}

try {
  const output = await runScanTask(workerData as ScanTask, { signal: abort.signal, onRows })
  const buffers = [
    ...output.states.flatMap(({ bytes, window, segment, rows, offsets }) => [bytes, window, segment, rows, offsets]),
    ...output.values.flatMap(({ values, model, slices }) => [...values, ...(model ? [model] : []), ...slices]),
  ].map(({ buffer }) => buffer as ArrayBuffer)
  post({ kind: 'progress', cells })
  post({ kind: 'output', output }, buffers)
} catch (error) {
  post({ kind: 'error', message: error instanceof Error ? error.message : String(error) })
}
// The abort listener would keep the thread alive.
port.close()
