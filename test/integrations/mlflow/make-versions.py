"""Registers models with the real client: twelve versions with metrics that differ, one without a run, one whose run is gone."""

import json
import math
import time

import mlflow
from mlflow import MlflowClient

client = MlflowClient()


def version(name, metrics):
    with mlflow.start_run() as run:
        for key, value in metrics.items():
            mlflow.log_metric(key, value)
    return client.create_model_version(name, source=f"runs:/{run.info.run_id}/model", run_id=run.info.run_id), run.info.run_id


HOTEL = "hotel_cancellation"
client.create_registered_model(HOTEL)
for number in range(1, 13):
    metrics = {"accuracy": 0.8 + number / 100, "test_rmse": 2.0 - number / 10, "rows": 1000.0}
    if number == 10:
        del metrics["test_rmse"]
    if number == 11:
        metrics["only_eleven"] = 1e-7
    if number == 12:
        metrics = {"rows": 1000.0, "accuracy": 0.855, "not_a_number": math.nan, "without_end": math.inf}
    made, last_run = version(HOTEL, metrics)
    time.sleep(0.01)
client.set_registered_model_alias(HOTEL, "champion", "11")
client.set_registered_model_alias(HOTEL, "fallback", "11")
client.set_registered_model_alias(HOTEL, "challenger", "12")
client.transition_model_version_stage(HOTEL, "11", "Production")
client.transition_model_version_stage(HOTEL, "9", "Archived")

BROKEN = "catalog.schema.broken"
client.create_registered_model(BROKEN)
version(BROKEN, {"accuracy": 0.5})
client.create_model_version(BROKEN, source="s3://elsewhere/model")
_, deleted = version(BROKEN, {"accuracy": 0.6})
client.delete_run(deleted)
client.create_model_version(BROKEN, source="s3://elsewhere/model", run_id="00000000000000000000000000000000")

client.create_registered_model("empty")
print(json.dumps({"last_run": last_run}))
