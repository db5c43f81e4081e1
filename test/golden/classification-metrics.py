"""Classification metrics by scikit-learn with zero_division=0."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as m

SEED = 19
rng = np.random.default_rng(SEED)


def noisy(classes, n, keep):
    y = rng.choice(classes, n)
    return np.where(rng.uniform(size=n) < keep, y, rng.choice(classes, n)), y


samples = [
    ("binary", *noisy(["0", "1"], 400, 0.7)), ("five classes", *noisy(list("abcde"), 500, 0.6)),
    ("only one class", np.array(["0"] * 20), np.array(["0"] * 20)),
    ("a class never predicted", np.array(["a", "a", "b", "b", "b"]), np.array(["a", "c", "b", "b", "a"])),
    ("a class never labelled", np.array(["a", "z", "b", "b"]), np.array(["a", "b", "b", "b"])),
    ("never right", np.array(["a", "b"]), np.array(["b", "a"])), ("one prediction for all", np.array(["1"] * 10), np.array(["0", "1"] * 5)),
]
cases = []
for name, p, y in samples:
    classes = sorted(set(p) | set(y))
    pairs, counts = np.unique(np.array([p, y]), axis=1, return_counts=True)
    case = {"name": name, "predictions": pairs[0].tolist(), "labels": pairs[1].tolist(), "counts": counts.tolist(), "classes": [str(c) for c in classes], "rel": 1e-12}
    case["accuracy"] = float(m.accuracy_score(y, p))
    for key, f in [("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score)]:
        per = f(y, p, labels=classes, average=None, zero_division=np.nan)
        case[key] = {
            "one_vs_all": [None if np.isnan(v) else float(v) for v in per],
            "macro": float(f(y, p, average="macro", zero_division=0)), "weighted": float(f(y, p, average="weighted", zero_division=0)),
        }
    mcm = m.multilabel_confusion_matrix(y, p, labels=classes)
    case["specificity"] = [None if t[0].sum() == 0 else float(t[0, 0] / t[0].sum()) for t in mcm]
    case["false_positive_rate"] = [None if t[0].sum() == 0 else float(t[0, 1] / t[0].sum()) for t in mcm]
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case["balanced_accuracy"] = float(m.balanced_accuracy_score(y, p))
        one = len(set(y)) == 1 or len(set(p)) == 1
        case["matthews"] = None if one else float(m.matthews_corrcoef(y, p))
        kappa = m.cohen_kappa_score(y, p)
        case["cohen_kappa"] = None if np.isnan(kappa) or len(classes) < 2 else float(kappa)
    cases.append(case)
out = {"provenance": f"numpy {np.__version__}, scikit-learn {sklearn.__version__}, seed {SEED}; zero_division=0 in macro and weighted, left out per class", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
