/** Parts of leeway.yaml that are checked and that this version does not use yet: a run names them and goes on without them. */
import * as z from 'zod'
import { SEVERITIES } from './check.ts'
import {
  column,
  duration,
  list,
  numberFrom,
  oneOf,
  secret,
  section,
  TOKEN_DESCRIPTION,
  text,
  variants,
  wholeNumber,
} from './kinds.ts'

export const labels = section('labels', {
  table: text('a file, glob, folder or table').optional().describe('Table of the outcomes.'),
  query: text('an SQL query').optional().describe('An SQL query, instead of table.'),
  on: z
    .union(
      [
        z.record(z.string(), column(), { error: '{prediction column: label column}' }),
        list(column(), 'a list of columns that both tables have'),
      ],
      { error: '{prediction column: label column}, or a list of columns' },
    )
    .optional()
    .describe('{prediction column: label column}, or a list when the names agree.'),
  on_sql: text('an SQL condition over p and l')
    .optional()
    .describe('An SQL condition instead of `on`: p is the predictions, l the labels.'),
  value: text('a column or SQL expression').describe('The outcome: a column or SQL expression of the label table.'),
  known_at: text('a column or SQL expression').optional().describe('When the outcome became known.'),
  match: oneOf(['all', 'first', 'last']).optional().describe('When several outcomes match one prediction. Default: all.'),
  mature_after: duration().optional().describe('Before this long after the prediction, quality is provisional.'),
})

const sigmas = section('prediction_drift', {
  sigmas: numberFrom(0, 1000, 'a number of 0 or more').optional().describe('Standard deviations of the mean.'),
})
const triggers = section('the triggers of retraining', {
  prediction_drift: sigmas.optional().describe('The mean prediction moved by more than so many standard deviations.'),
  feature_drift: section('feature_drift', { features: wholeNumber(1, 100_000).optional().describe('So many features moved.') })
    .optional()
    .describe('So many features moved.'),
  concept_drift: section('concept_drift', {
    p_value: numberFrom(0, 1, 'a number from 0 to 1').optional().describe('Largest p-value.'),
  })
    .optional()
    .describe('The labels moved.'),
  age: section('age', { days: wholeNumber(1, 36_500).optional().describe('Days since training.') })
    .optional()
    .describe('The model is older than this.'),
  performance_drop: section('performance_drop', {
    drop: numberFrom(0, 1, 'a number from 0 to 1').optional().describe('Drop of the score.'),
  })
    .optional()
    .describe('Quality fell by more than this.'),
})

const webhook = z.union(
  [
    text('an address'),
    section('a webhook action', {
      url: text('an address').describe('Address that is called.'),
      headers: z
        .record(z.string(), z.string({ error: 'text' }))
        .optional()
        .describe('Headers to send.'),
    }),
  ],
  { error: 'an address' },
)

export const retraining = section('retraining', {
  trained_at: z
    .union(
      [
        text('a date'),
        section('trained_at', {
          mlflow: text('the name of a registered model').optional().describe('From the model registry: its newest version.'),
          query: text('an SQL query').optional().describe('From an SQL query with one value.'),
        }),
      ],
      { error: 'a date, {mlflow: model} or {query: "select …"}' },
    )
    .optional()
    .describe('When the model was trained: a date, {mlflow: model} or {query: "select …"}.'),
  triggers: triggers.optional().describe('What makes retraining due.'),
  actions: list(section('an action', { webhook: webhook.describe('An address that is called.') }), 'a list of actions')
    .optional()
    .describe('What is done when retraining is due.'),
})

export const mlflow = section('mlflow', {
  tracking_uri: text('the address of an MLflow tracking server').optional().describe('Address of the tracking server.'),
  model: text('the name of a registered model').optional().describe('Registered model.'),
  experiment: text('the name of an experiment').optional().describe('Experiment that metrics are logged to.'),
  token: secret().optional().describe(TOKEN_DESCRIPTION),
})

export const job = section('a job', {
  connection: text('the name of a connection').optional().describe('Name under `connections`.'),
  table: text('a file, glob, folder or table').optional().describe('Table of job runs.'),
  query: text('an SQL query').optional().describe('An SQL query, instead of table.'),
  name: column().describe("Column of the job's name."),
  start: column().describe('Column of the start.'),
  end: column().describe('Column of the end.'),
  state: column().describe('Column of the result.'),
  success: list(text('a state'), 'a list of states').describe('States that count as success.'),
  include: text('a pattern for like').optional().describe('Only jobs whose name is like this (SQL pattern with %).'),
})

const SINK_TYPES = ['slack', 'teams', 'pagerduty', 'webhook', 'email'] as const

const sinkType = <const Name extends string>(name: Name): z.ZodLiteral<Name> => z.literal(name)
const address = (): z.ZodString => text('an address')

export const sink = variants('type', 'the type of a sink', SINK_TYPES, [
  section('a slack sink', {
    type: sinkType('slack').describe('Slack, over an incoming webhook.'),
    webhook_url: address().describe('Address of the incoming webhook, best as a reference.'),
  }),
  section('a teams sink', {
    type: sinkType('teams').describe('Microsoft Teams, over a workflow.'),
    webhook_url: address().describe('Address of the workflow, best as a reference.'),
  }),
  section('a pagerduty sink', {
    type: sinkType('pagerduty').describe('PagerDuty, Events API v2.'),
    routing_key: secret().describe('Integration key, as a reference.'),
  }),
  section('a webhook sink', {
    type: sinkType('webhook').describe('Any address that takes JSON.'),
    url: address().describe('Address that is called.'),
    headers: z
      .record(z.string(), z.string({ error: 'text' }))
      .optional()
      .describe('Headers to send.'),
    secret: secret().optional().describe('Key that signs the body, as a reference.'),
  }),
  section('an email sink', {
    type: sinkType('email').describe('Mail over SMTP.'),
    host: text('the host name of a mail server').describe('Mail server.'),
    port: wholeNumber(1, 65_535).optional().describe('Port. Default: 587.'),
    user: text('a user name').optional().describe('User name.'),
    password: secret().optional().describe('Password, as a reference.'),
    from: text('a mail address').describe('Sender.'),
    to: list(text('a mail address'), 'a list of mail addresses').describe('Receivers.'),
  }),
])

const GROUPS = ['monitor', 'check', 'severity', 'column', 'window', 'model_id', 'slice'] as const

const route = section('a route', {
  severity: list(oneOf(SEVERITIES), 'a list of severities').optional().describe('Only these severities.'),
  monitor: list(text('the name of a monitor'), 'a list of monitors').optional().describe('Only these monitors.'),
  to: list(text('the name of a sink'), 'a list of sinks').describe('Names under `sinks`.'),
})

export const alerts = section('alerts', {
  pending_windows: wholeNumber(1, 1000).optional().describe('Failing windows in a row before an alert fires. Default: 1.'),
  group_by: list(oneOf(GROUPS), 'a list of what to group by').optional().describe('What becomes one notification.'),
  repeat_every: duration().optional().describe('Say it again after this long.'),
  routes: list(route, 'a list of routes').optional().describe('Who is told what; the first route that fits is taken.'),
})
