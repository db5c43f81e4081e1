"""Labels of training and production, compared by scipy. Writes label-drift.json beside this file."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import chi2_contingency, ks_2samp

SEED = 20260606
rng = np.random.default_rng(SEED)
numbers = []
for name, a, b in (
    ("shifted", rng.normal(10, 2, 400), rng.normal(10.3, 2, 300)),
    ("unchanged", rng.gamma(2, 3, 500), rng.gamma(2, 3, 500)),
    ("counts", rng.poisson(2, 300), rng.poisson(2.6, 200)),
):
    a, b = np.round(a, 3), np.round(b, 3)
    ks = ks_2samp(a, b)
    numbers.append({"name": name, "training": a.tolist(), "production": b.tolist(), "statistic": float(ks.statistic), "p": float(ks.pvalue)})
classes = []
for name, names, p, q in (
    ("three classes", ["high", "low", "mid"], [0.2, 0.5, 0.3], [0.3, 0.4, 0.3]),
    ("two classes", ["false", "true"], [0.6, 0.4], [0.5, 0.5]),
    ("a new class", ["a", "b", "c"], [0.5, 0.5, 0], [0.4, 0.4, 0.2]),
):
    a, b = rng.choice(names, 300, p=p), rng.choice(names, 250, p=q)
    test = chi2_contingency([[int((x == k).sum()) for k in names] for x in (a, b)])
    classes.append({"name": name, "training": a.tolist(), "production": b.tolist(), "statistic": float(test.statistic), "p": float(test.pvalue)})
out = {"provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; ks_2samp, chi2_contingency", "rel": 1e-9, "numbers": numbers, "classes": classes}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
