"""Quantiles of Student's t and intervals of means, by scipy. Writes mean-interval.json beside this file."""
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

SEED = 20260605
rng = np.random.default_rng(SEED)
quantiles = [
    {"p": p, "df": df, "t": float(stats.t.ppf(p, df))}
    for df in (0.5, 1, 1.5, 2, 3, 4, 7, 12.5, 30, 99, 300, 999, 1000, 1001, 5000, 1e6)
    for p in (1e-9, 0.001, 0.005, 0.025, 0.05, 0.2, 0.45, 0.5, 0.6, 0.9, 0.975, 0.999, 0.99999)
]
intervals = []
for n, confidence in ((2, 0.95), (5, 0.9), (30, 0.95), (2000, 0.99), (400, 0.5)):
    x = np.round(rng.normal(7, 3, n), 4)
    low, high = stats.t.interval(confidence, n - 1, loc=x.mean(), scale=stats.sem(x))
    intervals.append({"values": x.tolist(), "confidence": confidence, "low": float(low), "high": float(high)})
out = {
    "provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; scipy.stats.t.ppf and t.interval",
    # scipy's own quantile has about 12 digits where p is extreme.
    "rel": 1e-11, "quantiles": quantiles, "intervals": intervals,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
