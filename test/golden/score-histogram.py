"""Scores by scikit-learn, and expected calibration error by definition."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score

SEED = 23
rng = np.random.default_rng(SEED)
cases = []
for name, n, base, sharp in [("well separated", 2000, 0.0, 3.0), ("weak", 1500, -1.0, 0.5), ("rare class", 3000, -4.0, 1.5), ("extreme scores", 800, 0.0, 12.0)]:
    z = rng.normal(base, sharp, n)
    p = np.round(1 / (1 + np.exp(-z)), 6)
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-0.8 * z))).astype(int)
    tenth = np.minimum(9, np.floor(p * 10).astype(int))
    ece = sum(abs(y[tenth == t].sum() - p[tenth == t].sum()) for t in range(10)) / n
    cases.append({
        "name": name, "scores": p.tolist(), "labels": y.tolist(), "roc_auc": float(roc_auc_score(y, p)), "average_precision": float(average_precision_score(y, p)),
        "brier": float(brier_score_loss(y, p)), "log_loss": float(log_loss(y, np.clip(p, 1e-15, 1 - 1e-15))), "ece": float(ece),
    })

def large(rows, seed):
    """Smoothly spread scores, each with a draw of its own, made as test/stats/quality.test.ts makes them."""
    modulus, state = 2**31 - 1, seed
    p, y = np.empty(rows), np.empty(rows, int)
    for i in range(rows):
        draws = []
        for _ in range(4):
            state = state * 48271 % modulus
            draws.append(state)
        u = sum(draws[:3]) / (3 * modulus)
        p[i] = u * u * (3 - 2 * u)
        y[i] = draws[3] / modulus < p[i] * p[i]
    tenth = np.minimum(9, np.floor(p * 10).astype(int))
    ece = sum(abs(y[tenth == t].sum() - p[tenth == t].sum()) for t in range(10)) / rows
    return {"rows": rows, "seed": seed, "roc_auc": float(roc_auc_score(y, p)), "average_precision": float(average_precision_score(y, p)), "ece": float(ece)}


out = {"provenance": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, seed {SEED}; log loss clipped at 1e-15", "cases": cases, "large": large(120_000, 11)}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
