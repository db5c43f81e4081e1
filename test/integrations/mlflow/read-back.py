"""Runs of an experiment as the real client reads them: metrics with their history, tags, files, and a table that it loads."""

import json
import sys

from mlflow import MlflowClient

# Each history is a request of its own: only these are read.
KEYS = {"accuracy_score", "count", "predicted/avg"}

client = MlflowClient()
experiment = client.get_experiment_by_name(sys.argv[1])
runs = client.search_runs([experiment.experiment_id], order_by=["attributes.start_time ASC"], max_results=1000)
answer = []
for run in runs:
    files = [file.path for file in client.list_artifacts(run.info.run_id)]
    texts = {}
    for file in files:
        if file.endswith(".html"):
            texts[file] = open(client.download_artifacts(run.info.run_id, file), encoding="utf-8").read()
    answer.append(
        {
            "run_id": run.info.run_id,
            "name": run.info.run_name,
            "status": run.info.status,
            "metrics": {key: None if value != value else value for key, value in run.data.metrics.items()},
            "history": {
                key: [[m.step, m.timestamp, None if m.value != m.value else m.value] for m in client.get_metric_history(run.info.run_id, key)]
                for key in run.data.metrics
                if key in KEYS
            },
            "tags": run.data.tags,
            "files": files,
            "texts": texts,
            "table": client.load_table(experiment.experiment_id, "findings.json", run_ids=[run.info.run_id])
            .astype(object)
            .where(lambda frame: frame.notna(), None)
            .to_dict("list")
            if "findings.json" in files
            else None,
        }
    )
print(json.dumps(answer, default=lambda value: None))
