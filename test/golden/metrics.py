"""Expected values of the metric tables, by pandas, NumPy, SciPy and scikit-learn. Writes metrics.json beside this file.

Run: python test/golden/metrics.py
Raw values stand in the file as text where JSON has none: "nan", "inf", "-inf". Null is null.
"""

import json
import platform
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from scipy.spatial.distance import chebyshev, jensenshannon
from scipy.special import rel_entr
from sklearn import metrics as sk

SEED = 20260131
BINS = 32
rng = np.random.default_rng(SEED)


def plain(x):
    """A number that JSON can hold exactly, or None."""
    if x is None or (isinstance(x, float) and not np.isfinite(x)):
        return None
    return x.item() if hasattr(x, "item") else x


def raw(values):
    """Values as they stand in the file."""
    out = []
    for v in values:
        if v is None:
            out.append(None)
        elif isinstance(v, (float, np.floating)) and np.isnan(v):
            out.append("nan")
        elif isinstance(v, (float, np.floating)) and np.isinf(v):
            out.append("inf" if v > 0 else "-inf")
        else:
            out.append(plain(v))
    return out


def non_null(values):
    return [v for v in values if v is not None]


def finite(values):
    return np.array([v for v in non_null(values) if np.isfinite(v)], dtype=float)


def quantile(sorted_values, i, parts):
    """Smallest value whose cumulative share reaches i / parts, in whole numbers."""
    n = len(sorted_values)
    return float(sorted_values[max(0, -(-i * n // parts) - 1)])


def profile_common(values):
    present = non_null(values)
    rows = len(values)
    distinct = pd.Series(present, dtype=object).map(lambda v: "nan" if v != v else v).nunique()
    return {
        "count": len(present),
        "num_nulls": rows - len(present),
        "percent_null": 100 * (rows - len(present)) / rows,
        "missing_rate": (rows - len(present)) / rows,
        "distinct_count": distinct,
        "percent_distinct": 100 * distinct / len(present),
    }


def mean_interval(x):
    low, high = stats.t.interval(0.95, len(x) - 1, loc=np.mean(x), scale=stats.sem(x))
    return {"lower": float(low), "upper": float(high)}


def wilson(successes, rows):
    """None where nothing can be divided."""
    if rows == 0:
        return None
    ci = stats.binomtest(int(successes), int(rows)).proportion_ci(method="wilson")
    return {"lower": float(ci.low), "upper": float(ci.high)}


def rate_intervals(y, p, classes):
    y, p = np.array(y), np.array(p)
    out = {name: {} for name in ("precision_interval", "recall_interval", "specificity_interval", "false_positive_rate_interval")}
    for k in classes:
        hits, predicted, labelled = ((y == k) & (p == k)).sum(), (p == k).sum(), (y == k).sum()
        out["precision_interval"][k] = wilson(hits, predicted)
        out["recall_interval"][k] = wilson(hits, labelled)
        out["specificity_interval"][k] = wilson(((y != k) & (p != k)).sum(), (y != k).sum())
        out["false_positive_rate_interval"][k] = wilson(((y != k) & (p == k)).sum(), (y != k).sum())
    return out


def lift(y, p):
    """The cumulative gain curve, straight between scores, at a tenth of the rows; divided by it."""
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.append(np.flatnonzero(np.diff(p)), len(p) - 1)
    rows = np.concatenate([[0], last + 1]) / len(p)
    return float(np.interp(0.1, rows, np.concatenate([[0], np.cumsum(y)[last]]) / y.sum()) / 0.1)


def profile_numeric(values, floating):
    x = np.sort(finite(values))
    present = np.array(non_null(values), dtype=float)
    out = profile_common(values)
    out |= {
        "avg": float(np.mean(x)),
        "min": float(x.min()),
        "max": float(x.max()),
        "stddev": float(np.std(x, ddof=1)),
        "avg_interval": mean_interval(x),
        "median": float(np.quantile(x, 0.5, method="inverted_cdf")),
        "num_zeros": int((present == 0).sum()),
        "percent_zeros": 100 * float((present == 0).mean()),
        "quantiles": [quantile(x, i, 999) for i in range(1000)],
    }
    assert out["median"] == quantile(x, 1, 2)
    if floating:
        out |= {
            "num_nan": int(np.isnan(present).sum()),
            "percent_nan": 100 * float(np.isnan(present).mean()),
            "num_positive_infinity": int(np.isposinf(present).sum()),
            "num_negative_infinity": int(np.isneginf(present).sum()),
        }
    return out


def as_text(v):
    return ("true" if v else "false") if isinstance(v, (bool, np.bool_)) else str(v)


def profile_categories(values, lengths):
    out = profile_common(values)
    counts = pd.Series([as_text(v) for v in non_null(values)]).value_counts()
    items = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:100]
    out["frequent_items"] = [{"item": k, "count": int(v)} for k, v in items]
    if lengths:
        n = pd.Series(non_null(values)).str.len()
        out |= {"min_length": int(n.min()), "max_length": int(n.max()), "avg_length": float(n.mean())}
    return out


def divergences(r, c):
    """Distances over counts; half a count everywhere for the logarithms when a bin is empty."""
    r, c = np.asarray(r, float), np.asarray(c, float)
    add = 0.5 if (r == 0).any() or (c == 0).any() else 0.0
    q, p = (r + add) / (r + add).sum(), (c + add) / (c + add).sum()
    qs, ps = r / r.sum(), c / c.sum()
    return {
        "psi": float(rel_entr(p, q).sum() + rel_entr(q, p).sum()),
        "kl_divergence": float(stats.entropy(p, q)),
        "kl_divergence_reverse": float(stats.entropy(q, p)),
        "hellinger_distance": float(np.sqrt(((np.sqrt(ps) - np.sqrt(qs)) ** 2).sum() / 2)),
        "js_distance": float(jensenshannon(ps, qs, base=2)),
        "tv_distance": float(np.abs(ps - qs).sum() / 2),
        "l_infinity_distance": float(chebyshev(ps, qs)),
    }


def deltas(ref, cur, names):
    return {f"{name}_delta": cur[name] - ref[name] for name in names}


def drift_numeric(ref, cur, profile_ref, profile_cur):
    r, c = np.sort(finite(ref)), np.sort(finite(cur))
    out = deltas(profile_ref, profile_cur, ["count", "avg", "percent_null", "percent_zeros", "percent_distinct"])
    out["missing_rate_change"] = profile_cur["missing_rate"] - profile_ref["missing_rate"]
    ks = stats.ks_2samp(r, c, method="asymp")
    edges = np.unique(np.quantile(r, np.arange(1, BINS + 1) / BINS, method="inverted_cdf"))
    if len(np.unique(r)) <= BINS:
        edges = np.unique(r)
    edges = np.concatenate([[np.nextafter(r[0], -np.inf)], edges])
    counts = [np.bincount(np.searchsorted(edges, x, side="left"), minlength=len(edges) + 1) for x in (r, c)]
    over_bins = divergences(*counts)
    out |= {
        "ks_test": {"statistic": float(ks.statistic), "pvalue": float(ks.pvalue)},
        "wasserstein_distance": float(stats.wasserstein_distance(r, c)),
        "population_stability_index": over_bins["psi"],
        "hellinger_distance": over_bins["hellinger_distance"],
        "kl_divergence": over_bins["kl_divergence"],
        "kl_divergence_reverse": over_bins["kl_divergence_reverse"],
        "mean_shift_z": abs(profile_cur["avg"] - profile_ref["avg"]) / (profile_ref["stddev"] or 1),
        "range_violations": float(((c < r.min()) | (c > r.max())).mean()),
    }
    return out


def drift_categories(ref, cur, profile_ref, profile_cur):
    out = deltas(profile_ref, profile_cur, ["count", "percent_null", "percent_distinct"])
    out["missing_rate_change"] = profile_cur["missing_rate"] - profile_ref["missing_rate"]
    r = pd.Series([as_text(v) for v in non_null(ref)])
    c = pd.Series([as_text(v) for v in non_null(cur)])
    rc, cc = r.value_counts(), c.value_counts()
    if len(rc) <= 100 and len(cc) <= 100:
        names = sorted(set(rc.index) | set(cc.index))
        a = [int(rc.get(k, 0)) for k in names]
        b = [int(cc.get(k, 0)) for k in names]
    else:
        top = [k for k, _ in sorted(rc.items(), key=lambda kv: (-kv[1], kv[0]))[:100]]
        a = [int(rc.get(k, 0)) for k in top]
        b = [int(cc.get(k, 0)) for k in top]
        a.append(len(r) - sum(a))
        b.append(len(c) - sum(b))
    d = divergences(a, b)
    test = stats.chi2_contingency(np.array([a, b])[:, (np.array(a) + np.array(b)) > 0])
    out |= {k: d[k] for k in ("js_distance", "tv_distance", "l_infinity_distance", "hellinger_distance", "kl_divergence", "kl_divergence_reverse")}
    out["categorical_psi"] = d["psi"]
    out["chi_squared_test"] = {"statistic": float(test.statistic), "pvalue": float(test.pvalue)}
    out["unseen_categories"] = float(1 - c.isin(set(r)).mean())
    return out


def numeric_case(name, data_type, ref, cur, floating):
    pr, pc = profile_numeric(ref, floating), profile_numeric(cur, floating)
    return {
        "name": name, "kind": "numeric", "dataType": data_type, "reference": raw(ref), "current": raw(cur),
        "profile": pc, "drift": drift_numeric(ref, cur, pr, pc),
    }


def category_case(name, kind, data_type, ref, cur):
    lengths = kind != "boolean"
    pr, pc = profile_categories(ref, lengths), profile_categories(cur, lengths)
    return {
        "name": name, "kind": kind, "dataType": data_type, "reference": raw(ref), "current": raw(cur),
        "profile": pc, "drift": drift_categories(ref, cur, pr, pc),
    }


def with_nulls(values, share):
    return [None if rng.random() < share else v for v in values]


def columns():
    normal_r = [round(float(v), 4) for v in rng.normal(10, 3, 300)]
    normal_c = [round(float(v), 4) for v in rng.normal(11, 3.5, 220)]
    odd = [float("nan"), float("nan"), float("inf"), float("-inf"), 0.0]
    yield numeric_case("double with everything", "double", with_nulls(normal_r, 0.05) + odd[:1], with_nulls(normal_c, 0.1) + odd, True)
    yield numeric_case("near 1e9", "double", [1e9 + round(float(v), 3) for v in rng.normal(0, 1, 150)], [1e9 + round(float(v), 3) for v in rng.normal(0.2, 1, 90)], True) | {
        # A mean near 1e9 has steps of 1e-7; the difference of two keeps them.
        "tolerance": {"avg_delta": {"rel": 0, "abs": 1e-6}, "mean_shift_z": {"rel": 0, "abs": 1e-6}}}
    yield numeric_case("zero-inflated integer", "bigint", [int(v) for v in rng.poisson(0.8, 250)], with_nulls([int(v) for v in rng.poisson(1.3, 130)], 0.03), False)
    words = ["alpha", "beta", "gamma", "delta", "übung", "日本語"]
    pick = lambda p, n, w=words: [w[i] for i in rng.choice(len(w), n, p=p)]
    yield category_case("categories", "categorical", "string", with_nulls(pick([0.4, 0.3, 0.2, 0.1, 0, 0], 400), 0.02),
                        with_nulls(pick([0.3, 0.3, 0.2, 0.1, 0.05, 0.05], 260), 0.08))
    yield category_case("two categories", "categorical", "string", pick([0.5, 0.5], 80, ["a", "bb"]), pick([0.35, 0.65], 60, ["a", "bb"]))
    many = [f"item {i}" for i in range(140)]
    weights = 1 / np.arange(1, 141)
    yield category_case("many categories", "text", "string", pick(weights / weights.sum(), 900, many), pick(np.roll(weights, 3) / weights.sum(), 500, many))
    flags = lambda p, n: with_nulls([bool(v) for v in rng.random(n) < p], 0.05)
    yield category_case("booleans", "boolean", "boolean", flags(0.3, 200), flags(0.42, 150))


def timestamps():
    cur = with_nulls([int(v) for v in rng.integers(1_700_000_000_000_000, 1_700_600_000_000_000, 75)], 0.05)
    out = profile_common(cur)
    x = np.sort(np.array(non_null(cur), dtype=float)) / 1e6
    out |= {"min": float(x.min()), "max": float(x.max()), "median": quantile(x, 1, 2)}
    return {"name": "timestamps", "kind": "timestamp", "dataType": "timestamp", "current": cur, "profile": out}


def per_class(fn, y, p, classes):
    one = fn(y, p, labels=classes, average=None, zero_division=0)
    weights = np.array([(np.array(y) == k).sum() for k in classes])
    return {"one_vs_all": dict(zip(classes, map(float, one))), "macro": float(np.mean(one)), "weighted": float(np.average(one, weights=weights))}


def classification(name, classes, n, positive):
    y = rng.choice(len(classes), n, p=np.array([0.7, 0.3] if len(classes) == 2 else [0.5, 0.3, 0.2]))
    logits = rng.normal(0, 1, (n, len(classes)))
    logits[np.arange(n), y] += 1.2
    proba = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    proba = np.round(proba, 6)
    predicted = proba.argmax(axis=1)
    y_text = [classes[i] for i in y]
    p_text = [classes[i] for i in predicted]
    occurring = sorted(set(y_text) | set(p_text))
    cm = [
        {"prediction": p, "label": l, "count": sum(1 for a, b in zip(p_text, y_text) if a == p and b == l)}
        for p in occurring for l in occurring
    ]
    if positive:
        scores = {positive: [float(v) for v in proba[:, classes.index(positive)]]}
        p1 = np.clip(np.array(scores[positive]), 1e-15, 1 - 1e-15)
        t = np.array([1 if v == positive else 0 for v in y_text])
        log_loss = float(-(t * np.log(p1) + (1 - t) * np.log(1 - p1)).mean())
        assert abs(log_loss - sk.log_loss(t, p1)) < 1e-9
        brier = float(sk.brier_score_loss(t, np.array(scores[positive])))
    else:
        scores = {k: [float(v) for v in proba[:, i]] for i, k in enumerate(classes)}
        log_loss = float(-np.log(np.clip(proba[np.arange(n), y], 1e-15, 1)).mean())
        brier = float(((proba - np.eye(len(classes))[y]) ** 2).sum(axis=1).mean())
    top = {k: lift(np.array([float(v == k) for v in y_text]), np.array(s)) for k, s in scores.items()}
    auc = {k: float(sk.roc_auc_score([v == k for v in y_text], s)) for k, s in scores.items()}
    ap = {k: float(sk.average_precision_score([v == k for v in y_text], s)) for k, s in scores.items()}
    ece = {}
    for k, s in scores.items():
        s = np.array(s)
        t = np.array([v == k for v in y_text], float)
        tenth = np.minimum(9, (s * 10).astype(int))
        ece[k] = float(sum(abs(t[tenth == i].sum() - s[tenth == i].sum()) for i in range(10)) / n)
    weight = {k: y_text.count(k) for k in scores}
    means = lambda one: {"one_vs_all": one, "macro": float(np.mean(list(one.values()))),
                         "weighted": float(np.average(list(one.values()), weights=[weight[k] for k in one]))}
    auc_means = means(auc)
    if not positive:
        for average in ("macro", "weighted"):
            whole = sk.roc_auc_score(y_text, proba / proba.sum(axis=1, keepdims=True), multi_class="ovr", average=average, labels=classes)
            assert abs(auc_means[average] - whole) < 1e-6, (average, auc_means, whole)
    spec = {}
    for k in occurring:
        others = [(a, b) for a, b in zip(p_text, y_text) if b != k]
        spec[k] = sum(1 for a, _ in others if a != k) / len(others)
    by_label = [y_text.count(k) for k in occurring]
    fpr = {k: 1 - v for k, v in spec.items()}
    spread = lambda one: {"one_vs_all": one, "macro": float(np.mean(list(one.values()))), "weighted": float(np.average(list(one.values()), weights=by_label))}
    return {
        "name": name, "predictions": p_text, "labels": y_text, "scores": scores, "positive": positive,
        "expected": {
            "labelled_count": n,
            "accuracy_score": float(sk.accuracy_score(y_text, p_text)),
            "confusion_matrix": [cell for cell in cm if cell["count"] > 0],
            "precision": per_class(sk.precision_score, y_text, p_text, occurring),
            "recall": per_class(sk.recall_score, y_text, p_text, occurring),
            "f1_score": per_class(sk.f1_score, y_text, p_text, occurring),
            "specificity": spread(spec),
            "false_positive_rate": spread(fpr),
            "balanced_accuracy": float(sk.balanced_accuracy_score(y_text, p_text)),
            "matthews_correlation": float(sk.matthews_corrcoef(y_text, p_text)),
            "cohen_kappa": float(sk.cohen_kappa_score(y_text, p_text)),
            "log_loss": log_loss,
            "brier_score": brier,
            "roc_auc_score": auc_means,
            "top_decile_lift": means(top),
            "accuracy_interval": wilson(sum(a == b for a, b in zip(p_text, y_text)), n),
            **rate_intervals(y_text, p_text, occurring),
            "average_precision": means(ap),
            "expected_calibration_error": means(ece),
        },
    }


def undefined_classes():
    """`c` is never predicted, `d` never a label: what would divide by zero is None; macro and weighted as scikit-learn has them."""
    y = ["a"] * 30 + ["b"] * 20 + ["c"] * 5
    p = ["a"] * 25 + ["b"] * 5 + ["b"] * 14 + ["a"] * 4 + ["d"] * 2 + ["a"] * 3 + ["b"] * 2
    classes = sorted(set(y) | set(p))
    nan = float("nan")
    none = lambda values: {k: None if np.isnan(v) else float(v) for k, v in zip(classes, values)}
    both = lambda fn: {
        "one_vs_all": none(fn(y, p, labels=classes, average=None, zero_division=nan)),
        "macro": float(fn(y, p, average="macro", zero_division=0)), "weighted": float(fn(y, p, average="weighted", zero_division=0)),
    }
    values = {"a": {"a": 1.5, "b": -4.0}, "b": {"b": 2.0, "c": -0.25}}
    brought = [values.get(a, {}).get(b, 0.0) for a, b in zip(p, y)]
    return {
        "name": "undefined classes", "predictions": p, "labels": y,
        "outcome_values": [{"prediction": a, "label": b, "value": v} for a, row in values.items() for b, v in row.items()],
        "expected": {
            "precision": both(sk.precision_score), "recall": both(sk.recall_score), "f1_score": both(sk.f1_score),
            **rate_intervals(y, p, classes),
            "total_value": float(np.sum(brought)), "value_per_prediction": float(np.mean(brought)),
        },
        "reasons": {
            "precision.one_vs_all.c": "never_predicted", "recall.one_vs_all.d": "never_labelled",
            "precision_interval.c": "never_predicted", "recall_interval.d": "never_labelled",
        },
    }


def regression():
    label = np.round(rng.gamma(2, 50, 180), 3)
    label[:6] = 0
    prediction = np.round(label * rng.normal(1, 0.2, 180) + 3, 3)
    keep = label != 0
    return {
        "predictions": prediction.tolist(), "labels": label.tolist(),
        "expected": {
            "labelled_count": 180,
            "mean_squared_error": float(sk.mean_squared_error(label, prediction)),
            "root_mean_squared_error": float(sk.root_mean_squared_error(label, prediction)),
            "mean_average_error": float(sk.mean_absolute_error(label, prediction)),
            "mean_absolute_percentage_error": float(sk.mean_absolute_percentage_error(label[keep], prediction[keep])),
            "r2_score": float(sk.r2_score(label, prediction)),
            "mean_error": float(np.mean(prediction - label)),
            "mape_zero_labels": int((label == 0).sum()),
            "median_absolute_error": float(sk.median_absolute_error(label, prediction)),
            "error_quantiles": {f"p{q:02d}": float(np.quantile(prediction - label, q / 100, method="inverted_cdf")) for q in (5, 25, 50, 75, 95)},
            "mean_error_interval": mean_interval(prediction - label),
            "mean_average_error_interval": mean_interval(np.abs(prediction - label)),
        },
    }


def fairness():
    groups = {}
    for name, n, shift in (("true", 120, 0.0), ("false", 200, 0.6)):
        y = rng.choice(["no", "yes"], n, p=[0.6, 0.4])
        p = np.where(rng.random(n) < 0.75 - 0.1 * shift, y, np.where(y == "no", "yes", "no"))
        groups[name] = {"predictions": p.tolist(), "labels": y.tolist()}

    def rates(fn):
        return {k: fn(groups["true"], k) - fn(groups["false"], k) for k in ("no", "yes")}

    arrays = lambda g: (np.array(g["labels"]), np.array(g["predictions"]))

    def rate(fn):
        def of(g, k):
            y, p = arrays(g)
            return float(fn(y == k, p == k))
        return of

    return {
        "groups": groups,
        "expected": {
            "predictive_parity": rates(rate(sk.precision_score)),
            "equal_opportunity": rates(rate(sk.recall_score)),
            "predictive_equality": rates(rate(lambda y, p: 1 - sk.recall_score(~y, ~p))),
            "statistical_parity": rates(rate(lambda y, p: p.mean())),
        },
    }


golden = {
    "provenance": {
        "script": "test/golden/metrics.py", "seed": SEED, "python": platform.python_version(), "numpy": np.__version__,
        "scipy": scipy.__version__, "pandas": pd.__version__, "scikit_learn": sklearn.__version__,
    },
    "tolerance": {
        "default": {"rel": 1e-9, "abs": 1e-12},
        "ks_test.pvalue": {"rel": 1e-6, "abs": 0},
        # From coarse score keys, for windows of many rows; a few hundred rows are far off.
        # Quantiles of errors come from logarithmic bins.
        "error_quantiles": {"rel": 0.0079, "abs": 0}, "median_absolute_error": {"rel": 0.0079, "abs": 0},
        "binned": {"rel": 0, "abs": 3e-3},
    },
    "columns": list(columns()),
    "timestamps": timestamps(),
    "classification": [classification("two classes", ["0", "1"], 400, "1"), classification("three classes", ["high", "low", "mid"], 300, None)],
    "undefined_classes": undefined_classes(),
    "regression": regression(),
    "fairness": fairness(),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
