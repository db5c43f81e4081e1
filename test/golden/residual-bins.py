"""Residuals by bins of the prediction, by NumPy. Writes residual-bins.json beside this file."""
import json
import pathlib

import numpy as np

SEED = 20260604
rng = np.random.default_rng(SEED)
edges = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.5])
prediction = np.round(rng.normal(0.2, 1.4, 300), 2)
label = np.round(prediction + 0.3 * prediction**2 + rng.normal(0, 0.4, 300), 3)
bins = np.searchsorted(edges, prediction, side="left")
points = []
for b in range(len(edges) + 1):
    inside = bins == b
    if not inside.any():
        continue
    e = (prediction - label)[inside]
    points.append({
        "rows": int(inside.sum()), "mean_prediction": float(prediction[inside].mean()), "mean_error": float(e.mean()),
        "stddev": float(e.std(ddof=1)) if len(e) > 1 else None,
    })
out = {
    "provenance": f"numpy {np.__version__}, seed {SEED}; searchsorted(side='left'), mean, std(ddof=1)", "rel": 1e-9,
    "edges": edges.tolist(), "predictions": prediction.tolist(), "labels": label.tolist(), "points": points,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
