/** What `leeway doctor` says of the tables of job runs. */
import { formatCount } from '../checks/numbers.ts'
import type { Project } from '../config/project.ts'
import { openEngines } from '../monitor/open-engines.ts'
import { sourceOf } from '../monitor/refresh-context.ts'
import { checkJob } from '../operations/check-operations.ts'
import type { PipelineReport } from '../operations/job-report.ts'
import { readPipelines } from '../operations/read-pipelines.ts'
import { type DoctorLine, failed, line, problemLine } from './doctor-line.ts'
import type { Effects } from './effects.ts'
import { ageText } from './render/when.ts'

/** Can the tables of job runs be read, and do they have the columns that `jobs:` names? */
export async function checkJobs(project: Project, effects: Effects): Promise<readonly DoctorLine[]> {
  const engines = openEngines(project)
  const lines: DoctorLine[] = []
  try {
    for (const job of project.jobs) {
      effects.signal.throwIfAborted()
      try {
        const engine = engines.of(job)
        const problems = await checkJob(project, job, engine)
        const { columns, rows, notes } = await engine.describe(sourceOf(job))
        const size = `${columns.length} columns${rows === null ? '' : `, ${formatCount(rows)} rows`}`
        lines.push(
          line('ok', 'jobs', `${job.name}: ${size}`),
          ...notes.map((note) => line('warn', 'jobs', `${job.name}: ${note}`)),
        )
        lines.push(...problems.map((problem) => problemLine(job.name, problem)))
        if (problems.length > 0) continue
        const report = await readPipelines({ engine, context: { signal: effects.signal } }, job, {
          asOfUs: effects.nowUs(),
          secrets: project.secrets,
        })
        lines.push(...checkRuns(job.name, report, effects.nowUs()))
      } catch (error) {
        if (effects.signal.aborted) throw error
        lines.push(failed('jobs', error, `${job.name}: `))
      }
    }
    return lines
  } finally {
    await engines.close()
  }
}

function checkRuns(name: string, { jobs, newestRunUs, unreadableStarts }: PipelineReport, nowUs: number): readonly DoctorLine[] {
  const lines: DoctorLine[] = []
  if (unreadableStarts > 0)
    lines.push(
      line(
        'fail',
        'jobs',
        `${name}: ${formatCount(unreadableStarts)} starts cannot be read as times`,
        `write start as SQL: "strptime(…, '%d.%m.%Y %H:%M')"`,
      ),
    )
  lines.push(
    newestRunUs === null
      ? line('warn', 'jobs', `${name}: no run in the last six weeks`, 'check the table, "include" and "time_zone"')
      : line(
          'ok',
          'jobs',
          `${name}: ${formatCount(jobs.length)} ${jobs.length === 1 ? 'job' : 'jobs'}, the newest run began ${ageText(newestRunUs, nowUs)}`,
        ),
  )
  return lines
}
