"""Regression metrics by scikit-learn."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as m

SEED = 29
rng = np.random.default_rng(SEED)
cases = []
for name, y, e in [
    ("normal", rng.normal(10, 3, 200), rng.normal(size=200)), ("near a billion", 1e9 + rng.normal(size=100), 0.5 * rng.normal(size=100)),
    ("with zero labels", rng.poisson(1, 150).astype(float), rng.normal(size=150)), ("constant label", np.full(10, 4.0), rng.normal(size=10)),
    ("one row", np.array([2.0]), np.array([0.5])), ("all labels zero", np.zeros(5), rng.normal(size=5)),
]:
    p = y + e
    nz = y != 0
    constant = len(y) < 2 or y.min() == y.max()
    cases.append({
        "name": name, "predictions": p.tolist(), "labels": y.tolist(), "mse": float(m.mean_squared_error(y, p)), "rmse": float(m.root_mean_squared_error(y, p)),
        "mae": float(m.mean_absolute_error(y, p)), "mape": float(m.mean_absolute_percentage_error(y[nz], p[nz])) if nz.any() else None,
        "r2": None if constant else float(m.r2_score(y, p)), "bias": float(np.mean(p - y)), "zero_labels": int((~nz).sum()), "rel": 1e-9,
    })
out = {"provenance": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, seed {SEED}; MAPE over labels that are not 0", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
