"""Quantiles of errors by NumPy and the median absolute error by scikit-learn. Writes error-histogram.json beside this file."""
import json
import pathlib

import numpy as np
import sklearn
from sklearn.metrics import median_absolute_error

SEED = 20260603
rng = np.random.default_rng(SEED)
SHARES = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]
samples = [
    ("normal errors", rng.normal(0.3, 2, 401)),
    ("an even number", rng.normal(-1, 1, 500)),
    ("heavy tails", rng.standard_t(1.2, 300)),
    ("many zeros", np.where(rng.random(300) < 0.6, 0.0, rng.normal(size=300))),
    ("zero to the middle", np.concatenate([np.zeros(50), rng.uniform(1, 2, 50)])),
    ("all zero", np.zeros(9)),
    ("one row", np.array([-3.25])),
    ("two rows", np.array([-3.25, 8.0])),
    ("all negative", -rng.lognormal(0, 3, 200)),
    ("from 1e-300 to 1e300", np.array([1e-300, -1e300, 5e-324, 1e-12, -4.0, 1e12, 1.7e308])),
    ("powers of two", np.array([2.0**k for k in range(-60, 61)])),
]
cases = [
    {
        "name": name, "errors": e.tolist(),
        "quantiles": np.quantile(e, SHARES, method="inverted_cdf").tolist(),
        "median_absolute": float(median_absolute_error(np.zeros(len(e)), e)) if np.abs(e).max() < 1e307 else float(np.median(np.abs(e))),
    }
    for name, e in samples
]
# The key of a size by high-precision logarithms, away from the edges of bins.
import mpmath

mpmath.mp.dps = 60
keys = []
for x in [*rng.lognormal(0, 5, 60), *(10.0 ** rng.uniform(-300, 300, 60))]:
    s = 64 * 64 * mpmath.sinh(mpmath.log(mpmath.mpf(float(x))) / 64)
    if abs(s - mpmath.nint(s)) > 1e-6:
        keys.append({"size": float(x), "key": int(mpmath.floor(s))})
out = {
    "provenance": f"numpy {np.__version__} quantile(method='inverted_cdf'), scikit-learn {sklearn.__version__} median_absolute_error, mpmath {mpmath.__version__}, seed {SEED}",
    "rel": 0.0079, "shares": SHARES, "cases": cases, "keys": keys,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
