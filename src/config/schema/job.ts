import { column, list, section, text, timeZone } from './kinds.ts'

export const job = section('a job', {
  connection: text('the name of a connection').optional().describe('Name under `connections`.'),
  table: text('a file, glob, folder or table').optional().describe('Table of job runs.'),
  query: text('an SQL query').optional().describe('An SQL query, instead of table.'),
  time_zone: timeZone().optional().describe("Time zone of the dates. Default: the project's."),
  name: column().describe("Column of the job's name."),
  start: column().describe('Column of the start.'),
  end: column().optional().describe('Column of the end; durations need it.'),
  state: column().describe('Column of the result.'),
  error: column().optional().describe('Column of the error text.'),
  success: list(text('a state'), 'a list of states').describe('States that count as success.'),
  include: text('a pattern for like').optional().describe('Only jobs whose name is like this (SQL pattern with %).'),
  schedule: text('a cron line such as "0 6 * * *"')
    .optional()
    .describe('When each job should run, as a cron line of five fields. Default: its own habit.'),
})
