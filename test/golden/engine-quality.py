"""Predictions against labels by scikit-learn: what the engine's sums must lead to. Run with a Python that has numpy and scikit-learn."""
import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from sklearn.metrics import brier_score_loss, confusion_matrix, log_loss, mean_absolute_error, mean_absolute_percentage_error, mean_squared_error, r2_score

SEED = 20261123
rng = np.random.default_rng(SEED)


def binary(n):
    p = np.round(rng.beta(1, 3, n), 6)
    p[:4] = [0.0, 1.0, 1e-9, 1 - 1e-9]
    y = (rng.random(n) < p).astype(int)
    y[:4] = [1, 0, 0, 1]
    prediction = (p > 0.4).astype(int)
    segment = rng.integers(0, 3, n)
    parts = {}
    for name, mask in [("all", np.ones(n, bool))] + [(f"s{k}", segment == k) for k in range(3)]:
        m = confusion_matrix(y[mask], prediction[mask], labels=[0, 1])
        both = np.clip(np.column_stack([1 - p[mask], p[mask]]), 1e-15, 1 - 1e-15)
        parts[name] = {
            "confusion": {f"{i},{j}": int(m[j, i]) for i in (0, 1) for j in (0, 1)},
            "log_loss": float(log_loss(y[mask], both, labels=[0, 1])),
            "brier": float(brier_score_loss(y[mask], p[mask])),
            "bins_positive": bins(p[mask][y[mask] == 1]),
            "bins_negative": bins(p[mask][y[mask] == 0]),
        }
    return {"probability": p.tolist(), "label": y.tolist(), "prediction": prediction.tolist(), "segment": [f"s{k}" for k in segment], "parts": parts}


def bins(p):
    """Count per coarse score key: 1/128 of 64 sinh(log odds / 64)."""
    clipped = np.clip(p, 1e-15, 1 - 1e-15)
    b = np.floor(64 * np.sinh(np.log(clipped / (1 - clipped)) / 64) * 128).astype(int)
    values, counts = np.unique(b, return_counts=True)
    return {str(v): int(c) for v, c in zip(values, counts)}


def multiclass(n):
    names = ["cat", "dog", "owl"]
    raw = rng.dirichlet([1, 1, 1], n)
    y = np.array([rng.choice(3, p=row) for row in raw])
    return {
        "probability": {name: raw[:, k].tolist() for k, name in enumerate(names)},
        "label": [names[k] for k in y],
        "prediction": [names[k] for k in raw.argmax(1)],
        "log_loss": float(log_loss(y, raw, labels=[0, 1, 2])),
        "one_vs_all_brier": {name: float(brier_score_loss((y == k).astype(int), raw[:, k])) for k, name in enumerate(names)},
    }


def regression(n):
    y = rng.normal(1e9, 1, n)
    p = y + rng.normal(0.1, 0.5, n)
    return {
        "label": y.tolist(),
        "prediction": p.tolist(),
        "mean_squared_error": float(mean_squared_error(y, p)),
        "mean_absolute_error": float(mean_absolute_error(y, p)),
        "mean_absolute_percentage_error": float(mean_absolute_percentage_error(y, p)),
        "r2_score": float(r2_score(y, p)),
    }


golden = {
    "provenance": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__, "seed": SEED, "relative_tolerance": 1e-9},
    "binary": binary(400),
    "multiclass": multiclass(200),
    "regression": regression(300),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, indent=1) + "\n")
