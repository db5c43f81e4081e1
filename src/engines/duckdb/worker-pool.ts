/** Runs each task in a worker thread of its own. No thread outlives the call; one failure stops the others. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { runScanTask, type ScanHooks } from './run-scan-task.ts'
import type { ScanOutput, ScanTask } from './scan-task.ts'

export type FromWorker =
  | { readonly kind: 'progress'; readonly cells: number }
  | { readonly kind: 'output'; readonly output: ScanOutput }
  | { readonly kind: 'error'; readonly message: string }

interface WorkerFile {
  readonly url: URL
  /** A module that can load TypeScript, where the worker is source. */
  readonly loader: URL | null
}

/**
 * Built, the worker is `scan-worker.mjs` beside the bundle that holds this code (an entry of the build). From source (tests,
 * benchmarks) it is TypeScript, which Node 20 reads through tsx. Undefined where neither is there: then one thread does it all.
 */
function findWorkerFile(from = import.meta.url): WorkerFile | undefined {
  const built = new URL('./scan-worker.mjs', from)
  if (existsSync(fileURLToPath(built))) return { url: built, loader: null }
  const source = new URL('./scan-worker.ts', from)
  if (!existsSync(fileURLToPath(source))) return undefined
  try {
    // Resolved for CommonJS; the module itself stands beside it.
    const found = pathToFileURL(createRequire(from).resolve('tsx/esm/api'))
    return { url: source, loader: new URL('./index.mjs', found) }
  } catch {
    return undefined
  }
}

/** @throws the first error of any task, after all threads have ended */
export async function runTasks(
  tasks: readonly ScanTask[],
  hooks: ScanHooks,
  file: WorkerFile | undefined = tasks.length > 1 ? findWorkerFile() : undefined,
): Promise<ScanOutput[]> {
  if (!file) {
    const outputs: ScanOutput[] = []
    for (const task of tasks) outputs.push(await runScanTask(task, hooks))
    return outputs
  }
  const stop = new AbortController()
  const forward = (): void => {
    stop.abort()
  }
  hooks.signal?.throwIfAborted()
  hooks.signal?.addEventListener('abort', forward)
  try {
    const runs = tasks.map((task) =>
      runInWorker(file, task, stop.signal, hooks).catch((error: unknown) => {
        stop.abort()
        throw error
      }),
    )
    const settled = await Promise.allSettled(runs)
    hooks.signal?.throwIfAborted()
    return settled.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  } finally {
    hooks.signal?.removeEventListener('abort', forward)
  }
}

function startWorker({ url, loader }: WorkerFile, task: ScanTask): Worker {
  if (!loader) return new Worker(url, { workerData: task, execArgv: [] })
  const code = `import(${JSON.stringify(loader.href)}).then(({ register }) => { register(); return import(${JSON.stringify(url.href)}) })`
  return new Worker(code, { eval: true, workerData: task })
}

async function runInWorker(file: WorkerFile, task: ScanTask, signal: AbortSignal, hooks: ScanHooks): Promise<ScanOutput> {
  const worker = startWorker(file, task)
  // Asked to stop, a worker interrupts its query and answers; ending the thread in the middle of a query could crash DuckDB.
  const interrupt = (): void => {
    worker.postMessage('stop')
  }
  signal.addEventListener('abort', interrupt)
  if (signal.aborted) interrupt()
  try {
    return await new Promise<ScanOutput>((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.kind === 'progress') hooks.onRows?.(message.cells, 1)
        else if (message.kind === 'output') resolve(message.output)
        else reject(new Error(message.message))
      })
      worker.on('error', reject)
      worker.on('exit', (code) => {
        reject(new Error(`a worker of the scan ended with code ${code} before it answered`))
      })
    })
  } finally {
    signal.removeEventListener('abort', interrupt)
    await worker.terminate()
  }
}
