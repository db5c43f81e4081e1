"""The wobble rule, written anew with scipy: X and T of each window against the rest, M, b, J, and the F tail."""
import json
import pathlib

import numpy as np
import scipy
from scipy.stats import chi2, chi2_contingency, f

SEED = 13
rng = np.random.default_rng(SEED)


def pool(r, c):
    limit = 5 * (r.sum() + c.sum()) / min(r.sum(), c.sum())
    groups, open_ = [[]], 0
    for i in range(len(r)):
        groups[-1].append(i)
        open_ += r[i] + c[i]
        if open_ >= limit:
            groups.append([])
            open_ = 0
    rest = groups.pop()
    if groups:
        groups[-1] += rest
    else:
        groups = [rest]
    return np.array([r[g].sum() for g in groups]), np.array([c[g].sum() for g in groups])


def smooth(r, c):
    n0, n1 = r.sum(), c.sum()
    m = (r + c) / (n0 + n1)
    u = np.cumsum(m) - m / 2
    d = min(4, len(r) - 1)
    V = np.vander(u, d + 1, increasing=True) * np.sqrt(m)[:, None]
    Q, _ = np.linalg.qr(V)
    H = Q[:, 1:] / np.sqrt(m)[:, None]
    v = np.sqrt(n0 * n1 / (n0 + n1)) * H.T @ (c / n1 - r / n0)
    return float(v @ v), d


def both(r, c):
    r, c = pool(r, c)
    x = chi2_contingency(np.array([r, c]), correction=False)
    t, d = smooth(r, c)
    return float(x.statistic), int(x.dof), t, d


def wobble(stats, dfs, rows):
    y = np.array(stats) / np.array(dfs)
    M = y.mean()
    b = 2 * M * M / y.var(ddof=1) * 0.6
    b = 1.0 if len(y) < 20 else max(1.0, b)
    return float(M), float(b), len(y), float(np.mean(rows))


def tail(stat, df, w, n1):
    M, b, J, rows = w
    if M <= 1:
        return float(chi2.sf(stat, df)), 1.0
    factor = 1 + (M - 1) * n1 / rows
    b = max(1.0, min(df, b))
    return float(f.sf(stat / (df * factor), b, b * J)), float(factor)


cases = []
edges = np.array([-1.5, -1, -0.6, -0.3, 0, 0.3, 0.6, 1, 1.5])
for name, J, effect, day_rows, current_rows, shift in [
    ("no wobble, 30 days", 30, 0.0, 500, 500, 0.0), ("wobble, 30 days", 30, 0.3, 1000, 1000, 0.0),
    ("wobble, larger window", 25, 0.3, 400, 3000, 0.2), ("wobble, 12 days", 12, 0.4, 600, 600, 1.0),
    ("a large shift on a wobble", 40, 0.3, 800, 800, 1.5),
]:
    def day(extra=0.0, rows=day_rows):
        x = rng.normal(rng.normal(0, effect) + extra, 1, rows)
        return np.bincount(np.searchsorted(edges, x), minlength=len(edges) + 1)
    days = [day() for _ in range(J)]
    ref, cur = np.sum(days, axis=0), day(shift, current_rows)
    s = [both(ref - w, w) for w in days]
    rows = [int(w.sum()) for w in days]
    wx, wt = wobble([a[0] for a in s], [a[1] for a in s], rows), wobble([a[2] for a in s], [a[3] for a in s], rows)
    x, xdf, t, tdf = both(ref, cur)
    xp, fx = tail(x, xdf, wx, current_rows)
    tp, ft = tail(t, tdf, wt, current_rows)
    cases.append({
        "name": name, "reference": ref.tolist(), "windows": [w.tolist() for w in days], "current": cur.tolist(),
        "wobble_x": wx, "wobble_t": wt, "x_p": xp, "t_p": tp, "factor_x": fx, "factor_t": ft, "rel": 1e-8,
    })
out = {"provenance": f"numpy {np.__version__}, scipy {scipy.__version__}, seed {SEED}; orthogonal polynomials by QR", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
