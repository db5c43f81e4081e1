"""Mean and sample standard deviation in exact rational arithmetic, rounded once."""
import json
import pathlib
from fractions import Fraction as F

import mpmath as mp
import numpy as np

SEED = 3
mp.mp.dps = 50
rng = np.random.default_rng(SEED)
samples = [
    ("small integers", [1.0, 2, 3, 4, 100]), ("one row", [42.5]), ("constant", [0.1] * 7),
    ("near a billion with sd 1", (1e9 + rng.normal(size=200)).tolist()),
    ("near minus 1e12", (-1e12 + rng.normal(size=50)).tolist()),
    ("tiny", (1e-9 * rng.normal(size=60)).tolist()), ("mixed sizes", (10.0 ** rng.uniform(-3, 6, 100)).tolist()),
]
cases = []
for name, xs in samples:
    fs = [F(x) for x in xs]
    n = len(fs)
    mean = sum(fs) / n
    var = sum((x - mean) ** 2 for x in fs) / (n - 1) if n > 1 else None
    cases.append({
        "name": name, "values": xs, "mean": float(mean), "variance": None if var is None else float(var),
        "stddev": None if var is None else float(mp.sqrt(mp.mpf(var.numerator) / var.denominator)), "rel": 1e-11,
    })
out = {"provenance": f"exact fractions, mpmath {mp.__version__}; inputs numpy {np.__version__}, seed {SEED}", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
