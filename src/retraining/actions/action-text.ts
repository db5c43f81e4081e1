/** An action as people read it: references stand as written, so no secret is in it. */
import type { Monitor, RetrainingAction } from '../../config/project.ts'

export function actionText(action: RetrainingAction, monitor: Pick<Monitor, 'name' | 'mlflow'>): string {
  switch (action.kind) {
    case 'webhook':
      return `POST the decision to ${action.url.written}`
    case 'command':
      return `start ${action.command.map(({ written }) => word(written)).join(' ')}`
    case 'databricks_job':
      return `run Databricks job ${action.jobId} of ${action.host.written}`
    case 'mlflow_tag':
      return `set the MLflow tag ${action.key} on the newest version of ${monitor.mlflow?.model ?? monitor.name}`
  }
}

/** Words apart: no shell reads them. */
const word = (text: string): string => (/^[^\s"'\\]+$/.test(text) ? text : JSON.stringify(text))
