/** The last step of a run, for the command line and the library alike: what monitors log to MLflow. */
import type { Project } from '../config/project.ts'
import type { MonitorLogged } from '../integrations/mlflow/log/log-run.ts'
import type { ProjectRun } from '../monitor/run-project.ts'

export interface LogRunOutside {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowUs: () => number
  readonly signal?: AbortSignal | undefined
  readonly waitMs?: number | undefined
  /** Told what was logged. */
  readonly say: (text: string) => void
  /** Told what could not be logged: it never fails the run. */
  readonly complain: (text: string) => void
}

/** A run is waited for by people and schedulers: a server that is down costs it seconds, not minutes. */
const PATIENCE = { attempts: 3, timeoutMs: 20_000 } as const

/** Does nothing, and loads nothing, where no monitor of the run has `mlflow.log`. */
export async function logRun(project: Project, result: ProjectRun, outside: LogRunOutside): Promise<readonly MonitorLogged[]> {
  if (!result.monitors.some(({ monitor }) => monitor.mlflow && monitor.mlflow.log.length > 0)) return []
  const { env, nowUs, signal, waitMs, say, complain } = outside
  const [{ logRunToMlflow }, { openStore }, { buildReportModel }, { renderReport }] = await Promise.all([
    import('../integrations/mlflow/log/log-run.ts'),
    import('../store/open-store.ts'),
    import('../report/build-report-model.ts'),
    import('../report/render-report.ts'),
  ])
  return logRunToMlflow(project, result, {
    ...PATIENCE,
    env,
    ...(signal ? { signal } : {}),
    nowMs: () => Math.floor(nowUs() / 1000),
    nowUs,
    say,
    complain,
    withStore: async (readOnly, use) => {
      const store = await openStore(project.storePath, {
        readOnly,
        ...(waitMs === undefined ? {} : { waitMs }),
        ...(signal ? { signal } : {}),
      })
      try {
        return await use(store)
      } finally {
        await store.close()
      }
    },
    report: async (store, monitor) =>
      renderReport(
        await buildReportModel({
          project,
          store,
          monitors: [monitor],
          nowUs: nowUs(),
          reproduceCommand: 'leeway run && leeway report -o report.html',
        }),
      ),
  })
}
