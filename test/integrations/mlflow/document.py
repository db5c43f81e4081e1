"""The document's own two functions, as they stand there (its emoji is written as the one it was), called on a real server."""

import json
import sys

import pandas as pd
from mlflow import MlflowClient

def compare_model_versions(model_name: str, last_n: int = 5) -> pd.DataFrame:
    """Compare metrics across recent model versions."""
    
    client = MlflowClient()
    versions = client.search_model_versions(f"name='{model_name}'")
    versions = sorted(versions, key=lambda v: int(v.version), reverse=True)[:last_n]
    
    comparisons = []
    for v in versions:
        run = client.get_run(v.run_id)
        metrics = run.data.metrics
        
        comparisons.append({
            "version": v.version,
            "created": v.creation_timestamp,
            **metrics
        })
    
    return pd.DataFrame(comparisons)

def send_model_drift_alert(
    model_name: str,
    drift_type: str,
    drift_score: float,
    threshold: float
):
    """Send alert when drift detected."""
    
    message = f"""
    🚨 Model Drift Alert
    
    Model: {model_name}
    Drift Type: {drift_type}
    Score: {drift_score:.2f}
    Threshold: {threshold:.2f}
    
    Action Required: Review model performance and consider retraining.
    """
    
    # Integration with alerting system (e.g., Slack, PagerDuty)
    print(message)
    
    # Log to MLflow
    import mlflow
    with mlflow.start_run(run_name=f"drift_alert_{model_name}"):
        mlflow.log_metrics({
            f"{drift_type}_drift_score": drift_score,
            f"{drift_type}_threshold": threshold
        })
        mlflow.set_tags({
            "alert_type": "drift",
            "model_name": model_name
        })

if sys.argv[1] == "compare":
    # compare MODEL LAST…: one table each.
    tables = []
    for last_n in sys.argv[3:]:
        frame = compare_model_versions(sys.argv[2], int(last_n))
        tables.append(
            [
                {name: None if isinstance(value, float) and value != value else value for name, value in row.items()}
                for row in frame.astype(object).to_dict("records")
            ]
        )
    print(json.dumps(tables))
else:
    import contextlib
    import io

    # alert MODEL TYPE SCORE,THRESHOLD…: one message each.
    messages = []
    for pair in sys.argv[4:]:
        score, threshold = (float(number) for number in pair.split(","))
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            send_model_drift_alert(sys.argv[2], sys.argv[3], score, threshold)
        text = printed.getvalue()
        # MLflow's own lines about where to look come after the message.
        messages.append(text[: text.index("consider retraining.") + len("consider retraining.\n    ")])
    print(json.dumps(messages))
