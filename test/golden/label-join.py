"""Predictions joined with outcomes, by pandas, and their quality, by scikit-learn. Writes label-join.json."""
import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    log_loss,
    mean_absolute_error,
    mean_squared_error,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
)

SEED = 20260207
rng = np.random.default_rng(SEED)
N = 240
START = pd.Timestamp("2026-01-05")

predictions = pd.DataFrame(
    {
        "id": np.arange(N),
        "ts": [START + pd.Timedelta(minutes=int(17 * i)) for i in range(N)],
        "y": rng.integers(0, 2, N).astype("float"),
        "p": np.round(rng.uniform(0.01, 0.99, N), 6),
        "cost": np.round(rng.lognormal(3, 0.5, N), 3),
    }
)
predictions.loc[rng.choice(N, 7, replace=False), "y"] = np.nan

rows = []
for i in range(N):
    # None, one, two or three outcomes; some not known at the as-of instant, some null.
    for k in range(rng.choice([0, 1, 1, 1, 2, 3])):
        known = predictions.ts[i] + pd.Timedelta(seconds=int(rng.integers(60, 6 * 86400)))
        rows.append(
            {
                "booking": i,
                "state": rng.choice(["paid", "lost", None], p=[0.55, 0.4, 0.05]),
                "amount": None if rng.uniform() < 0.04 else round(float(predictions.cost[i] + rng.normal(0, 4)), 3),
                "seen": known,
            }
        )
labels = pd.DataFrame(rows)
AS_OF = pd.Timestamp("2026-01-11")


def joined(value, match):
    known = labels.assign(value=value)
    known = known[known.value.notna() & (known.seen <= AS_OF)]
    pairs = predictions.merge(known, left_on="id", right_on="booking")
    pairs = pairs.sort_values(["id", "seen", "value"])
    if match != "all":
        pairs = pairs.drop_duplicates("id", keep=match)
    return pairs


def quantile(values, share):
    """The smallest value whose cumulative share reaches it."""
    return float(np.quantile(values, share, method="inverted_cdf"))


def coverage(value, match):
    all_pairs = joined(value, "all")
    per = all_pairs.groupby("id").size()
    delays = (all_pairs.groupby("id").seen.min() - predictions.set_index("id").ts).dropna().dt.total_seconds()
    return {
        "count": N,
        "labelled_predictions": int(per.size),
        "label_coverage": per.size / N,
        "multiple_outcomes": int((per > 1).sum()),
        "outcome_pairs": int(len(joined(value, match))),
        "label_delay_median": quantile(delays, 0.5),
        "label_delay_p90": quantile(delays, 0.9),
    }


lost = labels.state.map({"lost": 1.0, "paid": 0.0})
cases = []
for match in ["all", "first", "last"]:
    pairs = joined(lost, match)
    both = pairs[pairs.y.notna()]
    cases.append(
        {
            "problem": "classification",
            "match": match,
            "expected": {
                **coverage(lost, match),
                "labelled_count": int(len(both)),
                "accuracy_score": accuracy_score(both.value, both.y),
                "precision.one_vs_all.1": precision_score(both.value, both.y),
                "recall.one_vs_all.1": recall_score(both.value, both.y),
                "roc_auc_score.one_vs_all.1": roc_auc_score(both.value, both.p),
                "average_precision.one_vs_all.1": average_precision_score(both.value, both.p),
                "log_loss": log_loss(both.value, both.p),
            },
            "label": {"count": int(len(pairs)), "avg": float(pairs.value.mean()), "stddev": float(pairs.value.std())},
        }
    )
    pairs = joined(labels.amount, match)
    cases.append(
        {
            "problem": "regression",
            "match": match,
            "expected": {
                **coverage(labels.amount, match),
                "labelled_count": int(len(pairs)),
                "mean_average_error": mean_absolute_error(pairs.value, pairs.cost),
                "mean_squared_error": mean_squared_error(pairs.value, pairs.cost),
                "r2_score": r2_score(pairs.value, pairs.cost),
            },
            "label": {"count": int(len(pairs)), "avg": float(pairs.value.mean()), "stddev": float(pairs.value.std())},
        }
    )


def table(frame):
    return json.loads(frame.to_json(orient="split", date_format="iso", date_unit="s", index=False))


out = {
    "provenance": {
        "script": "test/golden/label-join.py",
        "seed": SEED,
        "python": sys.version.split()[0],
        "numpy": np.__version__,
        "pandas": pd.__version__,
        "scikit_learn": sklearn.__version__,
    },
    "tolerance": {"default": {"rel": 1e-9}, "label_delay": {"rel": 0.045}, "ranking": {"abs": 1e-4}},
    "as_of": "2026-01-11T00:00:00Z",
    "predictions": table(predictions),
    "labels": table(labels),
    "cases": cases,
}
with open("test/golden/label-join.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
