/** Operations of a whole project: every job table, and every monitor's inference. One that cannot be read does not stop the others. */
import { throwProblems } from '../config/check-columns.ts'
import type { Problem } from '../config/problem.ts'
import type { Job, Monitor, Project } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import type { Engine } from '../engines/engine.ts'
import { openEngines } from '../monitor/open-engines.ts'
import { selectMonitors } from '../monitor/run-project.ts'
import { checkJob, checkMonitorOperations } from './check-operations.ts'
import type { PipelineReport } from './job-report.ts'
import { type InferenceReport, readInference } from './read-inference.ts'
import { readPipelines } from './read-pipelines.ts'

export interface OperationsOptions {
  readonly asOfUs: number
  /** From midnight so many days before the as-of date; default 7. */
  readonly days?: number
  /** Only these monitors' inference; job tables belong to no monitor and are all read. */
  readonly monitors?: readonly string[] | undefined
  readonly signal?: AbortSignal
}

/** Either a report or the reason why there is none. A monitor without a timestamp has neither. */
export interface Answered<User, Report> {
  readonly of: User
  readonly report: Report | null
  readonly error: LeewayError | null
}

export interface ProjectOperations {
  readonly pipelines: readonly Answered<Job, PipelineReport>[]
  readonly inference: readonly Answered<Monitor, InferenceReport>[]
}

/**
 * Checks every column first, then reads.
 *
 * @throws ConfigError with every column and expression of leeway.yaml that the tables do not have or that does not fit
 */
export async function readOperations(project: Project, options: OperationsOptions): Promise<ProjectOperations> {
  const { asOfUs, days, signal } = options
  const context = signal ? { signal } : {}
  const asked = { asOfUs, ...(days === undefined ? {} : { days }), secrets: project.secrets }
  const engines = openEngines(project)
  try {
    const monitors = selectMonitors(project, options.monitors)
    const problems: Problem[] = []
    const check = async <User extends Job | Monitor>(
      users: readonly User[],
      ask: (user: User, engine: Engine) => Promise<readonly Problem[]>,
    ): Promise<readonly Checked<User>[]> => {
      const checked: Checked<User>[] = []
      for (const user of users) {
        const { value, error } = await attempt(signal, () => ask(user, engines.of(user)))
        problems.push(...(value ?? []))
        checked.push({ of: user, error })
      }
      return checked
    }
    const jobs = await check(project.jobs, (job, engine) => checkJob(project, job, engine))
    const models = await check(monitors, (monitor, engine) => checkMonitorOperations(project, monitor, engine))
    throwProblems(problems)

    const read = async <User extends Job | Monitor, Report>(
      users: readonly Checked<User>[],
      ask: (user: User, engine: Engine) => Promise<Report | null>,
    ): Promise<readonly Answered<User, Report>[]> => {
      const answers: Answered<User, Report>[] = []
      for (const { of, error } of users) {
        if (error) answers.push({ of, report: null, error })
        else {
          const answer = await attempt(signal, () => ask(of, engines.of(of)))
          answers.push({ of, report: answer.value, error: answer.error })
        }
      }
      return answers
    }
    return {
      pipelines: await read(jobs, (job, engine) => readPipelines({ engine, context }, job, asked)),
      inference: await read(models, (monitor, engine) => readInference({ engine, context }, monitor, asked)),
    }
  } finally {
    await engines.close()
  }
}

interface Checked<User> {
  readonly of: User
  readonly error: LeewayError | null
}

/** What the work answers, or its error where a person can mend that; anything else, and an interruption, is thrown. */
async function attempt<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<{ readonly value: T | null; readonly error: LeewayError | null }> {
  signal?.throwIfAborted()
  try {
    return { value: await work(), error: null }
  } catch (error) {
    if (signal?.aborted || !(error instanceof LeewayError)) throw error
    return { value: null, error }
  }
}
