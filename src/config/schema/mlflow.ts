import { list, oneOf, secret, section, TOKEN_DESCRIPTION, text } from './kinds.ts'

const MLFLOW_LOGS = ['findings', 'alerts', 'metrics', 'report'] as const

export const mlflow = section('mlflow', {
  tracking_uri: text('the address of an MLflow tracking server')
    .optional()
    .describe('Address of the tracking server: http://…, or https://… of a Databricks workspace. Default: MLFLOW_TRACKING_URI.'),
  model: text('the name of a registered model').optional().describe("Registered model. Default: the monitor's name."),
  registry: oneOf(['workspace', 'unity_catalog'])
    .optional()
    .describe('Which registry of a Databricks workspace. Default: unity_catalog for a name of three parts.'),
  experiment: text('the name of an experiment').optional().describe('Experiment that runs are logged to. Default: leeway.'),
  token: secret().optional().describe(TOKEN_DESCRIPTION),
  username: text('a user name').optional().describe('User name, where the server asks for one.'),
  password: secret().optional().describe('Password, as a reference.'),
  log: list(oneOf(MLFLOW_LOGS), 'a list of what is logged')
    .optional()
    .describe('What a run logs: findings, alerts, metrics, report. Default: nothing.'),
})
