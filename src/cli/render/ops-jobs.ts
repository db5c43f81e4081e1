/** Jobs in `leeway ops`: the verdict, the table, and what is behind it. */
import { formatCount } from '../../checks/numbers.ts'
import { compareJobs } from '../../operations/job-order.ts'
import type { JobDay, JobStatus, JobSummary } from '../../operations/job-report.ts'
import type { ProjectOperations } from '../../operations/read-operations.ts'
import { instantText } from '../../report/view/time-text.ts'
import { sparkline } from './bars.ts'
import type { OpsView } from './ops.ts'
import { shortDuration } from './short-duration.ts'
import type { Style } from './style.ts'
import { renderTable, type TableCell, type TableColumn } from './table.ts'
import { hang, safeText } from './text-width.ts'
import { ageText } from './when.ts'

const NAMED = 3

/** One sentence: what fails now, what is missing now, what hangs. */
export function opsVerdict({ pipelines, inference }: ProjectOperations, style: Style, width: number): string {
  const jobs = pipelines.flatMap(({ report }) => report?.jobs ?? [])
  const unread = [...pipelines, ...inference].filter(({ error }) => error !== null).length
  const unreadText = unread === 0 ? '' : ` ${unread} ${unread === 1 ? 'table' : 'tables'} could not be read.`
  const of = (status: JobStatus): readonly JobSummary[] => jobs.filter((job) => job.status === status)
  const [failing, unstable] = [of('failing'), of('unstable')]
  const overdue = jobs.filter((job) => job.overdueSinceUs !== null)
  const slow = jobs.filter((job) => job.runsFarTooLong)
  const parts = [
    ...(failing.length === 0
      ? []
      : [`${countOf(failing.length, jobs.length)} ${failing.length === 1 ? 'fails' : 'fail'} (${names(failing)})`]),
    ...(overdue.length === 0 ? [] : [missingText(jobs, overdue)]),
    ...(slow.length === 0
      ? []
      : [`${slow.length === 1 ? 'a run takes' : `runs of ${slow.length} jobs take`} far longer than usual (${names(slow)})`]),
  ]
  if (parts.length > 0) {
    const text = parts.join('; ')
    return style.status('fail', hang('', safeText(`${text.charAt(0).toUpperCase()}${text.slice(1)}.${unreadText}`), width))
  }
  return hang('', `${calmText(pipelines, jobs, unstable)}${unreadText}`.trim(), width)
}

function missingText(jobs: readonly JobSummary[], overdue: readonly JobSummary[]): string {
  if (overdue.length === 1) return `a run is missing (${names(overdue)})`
  return overdue.length === jobs.length
    ? `no job runs any more (${names(overdue)})`
    : `runs of ${formatCount(overdue.length)} jobs are missing (${names(overdue)})`
}

function calmText(
  pipelines: ProjectOperations['pipelines'],
  jobs: readonly JobSummary[],
  unstable: readonly JobSummary[],
): string {
  if (jobs.length === 0)
    return pipelines.some(({ report }) => report !== null)
      ? 'No job has run in the last six weeks.'
      : pipelines.length === 0
        ? 'No jobs are watched.'
        : ''
  const all = jobs.length === 1 ? 'The one job runs' : `All ${formatCount(jobs.length)} jobs run`
  if (unstable.length === 0) return `${all}, and nothing failed or was missed.`
  return `${all}; ${formatCount(unstable.length)} had failures or missed runs before.`
}

const countOf = (some: number, all: number): string => `${formatCount(some)} of ${formatCount(all)} ${all === 1 ? 'job' : 'jobs'}`

const jobName = (name: string | null): string => name ?? '(no name)'

function names(jobs: readonly JobSummary[]): string {
  const first = jobs.slice(0, NAMED).map((job) => jobName(job.jobName))
  return jobs.length > NAMED ? `${first.join(', ')} and ${jobs.length - NAMED} more` : first.join(', ')
}

const MOST_ROWS = 20
const MOST_DETAILS = 6
/** The newest dates of a long period; of a short one all. */
const MOST_DATES = 15

/** Empty where no job ran. */
export function jobsText({ pipelines }: ProjectOperations, view: OpsView, style: Style, width: number): string {
  const reports = pipelines.flatMap(({ report }) => (report ? [report] : []))
  const jobs = reports
    .flatMap((report) => report.jobs.map((job) => ({ job, report })))
    .toSorted((a, b) => compareJobs(a.job, b.job))
  if (jobs.length === 0) return ''
  const troubled = jobs.filter(({ job }) => job.status !== 'ok').length
  const shown = view.options.all ? jobs : jobs.slice(0, Math.max(MOST_ROWS, Math.min(troubled, 2 * MOST_ROWS)))
  const withErrors = shown.some(({ job }) => job.lastError !== null)
  const columns = chooseColumns(width, withErrors)
  const rates = ratesByJob(reports.flatMap(({ days }) => days))
  const rows = shown.map(({ job, report }) =>
    columns.map((column) => column.cell(job, report.dates.slice(-MOST_DATES), rates, style)),
  )
  const table = renderTable(columns, rows, width, { head: style.quiet })
  const lines = [table]
  if (shown.length < jobs.length) {
    const rest = jobs.slice(shown.length)
    const fine = rest.every(({ job }) => job.status === 'ok') ? 'without trouble ' : ''
    lines.push(style.quiet(`… and ${formatCount(rest.length)} more ${fine}(--all lists them)`))
  }
  const details = shown.flatMap(({ job, report }) => detailsOf(job, report.timeZone, view.asOfUs, width))
  if (details.length > 0) lines.push('', ...details.slice(0, MOST_DETAILS))
  if (details.length > MOST_DETAILS)
    lines.push(style.quiet(`  … and ${formatCount(details.length - MOST_DETAILS)} more (--json has them)`))
  for (const { jobTable, newestRunUs, jobs: own, timeZone, unreadableStarts } of reports) {
    if (own.length > 1 && own.every((job) => job.overdueSinceUs !== null) && newestRunUs !== null)
      lines.push(
        '',
        hang(
          '',
          safeText(
            `${jobTable}: no job at all has run since ${instantText(newestRunUs, timeZone, true)}. Is the table up to date?`,
          ),
          width,
        ),
      )
    if (unreadableStarts > 0)
      lines.push(
        '',
        hang(
          '',
          safeText(
            `${jobTable}: ${formatCount(unreadableStarts)} runs are not counted: their start is no time that can be read.`,
          ),
          width,
        ),
      )
  }
  return lines.join('\n')
}

