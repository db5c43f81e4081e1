import * as z from 'zod'
import { duration, list, numberFrom, SECTION_KEYS, secret, section, TOKEN_DESCRIPTION, text, wholeNumber } from './kinds.ts'

const triggers = section('the triggers of retraining', {
  prediction_drift: section('prediction_drift', {
    sigmas: numberFrom(0, 1000, 'a number of 0 or more')
      .optional()
      .describe('More standard deviations of the reference than this. Default: 2.'),
  })
    .optional()
    .describe('The mean prediction moved.'),
  feature_drift: section('feature_drift', {
    features: wholeNumber(1, 100_000).optional().describe('So many drifted features, or more. Default: 3.'),
  })
    .optional()
    .describe('Features drifted.'),
  concept_drift: section('concept_drift', {
    p_value: numberFrom(0, 1, 'a number from 0 to 1').optional().describe('Below this p-value the labels moved. Default: 0.05.'),
  })
    .optional()
    .describe('The labels moved.'),
  age: section('age', { days: wholeNumber(1, 36_500).optional().describe('More days than this since training. Default: 30.') })
    .optional()
    .describe('The model is old.'),
  performance_drop: section('performance_drop', {
    drop: numberFrom(0, 1, 'a number from 0 to 1').optional().describe('A larger drop than this. Default: 0.05.'),
  })
    .optional()
    .describe('Quality fell.'),
})

const webhook = z.union(
  [
    text('an address').transform((url) => ({ url, headers: undefined })),
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

const action = z.union(
  [
    section('an action', { webhook: webhook.describe('An address that the decision is sent to, as JSON.') }),
    section('an action', {
      command: list(text('a word of a command'), 'a list: [program, argument, …]').describe(
        'A program with its arguments; no shell reads them. The decision comes in as JSON on its input.',
      ),
    }),
    section('an action', {
      databricks_job: section('a Databricks job', {
        host: text('the address of a workspace').describe('Address of the workspace.'),
        token: secret().describe(TOKEN_DESCRIPTION),
        job_id: z
          .union([z.int(), text('the number of a job')], { error: 'the number of a job' })
          .transform(String)
          .describe('Number of the job.'),
        parameters: z
          .record(z.string(), z.string({ error: 'text' }))
          .optional()
          .describe('Parameters of the job run.'),
      }).describe('A job that is started.'),
    }),
    section('an action', {
      mlflow_tag: section('an MLflow tag', {
        key: text('the name of a tag').optional().describe('Name of the tag. Default: leeway.retrain.'),
      }).describe("A tag on the newest version of the monitor's registered model (see `mlflow`)."),
    }),
  ],
  { error: 'one of {webhook: …}, {command: […]}, {databricks_job: {…}}, {mlflow_tag: {…}}' },
)

export const retraining = section('retraining', {
  trained_at: z
    .union(
      [
        text('a date').transform((date) => ({ date })),
        section('trained_at', { mlflow: text('the name of a registered model').describe('Its newest version.') }),
        section('trained_at', { query: text('an SQL query').describe('An SQL query with one value.') }),
      ],
      { error: 'a date, {mlflow: model} or {query: "select …"}' },
    )
    .optional()
    .describe('When the model was trained: a date, {mlflow: model} or {query: "select …"}.'),
  triggers: triggers.optional().describe("What makes retraining due. Default: the document's five triggers."),
  cooldown: duration(true).optional().describe('What was done is not done again for so long. Default: 7 days.'),
  actions: list(action, 'a list of actions').optional().describe('What is done when retraining is due.'),
})

// Forms of one place: an unknown key is compared with the keys of all of them.
SECTION_KEYS.set('an action', ['webhook', 'command', 'databricks_job', 'mlflow_tag'])
SECTION_KEYS.set('trained_at', ['mlflow', 'query'])
