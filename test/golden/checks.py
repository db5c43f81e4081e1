"""Golden values for the checks' own tests: rows outside the range, unseen values, rare bins, shares with wobble.

Run: python test/golden/checks.py > test/golden/checks.json
"""
import json
import sys

import mpmath
import numpy as np
import scipy
from scipy import stats

TOLERANCE = {"relative": 1e-9, "absolute": 1e-13}


def outside_range(k, n1, n0):
    # The mass outside the range of n0 continuous draws is Beta(2, n0 - 1); the count of n1 new ones is beta-binomial. SciPy's tail is
    # 1 - cdf and loses digits, so the masses are summed with 60 digits.
    mpmath.mp.dps = 60
    mass = lambda j: mpmath.binomial(n1, j) * mpmath.beta(j + 2, n1 - j + n0 - 1) / mpmath.beta(2, n0 - 1)
    total, j = mpmath.mpf(0), k
    while j <= n1:
        m = mass(j)
        total += m
        if m < total * mpmath.mpf("1e-30"):
            break
        j += 1
    return float(total)


def unseen(once, twice, n0, k, n1):
    s = max(1, once)
    expected = min(1, s / n0)
    if k / n1 <= expected:
        return 1.0
    exact = stats.fisher_exact([[k, n1 - k], [s, n0 - s]])[1]
    sd = np.sqrt((s + 2 * twice) / n0**2 + expected * (1 - expected) / n1)
    return float(max(exact, stats.norm.sf((k / n1 - expected) / sd)))


def rare(reference, current):
    r, c = np.array(reference), np.array(current)
    n0, n1 = r.sum(), c.sum()
    limit = 5 * (n0 + n1) / min(n0, n1)
    small = [i for i in range(len(r)) if 0 < r[i] + c[i] < limit]
    sets = [[i] for i in small] + ([small] if len(small) > 1 else [])
    best = None
    for bins in sets:
        a, b = int(r[bins].sum()), int(c[bins].sum())
        if b < 3 or b / n1 <= a / n0:
            continue
        p = stats.fisher_exact([[b, n1 - b], [a, n0 - a]])[1]
        if best is None or p < best[0]:
            best = (p, bins, a, b)
    if best is None:
        return None
    p, bins, a, b = best
    q = np.array([a + 0.5, n0 - a + 0.5]) / (n0 + 1)
    s = np.array([b + 0.5, n1 - b + 0.5]) / (n1 + 1)
    psi = float(((s - q) * np.log(s / q)).sum())
    return {"p": min(1.0, float(p) * len(sets)), "bins": bins, "size": max(0.0, psi - (1 / n0 + 1 / n1))}


def share_with_wobble(x0, n0, x1, n1, mean, spread, windows, rows):
    p = (x0 + x1) / (n0 + n1)
    z = (x1 / n1 - x0 / n0) / np.sqrt(p * (1 - p) * (1 / n0 + 1 / n1))
    factor = 1 + (mean - 1) * n1 / rows
    b = max(1, min(1, spread))
    return {"p": float(stats.f.sf(z * z / factor, b, b * windows)), "factor": factor}


out = {
    "provenance": f"test/golden/checks.py; numpy {np.__version__}, scipy {scipy.__version__}, mpmath {mpmath.__version__}, python {sys.version.split()[0]}",
    "tolerance": TOLERANCE,
    "outside_range": [
        {"outside": k, "n1": n1, "n0": n0, "p": outside_range(k, n1, n0)}
        for k, n1, n0 in [(1, 50, 200), (3, 50, 200), (10, 1000, 200), (40, 1000, 200), (5, 1000, 100000), (50, 50, 200), (2, 200, 10000)]
    ],
    "unseen": [
        {"once": f1, "twice": f2, "n0": n0, "unseen": k, "n1": n1, "p": unseen(f1, f2, n0, k, n1)}
        for f1, f2, n0, k, n1 in [(0, 0, 10000, 3, 200), (5, 4, 200, 60, 1000), (5, 4, 200, 20, 1000), (30, 10, 1000, 12, 50), (2, 1, 500, 0, 100)]
    ],
    "rare": [
        {"reference": r, "current": c, "expected": rare(r, c)}
        for r, c in [
            ([5000, 4990, 10], [50, 50, 100]),
            ([10000, 0], [100, 100]),
            ([4000, 4000, 20, 10, 5, 0], [80, 80, 5, 2, 6, 7]),
            ([5000, 5000], [100, 100]),
        ]
    ],
    "share_with_wobble": [
        {**dict(zip(["x0", "n0", "x1", "n1", "mean", "spread", "windows", "rows"], args)), **share_with_wobble(*args)}
        for args in [(900, 10000, 130, 1000, 4.0, 3.0, 30, 900), (8570, 10000, 700, 1000, 25.0, 6.0, 30, 1000)]
    ],
}
json.dump(out, sys.stdout, indent=1)
