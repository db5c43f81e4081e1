"""Small tests: false discovery, proportions, exact tests, Welch, robust z, Wilson."""
import json
import pathlib

import numpy as np
import scipy
from scipy import stats

SEED = 17
rng = np.random.default_rng(SEED)
out = {"provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}"}
out["benjamini_hochberg"] = [
    {"p": p, "adjusted": stats.false_discovery_control(p).tolist()}
    for p in ([0.01], [0.01, 0.5], [0.04, 0.01, 0.03, 0.2], rng.uniform(size=30).tolist(), [0.05] * 5, [1e-300, 1.0, 0.0])
]
shares = [(5, 100, 9, 100), (0, 50, 3, 40), (120, 10000, 30, 500), (1, 2, 2, 2), (500, 1000, 480, 1000), (3, 1000000, 4, 2000), (10, 10, 0, 10),
          (700, 1000, 10, 1000), (0, 20, 0, 30), (20, 20, 30, 30), (7, 30, 2, 9), (4000, 100000, 4100, 100000)]
out["shares"] = []
for a, n, b, m in shares:
    table = np.array([[b, m - b], [a, n - a]])
    degenerate = (a + b) in (0, n + m)
    chi = None if degenerate else stats.chi2_contingency(table, correction=False)
    fisher = stats.fisher_exact(table)
    out["shares"].append({
        "reference": [a, n], "current": [b, m], "z_squared": 0.0 if degenerate else float(chi.statistic),
        "p": 1.0 if degenerate else float(chi.pvalue), "fisher_p": float(fisher.pvalue),
        "fisher_method": bool(degenerate or stats.contingency.expected_freq(table).min() < 5), "rel": 1e-8,
    })
out["binomial"] = [
    {"k": k, "n": n, "share": s, "p": float(stats.binomtest(k, n, s, alternative="greater").pvalue),
     "wilson": [float(v) for v in stats.binomtest(k, n, s).proportion_ci(0.95, "wilson")]}
    for k, n, s in [(0, 10, 0.1), (3, 10, 0.1), (10, 10, 0.5), (12, 1000, 0.005), (40, 100000, 1e-4), (999, 1000, 0.9)]
]
out["welch"] = []
for a, b in [(rng.normal(size=30), rng.normal(0.5, 2, 40)), (rng.normal(size=2), rng.normal(size=500)), (rng.normal(5, 1e-3, 1000), rng.normal(5, 3, 8)), (rng.normal(1e6, 1, 100), rng.normal(1e6 + 3, 1, 100))]:
    r = stats.ttest_ind(b, a, equal_var=False)
    out["welch"].append({
        "reference": {"n": len(a), "mean": float(a.mean()), "variance": float(a.var(ddof=1))},
        "current": {"n": len(b), "mean": float(b.mean()), "variance": float(b.var(ddof=1))},
        "t": float(r.statistic), "df": float(r.df), "p": float(r.pvalue), "rel": 1e-9 if abs(a.mean()) < 1e5 else 1e-7,
    })
out["robust_z"] = []
for history, rows in [([1000, 1100, 950, 1020, 990, 1010, 1200, 980], 400), ([100] * 8, 130), ([5, 500, 50, 20], 60), ([10, 12], 0)]:
    logs = np.log(history)
    scale = 1.4826 * max(0.05, np.median(np.abs(logs - np.median(logs))))
    z = (np.log(max(rows, 0.5)) - np.median(logs)) / scale
    out["robust_z"].append({"history": history, "rows": rows, "z": float(z), "p": float(2 * stats.norm.sf(abs(z))), "factor": float(max(rows, 0.5) / np.exp(np.median(logs)))})
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
