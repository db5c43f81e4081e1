/** When the model was trained: from the configuration, from the newest version in MLflow, or by a query. */
import { parseInstant } from '../config/parse-instant.ts'
import type { Monitor } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import type { Engine } from '../engines/engine.ts'
import { oneValueQuery } from '../sql/one-value-query.ts'
import type { MlflowPort } from './mlflow-port.ts'
import type { Unknown } from './trigger.ts'

export interface TrainingTime {
  readonly us: number
  /** `leeway.yaml`, `a query`, or the MLflow version. */
  readonly from: string
}

export interface TrainingSources {
  readonly engineOf: (monitor: Monitor) => Engine
  readonly mlflow: MlflowPort | null
}

/** A source that fails makes the time unknown, with what it said: it does not end the decision. */
export async function trainingTime(monitor: Monitor, sources: TrainingSources): Promise<TrainingTime | Unknown> {
  const trainedAt = monitor.retraining?.trainedAt ?? null
  if (trainedAt === null)
    return {
      reason: 'when the model was trained is not known',
      mend: 'set `retraining.trained_at`: a date, {mlflow: model} or {query: "select max(…) …"}',
    }
  try {
    switch (trainedAt.kind) {
      case 'date':
        return { us: trainedAt.us, from: 'leeway.yaml' }
      case 'query':
        return await byQuery(monitor, trainedAt.sql, sources.engineOf(monitor))
      case 'mlflow':
        return await byMlflow(monitor, trainedAt.model, sources.mlflow)
    }
  } catch (error) {
    if (!(error instanceof LeewayError) || error.code === 'INTERRUPTED') throw error
    return {
      reason: `when the model was trained could not be asked: ${error.message}`,
      mend: error.mend ?? 'check retraining.trained_at',
    }
  }
}

async function byQuery(monitor: Monitor, sql: string, engine: Engine): Promise<TrainingTime | Unknown> {
  const rows = await engine.query(oneValueQuery(sql))
  const value = rows[0]?.['v']
  const mend = 'let `retraining.trained_at.query` give one value: a date or timestamp'
  if (rows.length > 1) return { reason: 'the query of the training time gives several rows', mend }
  if (value === null || value === undefined) return { reason: 'the query of the training time gives no value', mend }
  const us = parseInstant(String(value), monitor.timeZone)
  return us === undefined
    ? { reason: `the query of the training time gives "${String(value).slice(0, 40)}", which is not a time`, mend }
    : { us, from: 'a query' }
}

async function byMlflow(monitor: Monitor, model: string, mlflow: MlflowPort | null): Promise<TrainingTime | Unknown> {
  if (mlflow === null)
    return { reason: `MLflow cannot be asked for the versions of ${model} here`, mend: 'give a date, or a query' }
  const newest = await mlflow.newestVersion(monitor.mlflow, model)
  if (newest === null)
    return { reason: `MLflow has no version of the model ${model}`, mend: 'check the name under retraining.trained_at' }
  return { us: newest.createdAtUs, from: `MLflow, version ${newest.version} of ${model}` }
}