interface JobColumn extends TableColumn {
  readonly cell: (job: JobSummary, dates: readonly string[], rates: Rates, style: Style) => TableCell
}

/** Success rate by job table, job and date. */
type Rates = ReadonlyMap<string, number>

const rateKey = (jobTable: string, name: string | null, date: string): string => JSON.stringify([jobTable, name, date])
const ratesByJob = (days: readonly JobDay[]): Rates =>
  new Map(days.map(({ jobTable, jobName: name, date, successRate }) => [rateKey(jobTable, name, date), successRate]))

/** A narrow terminal gets what matters most. */
function chooseColumns(width: number, withErrors: boolean): readonly JobColumn[] {
  const columns: JobColumn[] = [
    { title: 'job', gives: true, cell: (job) => jobName(job.jobName) },
    { title: '', cell: stateCell },
  ]
  if (width >= 60)
    columns.push({
      title: 'by day',
      cell: ({ jobTable, jobName: name }, dates, rates) => {
        const values = dates.map((date) => rates.get(rateKey(jobTable, name, date)) ?? null)
        // A rate of 100 before all others holds the scale: the line shows 0 to 100, whatever the values.
        return values.every((value) => value === null)
          ? ''
          : [...sparkline([100, ...values], values.length + 1, true)].slice(1).join('')
      },
    })
  columns.push({
    title: 'success',
    align: 'right',
    cell: ({ successRate }) => (successRate === null ? 'no runs' : `${successRate.toFixed(successRate === 100 ? 0 : 1)} %`),
  })
  columns.push({
    title: 'failed',
    align: 'right',
    cell: ({ failures, runs }) => (runs === 0 ? '' : `${formatCount(failures)}/${formatCount(runs)}`),
  })
  if (width >= 60)
    columns.push({
      title: 'p95',
      align: 'right',
      cell: ({ durationP95Seconds }) => (durationP95Seconds === null ? '' : shortDuration(durationP95Seconds)),
    })
  if (width >= 60 && withErrors) columns.push({ title: 'last error', gives: true, cell: ({ lastError }) => lastError ?? '' })
  return columns
}

function stateCell(job: JobSummary, _dates: readonly string[], _rates: Rates, style: Style): TableCell {
  if (job.status === 'ok') return 'ok'
  if (job.status === 'unstable') return { text: 'unstable', paint: (text) => style.status('warn', text) }
  const text =
    job.status === 'failing'
      ? `FAILS${job.failureStreak > 1 ? ` ${job.failureStreak}x` : ''}`
      : job.status === 'missed'
        ? 'MISSED'
        : 'SLOW'
  return { text, paint: (padded) => style.status('fail', padded) }
}

/** Why a job is called missed or slow: what was expected, and from what. */
function detailsOf(job: JobSummary, zone: string, asOfUs: number, width: number): readonly string[] {
  const head = `${safeText(jobName(job.jobName))}  `
  const lines: string[] = []
  if (job.overdueSinceUs !== null) {
    const many = job.missedRuns === null || job.missedRuns < 2 ? 'a run was' : `${formatCount(job.missedRuns)} runs were`
    lines.push(
      hang(
        '  ',
        `${head}${many} expected from ${instantText(job.overdueSinceUs, zone, true)} on (${expectedBy(job)}); the last began ${ageText(job.lastRunUs, asOfUs)}`,
        width,
      ),
    )
  } else if ((job.missedRuns ?? 0) > 0) {
    const at = job.missedAtUs.slice(0, NAMED).map((us) => instantText(us, zone, true))
    const more = job.missedRuns! > at.length ? ` and ${formatCount(job.missedRuns! - at.length)} more` : ''
    lines.push(hang('  ', `${head}did not run ${at.join(', ')}${more} (${expectedBy(job)})`, width))
  }
  if (job.runsFarTooLong)
    lines.push(
      hang(
        '  ',
        `${head}runs since ${instantText(job.runningSinceUs!, zone, true)} (${shortDuration((asOfUs - job.runningSinceUs!) / 1e6)}); 95 % take at most ${shortDuration(job.usualP95Seconds!)}`,
        width,
      ),
    )
  return lines
}

function expectedBy({ expectation }: JobSummary): string {
  if (expectation.kind === 'schedule') return `schedule ${expectation.line}`
  if (expectation.kind === 'unknown') return 'too few runs'
  return `its habit: every ${shortDuration(expectation.medianGapSeconds)}, as in the weeks before`
}
