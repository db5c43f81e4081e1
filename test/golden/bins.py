"""Equal-mass edges, counts and quantiles by numpy."""
import json
import pathlib

import numpy as np

SEED = 5
rng = np.random.default_rng(SEED)
PROBS = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.99, 1]
samples = [
    ("normal", rng.normal(size=400), 8), ("poisson", rng.poisson(2, 300), 6), ("one value", np.full(9, 3.5), 4),
    ("exponential", rng.exponential(size=1000).round(5), 32), ("fewer rows than bins", np.array([1.0, 2, 5]), 32),
    ("mostly zero", np.where(rng.uniform(size=200) < 0.9, 0, rng.normal(size=200)), 10), ("around zero", np.array([-2.0, -1, 0, 0, 1, 2]), 3),
]
cases = []
for name, xs, bins in samples:
    xs = np.sort(np.round(np.asarray(xs, float), 4))
    ranks = [-(-i * len(xs) // bins) - 1 for i in range(1, bins + 1)]
    tops = np.unique(xs[np.maximum(ranks, 0)])
    edges = np.concatenate([[np.nextafter(xs[0], -np.inf)], tops])
    probe = np.round(rng.normal(np.mean(xs), np.std(xs) + 1, 50), 2)
    cases.append({
        "name": name, "values": xs.tolist(), "bins": bins, "edges": edges.tolist(), "probe": probe.tolist(),
        "probe_counts": np.bincount(np.searchsorted(edges, probe, side="left"), minlength=len(edges) + 1).tolist(),
        "probs": PROBS, "quantiles": np.quantile(xs, PROBS).tolist(),
    })
out = {"provenance": f"numpy {np.__version__}, seed {SEED}; edges at rank ceil(i n / bins), searchsorted(side='left'), default quantile", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
