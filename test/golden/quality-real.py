"""Quality of real models by window, slice and model id, by scikit-learn, SciPy and NumPy. Writes quality-real.json beside this file.

Run: python test/golden/quality-real.py DATA   (the folder that holds hotel_booking and car_loan)
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from sklearn import metrics as sk

warnings.filterwarnings("ignore")
data = pathlib.Path(sys.argv[1])
VALUES = {("1", "1"): 30.0, ("1", "0"): -25.0, ("0", "1"): -60.0}


def wilson(successes, rows):
    if rows == 0:
        return None
    ci = stats.binomtest(int(successes), int(rows)).proportion_ci(method="wilson")
    return {"lower": float(ci.low), "upper": float(ci.high)}


def lift(y, p):
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.append(np.flatnonzero(np.diff(p)), len(p) - 1)
    rows = np.concatenate([[0], last + 1]) / len(p)
    return float(np.interp(0.1, rows, np.concatenate([[0], np.cumsum(y)[last]]) / y.sum()) / 0.1)


def plain(x):
    return None if x is None or np.isnan(x) else float(x)


def classification(d):
    y, p, s = d.is_canceled.astype(str).to_numpy(), d.y_pred.astype(str).to_numpy(), d.y_pred_proba.to_numpy()
    classes = sorted(set(y) | set(p))
    t = (y == "1").astype(int)
    nan = float("nan")
    out = {"count": len(d), "labelled_count": len(d), "accuracy_score": float(sk.accuracy_score(y, p)), "accuracy_interval": wilson((y == p).sum(), len(y))}
    for name, fn in (("precision", sk.precision_score), ("recall", sk.recall_score), ("f1_score", sk.f1_score)):
        one = fn(y, p, labels=classes, average=None, zero_division=nan)
        out |= {f"{name}.one_vs_all.{k}": plain(v) for k, v in zip(classes, one)}
        out[f"{name}.macro"] = float(fn(y, p, average="macro", zero_division=0))
        out[f"{name}.weighted"] = float(fn(y, p, average="weighted", zero_division=0))
    for k in classes:
        out[f"precision_interval.{k}"] = wilson(((p == k) & (y == k)).sum(), (p == k).sum())
        out[f"recall_interval.{k}"] = wilson(((p == k) & (y == k)).sum(), (y == k).sum())
    two = len(set(y)) == 2
    out |= {
        "log_loss": float(sk.log_loss(t, np.clip(s, 1e-15, 1 - 1e-15), labels=[0, 1])), "brier_score": float(((s - t) ** 2).mean()),
        "roc_auc_score.one_vs_all.1": float(sk.roc_auc_score(t, s)) if two else None,
        "average_precision.one_vs_all.1": float(sk.average_precision_score(t, s)) if t.any() else None,
        "top_decile_lift.one_vs_all.1": lift(t, s) if t.any() else None,
        "matthews_correlation": float(sk.matthews_corrcoef(y, p)) if len(set(y)) == 2 and len(set(p)) == 2 else None,
        "balanced_accuracy": float(sk.balanced_accuracy_score(y, p)),
        "cohen_kappa": plain(sk.cohen_kappa_score(y, p)),
        "total_value": float(sum(VALUES.get(cell, 0.0) for cell in zip(p, y))),
        "value_per_prediction": float(np.mean([VALUES.get(cell, 0.0) for cell in zip(p, y)])),
    }
    tenth = np.minimum(9, np.floor(s * 10).astype(int))
    out["expected_calibration_error.one_vs_all.1"] = float(sum(abs(t[tenth == i].sum() - s[tenth == i].sum()) for i in range(10)) / len(s))
    return out


def fairness(a, b):
    """Rates where the predicate is true minus those where it is false."""
    out = {}
    for k in ("0", "1"):
        rate = []
        for d in (a, b):
            y, p = d.is_canceled.astype(str).to_numpy() == k, d.y_pred.astype(str).to_numpy() == k
            rate.append((sk.precision_score(y, p, zero_division=float("nan")), 1 - sk.recall_score(~y, ~p, zero_division=float("nan")), sk.recall_score(y, p, zero_division=float("nan")), p.mean()))
        occurs = any((d.is_canceled.astype(str) == k).any() or (d.y_pred.astype(str) == k).any() for d in (a, b))
        predicted = any((d.y_pred.astype(str) == k).any() for d in (a, b))
        for name, x, z in zip(("predictive_parity", "predictive_equality", "equal_opportunity", "statistical_parity"), *rate):
            if predicted if name == "statistical_parity" else occurs:
                out[f"{name}.{k}"] = plain(x - z)
    return out


def hotel():
    d = pd.read_parquet(data / "hotel_booking" / "monitoring.parquet")
    d["month"] = d.timestamp.str[:7]
    long = d.lead_time > 90
    rows = []
    for month in ("2016-10", "2017-01", "2017-07"):
        inside = d.month == month
        segments = [(None, None, inside), ("hotel", "City Hotel", inside & (d.hotel == "City Hotel")), ("lead_time > 90", "true", inside & long), ("lead_time > 90", "false", inside & ~long)]
        for model in ("*", "Transient", "Contract"):
            own = np.ones(len(d), bool) if model == "*" else (d.customer_type == model).to_numpy()
            for key, value, mask in segments:
                part = d[mask & own]
                if len(part) == 0:
                    continue
                values = classification(part)
                if value == "true" and (inside & ~long & own).any():
                    values |= fairness(part, d[inside & ~long & own])
                rows.append({"where": {"month": month, "model": model, "slice_key": key, "slice_value": value}, "values": values})
    return rows


def regression(d):
    y, p = d.repaid.to_numpy(float), d.y_pred_proba.to_numpy()
    e = p - y
    low, high = stats.t.interval(0.95, len(e) - 1, loc=e.mean(), scale=stats.sem(e))
    keep = y != 0
    return {
        "labelled_count": len(d), "mean_squared_error": float(sk.mean_squared_error(y, p)), "root_mean_squared_error": float(sk.root_mean_squared_error(y, p)),
        "mean_average_error": float(sk.mean_absolute_error(y, p)), "mean_absolute_percentage_error": float(sk.mean_absolute_percentage_error(y[keep], p[keep])),
        "mape_zero_labels": int((~keep).sum()), "r2_score": float(sk.r2_score(y, p)), "mean_error": float(e.mean()),
        "mean_error_interval": {"lower": float(low), "upper": float(high)},
        "median_absolute_error": float(sk.median_absolute_error(y, p)),
        **{f"error_quantiles.p{q:02d}": float(np.quantile(e, q / 100, method="inverted_cdf")) for q in (5, 25, 50, 75, 95)},
    }


def loan():
    d = pd.read_parquet(data / "car_loan" / "monitoring.parquet")
    d["month"] = d.timestamp.astype(str).str[:7]
    rows = []
    for month in sorted(d.month.unique())[1:4]:
        for model in ("*", *sorted(d.salary_range.unique())[:2]):
            part = d[(d.month == month) & ((d.salary_range == model) | (model == "*"))]
            for key, value, mask in ((None, None, part.month == month), ("loan_length > 12", "true", part.loan_length > 12), ("loan_length > 12", "false", part.loan_length <= 12)):
                rows.append({"where": {"month": month, "model": model, "slice_key": key, "slice_value": value}, "values": regression(part[mask])})
    return rows


out = {
    "provenance": f"pandas {pd.__version__}, numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
    # Quantiles of errors come from logarithmic bins; the rest is exact.
    "rel": 1e-9, "own": {"error_quantiles": 0.0079, "median_absolute_error": 0.0079}, "hotel": hotel(), "loan": loan(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(len(out["hotel"]), len(out["loan"]))
