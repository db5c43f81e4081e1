"""Divergences and distances of binned samples."""
import json
import pathlib

import numpy as np
import scipy
from scipy.spatial.distance import chebyshev, jensenshannon
from scipy.special import rel_entr
from scipy.stats import chi2_contingency, entropy

SEED = 11
rng = np.random.default_rng(SEED)
tables = [
    ("equal", [50, 50], [50, 50]),
    ("two bins", [600, 400], [40, 60]),
    ("three categories", [5000, 4000, 1000], [220, 180, 100]),
    ("an empty bin", [10, 0, 5], [3, 4, 0]),
    ("nothing in common", [10, 0], [0, 20]),
    ("a category in neither", [10, 0, 5, 7], [3, 0, 9, 1]),
    ("two of three in neither", [10, 0, 5], [3, 0, 9]),
    ("Yates with a gap below one half", [5, 5], [5, 6]),
]
for k in (4, 12, 40):
    tables.append((f"{k} random bins", rng.integers(1, 500, k).tolist(), rng.integers(1, 90, k).tolist()))
cases = []
for name, r, c in tables:
    r0, c0 = np.array(r, float), np.array(c, float)
    q, p = r0 / r0.sum(), c0 / c0.sum()
    add = 0.5 if (r0 == 0).any() or (c0 == 0).any() else 0
    qs, ps = (r0 + add) / (r0 + add).sum(), (c0 + add) / (c0 + add).sum()
    keep = (r0 + c0) > 0
    chi = chi2_contingency(np.array([r0[keep], c0[keep]]), correction=True)
    cases.append({
        "name": name, "reference": r, "current": c,
        "psi": float((rel_entr(ps, qs) + rel_entr(qs, ps)).sum()),
        "kl": float(entropy(ps, qs)), "kl_reverse": float(entropy(qs, ps)),
        "jensen_shannon": float(jensenshannon(p, q, base=2)), "total_variation": float(np.abs(p - q).sum() / 2),
        "l_infinity": float(chebyshev(p, q)), "hellinger": float(np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / np.sqrt(2)),
        "chi_squared": float(chi.statistic), "chi_squared_df": int(chi.dof), "chi_squared_p": float(chi.pvalue),
        "rel": 1e-9, "abs": 1e-9 if name == "equal" else 1e-14,
    })
out = {"provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; half a count added to every bin for psi and kl when a bin is empty", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
