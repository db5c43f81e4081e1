"""Curves of scores by scikit-learn, and the lift of the best rows by NumPy. Writes score-curves.json beside this file."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.calibration import calibration_curve
from sklearn.metrics import precision_recall_curve, roc_curve

SEED = 20260602
rng = np.random.default_rng(SEED)


def lift(y, p, share):
    """The cumulative gain curve, straight between scores, at a share of the rows; divided by the share."""
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.append(np.flatnonzero(np.diff(p)), len(p) - 1)
    rows = np.concatenate([[0], last + 1]) / len(p)
    hits = np.concatenate([[0], np.cumsum(y)[last]]) / y.sum()
    return float(np.interp(share, rows, hits) / share)


def off_edges(p):
    """Scores on the edge of a tenth are counted differently by scikit-learn; none stands there."""
    on = np.isclose(p * 10, np.round(p * 10), atol=1e-9) & (p > 0) & (p < 1)
    return np.where(on, p + 1e-4, p)


cases = []
for name, n, digits in (("fine scores", 300, 6), ("many ties", 400, 1), ("a few scores", 250, 2), ("one tie over the cut", 40, 1), ("seven rows", 7, 3)):
    p = off_edges(np.round(rng.beta(1.2, 2, n), digits))
    if name == "one tie over the cut":
        p = off_edges(np.full(n, 0.62))
        p[:2] = [0.97, 0.91]
    y = (rng.random(n) < p).astype(int)
    y[:2] = [1, 0]
    fpr, tpr, roc_at = roc_curve(y, p, drop_intermediate=False)
    precision, recall, pr_at = precision_recall_curve(y, p)
    true, pred = calibration_curve(y, p, n_bins=10, strategy="uniform")
    cases.append({
        "name": name, "scores": p.tolist(), "labels": y.tolist(),
        "fpr": fpr.tolist(), "tpr": tpr.tolist(), "roc_thresholds": [None if np.isinf(t) else float(t) for t in roc_at],
        "precision": precision.tolist(), "recall": recall.tolist(), "pr_thresholds": pr_at.tolist(),
        "positive_share": true.tolist(), "mean_score": pred.tolist(),
        "lift_10": lift(y, p, 0.1), "lift_25": lift(y, p, 0.25), "lift_100": lift(y, p, 1.0),
    })
out = {
    "provenance": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, seed {SEED}; roc_curve(drop_intermediate=False), precision_recall_curve, calibration_curve(strategy='uniform')",
    # A fine key is at most 2^-20 wide in log odds, so its smallest score is at most 2.4e-7 below any of its scores.
    "rel": 1e-12, "threshold_abs": 2.5e-7, "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
