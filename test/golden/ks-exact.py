"""Exact two-sample KS p-values by scipy, for many sizes, distances, and samples with ties. Writes ks-exact.json beside this file."""
import json
import math
import pathlib

import numpy as np
import scipy
from scipy.stats import ks_2samp, kstwo
from scipy.stats._stats_py import _attempt_exact_2kssamp

SEED = 20260601
rng = np.random.default_rng(SEED)


def distances(n, m, wanted):
    """Multiples of 1 / lcm, from nearly nothing to 1."""
    lcm = math.lcm(n, m)
    steps = sorted({max(0, min(lcm, round(d * lcm))) for d in wanted} | {1, lcm})
    return [(h / lcm) for h in steps]


by_size = []
sizes = [
    (1, 1), (1, 2), (1, 7), (2, 3), (3, 3), (4, 6), (5, 7), (8, 8), (9, 12), (10, 100), (13, 1000), (30, 30), (37, 41), (60, 90),
    (100, 100), (100, 101), (128, 256), (150, 250), (500, 500), (499, 501), (515, 517), (600, 800), (1000, 1000), (997, 1009),
    (1500, 2000), (3000, 3000), (2500, 5000), (4999, 5003), (50, 10000), (10000, 10000), (9999, 10000), (7919, 9973), (1, 10000),
]
for n, m in sizes:
    effective = n * m / (n + m)
    scale = 1 / math.sqrt(effective)
    for d in distances(n, m, [0.2 * scale, 0.5 * scale, 0.83 * scale, 1.36 * scale, 1.95 * scale, 3 * scale, 6 * scale, 0.5]):
        # n m D steps each: a few of the largest are enough.
        if n != m and n * m * d > 3e7:
            continue
        ok, d, p = _attempt_exact_2kssamp(n, m, math.gcd(n, m), d, "two-sided")
        # Rounding may lift a certainty above 1: ks_2samp then takes the asymptotic value.
        if not ok:
            p = min(1.0, max(0.0, float(kstwo.sf(d, np.round(effective)))))
        by_size.append({"n": n, "m": m, "d": d, "p": float(p), "exact": bool(ok)})

samples = []
pairs = [
    ("no ties", rng.normal(size=120), rng.normal(0.3, 1, 80)),
    ("equal sizes", rng.normal(size=90), rng.normal(0.3, 1, 90)),
    ("many ties", rng.poisson(3, 200), rng.poisson(4, 150)),
    ("two values", rng.integers(0, 2, 150), rng.integers(0, 2, 151)),
    ("equal samples", np.arange(50), np.arange(50)),
    ("no overlap", rng.uniform(0, 1, 20), rng.uniform(2, 3, 30)),
    ("one row against many", np.array([0.5]), rng.uniform(size=80)),
    ("10,000 rows against 10,000", rng.integers(0, 4000, 10000), rng.integers(40, 4040, 10000)),
    ("10,001 rows: asymptotic", rng.integers(0, 50, 10001), rng.integers(1, 51, 400)),
]
for name, a, b in pairs:
    a, b = np.sort(np.round(np.asarray(a, float), 4)), np.sort(np.round(np.asarray(b, float), 4))
    ks = ks_2samp(a, b)
    samples.append({"name": name, "reference": a.tolist(), "current": b.tolist(), "d": float(ks.statistic), "p": float(ks.pvalue)})

out = {
    "provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; ks_2samp(method='auto') and its _attempt_exact_2kssamp",
    # The asymptotic one has the tolerance of the other KS files.
    "rel": 1e-10, "asymptotic_rel": 1e-6, "by_size": by_size, "samples": samples,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
print(len(by_size))
