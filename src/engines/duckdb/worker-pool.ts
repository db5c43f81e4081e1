import { runScanTask, type ScanHooks } from './run-scan-task.ts'
import type { ScanOutput, ScanTask } from './scan-task.ts'

export async function runInWorkers(tasks: readonly ScanTask[], hooks: ScanHooks): Promise<ScanOutput[]> {
  const outputs: ScanOutput[] = []
  for (const task of tasks) outputs.push(await runScanTask(task, hooks))
  return outputs
}
