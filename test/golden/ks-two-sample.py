"""Two-sample KS and Wasserstein distance on seeded samples, by scipy."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import ks_2samp, wasserstein_distance

SEED = 20240501
rng = np.random.default_rng(SEED)
samples = [
    ("normal, shifted", rng.normal(size=300), rng.normal(0.4, 1, 200)),
    ("equal distributions", rng.normal(size=150), rng.normal(size=250)),
    ("counts with many ties", rng.poisson(3, 400), rng.poisson(4, 300)),
    ("no overlap", rng.uniform(0, 1, 40), rng.uniform(2, 3, 60)),
    ("one row each", np.array([1.0]), np.array([1.0])),
    ("one row against many", np.array([0.5]), rng.uniform(size=80)),
    ("heavy tails", rng.standard_t(2, 500), 2 * rng.standard_t(2, 500)),
    ("near a billion", 1e9 + rng.normal(size=100), 1e9 + rng.normal(1, 2, 120)),
    ("zero-inflated", np.where(rng.uniform(size=300) < 0.7, 0, rng.exponential(size=300)), np.where(rng.uniform(size=200) < 0.5, 0, rng.exponential(size=200))),
]
cases = []
for name, a, b in samples:
    a, b = np.sort(np.round(np.asarray(a, float), 4)), np.sort(np.round(np.asarray(b, float), 4))
    ks = ks_2samp(a, b, method="asymp")
    cases.append({
        "name": name, "reference": a.tolist(), "current": b.tolist(),
        "ks": float(ks.statistic), "p": 1.0 if np.isnan(ks.pvalue) else float(ks.pvalue), "wasserstein": float(wasserstein_distance(a, b)),
        "rel": 1e-9, "p_rel": 1e-6,
    })
out = {"provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; ks_2samp(method='asymp'), its NaN for one row against one taken as 1; wasserstein_distance", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
