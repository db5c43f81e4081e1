"""Expected values of the special functions, by mpmath at 60 digits."""
import json
import pathlib

import mpmath as mp

mp.mp.dps = 60


def num(x):
    return float(x)


def Q(a, x):
    """Upper regularised gamma by quadrature-free means: series or continued fraction at high precision."""
    a, x = mp.mpf(a), mp.mpf(x)
    front = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1))
    if x < a + 1:
        term = total = mp.mpf(1)
        i = 0
        while term > total * mp.mpf(10) ** -50:
            i += 1
            term *= x / (a + i)
            total += term
        return 1 - total * front
    b = x + 1 - a
    c = mp.mpf(10) ** 100
    d = 1 / b
    h = d
    i = 0
    while True:
        i += 1
        an = -i * (i - a)
        b += 2
        d = 1 / (an * d + b)
        c = b + an / c
        h *= d * c
        if abs(d * c - 1) < mp.mpf(10) ** -45:
            return h * front * a


def I(a, b, x, y):
    a, b, x, y = map(mp.mpf, (a, b, x, y))
    if x > (a + 1) / (a + b + 2):
        return 1 - I(b, a, y, x)
    front = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / a
    c, d = mp.mpf(1), 1 / (1 - (a + b) * x / (a + 1))
    h = d
    m = 0
    while True:
        m += 1
        e = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + e * d)
        c = 1 + e / c
        h *= d * c
        o = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + o * d)
        c = 1 + o / c
        h *= d * c
        if abs(d * c - 1) < mp.mpf(10) ** -45:
            return h * front


def f_sf(x, d1, d2):
    x, d1, d2 = map(mp.mpf, (x, d1, d2))
    s = d2 + d1 * x
    return I(d2 / 2, d1 / 2, d2 / s, d1 * x / s)


def t_two(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    return I(df / 2, mp.mpf(1) / 2, df / (df + t * t), t * t / (df + t * t))


cases = []


def add(name, args, value, rel=1e-10, abs_=0.0):
    cases.append({"function": name, "args": args, "expected": num(value), "rel": rel, "abs": abs_})


for x in [-40, -8.3, -3, -1, -0.1, 0, 1e-9, 0.3, 1, 1.96, 3, 5.5, 10, 20.25, 30, 37, 38.5]:
    add("normalUpperTail", [x], mp.erfc(mp.mpf(x) / mp.sqrt(2)) / 2, 1e-12, 1e-320)
    add("normalCdf", [x], mp.erfc(-mp.mpf(x) / mp.sqrt(2)) / 2, 1e-12, 1e-320)
for p in [1e-300, 1e-100, 1e-16, 1e-8, 0.001, 0.02425, 0.1, 0.3, 0.49999, 0.5, 0.75, 0.99, 0.9999999]:
    z = mp.findroot(lambda z: mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) - mp.log(mp.mpf(p)), -mp.sqrt(max(-2 * mp.log(p) - 5, 0)) if p < 0.1 else 0.1)
    add("normalQuantile", [p], z, 1e-11, 1e-15)
for df in [0.3, 1, 2, 3, 4.7, 10, 31, 99.5, 1000, 9999, 123456.7, 1e6]:
    sd = (2 * df) ** 0.5
    for x in sorted({df * 0.5, df * 0.98, df, df + 1, df + 2, df + 2 * sd, df + 6 * sd, df + 30 * sd, df * 3 + 700, df * 1.3 + 1200}):
        v = Q(mp.mpf(df) / 2, mp.mpf(x) / 2)
        if v > mp.mpf(10) ** -305:
            add("chiSquaredUpperTail", [x, df], v)
        else:
            add("chiSquaredUpperTail", [x, df], v if v > 1e-320 else 0, 1e-6, 1e-310)
for df in [1, 2, 4.5, 31, 99, 1000, 1e5]:
    for p in [1e-200, 1e-12, 0.001, 0.05, 0.5, 0.99, 0.999999]:
        lo, hi = mp.mpf(0), mp.mpf(df) * 4 + 2000
        for _ in range(160):
            mid = (lo + hi) / 2
            if Q(mp.mpf(df) / 2, mid / 2) > mp.mpf(p):
                lo = mid
            else:
                hi = mid
        add("chiSquaredUpperQuantile", [p, df], lo, 1e-10, 1e-15)
for df in [1, 2.5, 7, 30, 1000, 98765.4, 1e6, 1e8]:
    for t in [-2, 0, 0.01, 1, 2.2, 5, 12, 36]:
        two = t_two(t, df) if t else mp.mpf(1)
        add("studentTTwoSided", [t, df], two, 1e-9)
        add("studentTUpperTail", [t, df], two / 2 if t >= 0 else 1 - two / 2, 1e-9)
for df in [0.5, 1, 2.5, 7, 30, 999.5, 1000, 98765.4, 1e6]:
    for p in [1e-8, 0.005, 0.025, 0.3, 0.5, 0.6, 0.975, 0.9999]:
        tail = min(mp.mpf(p), 1 - mp.mpf(p))
        lo, hi = mp.mpf(0), mp.mpf(10) ** 18
        for _ in range(200 if p != 0.5 else 0):
            mid = (lo + hi) / 2 if hi < 100 or lo == 0 else mp.sqrt(lo * hi)
            if t_two(mid, df) / 2 > tail:
                lo = mid
            else:
                hi = mid
        add("studentTQuantile", [p, df], (lo + hi) / 2 * (-1 if p < 0.5 else 1) if p != 0.5 else mp.mpf(0), 1e-11, 1e-15)
for d1, d2 in [(1, 30), (1, 60), (2.5, 75), (4, 120), (18.6, 558), (31, 1860), (100.5, 20000.25), (1000, 1e6), (1e5, 1e6)]:
    for x in [0.3, 0.99, 1, 1.01, 1.5, 3, 10, 80]:
        v = f_sf(x, d1, d2)
        add("fUpperTail", [x, d1, d2], v if v > 1e-308 else 0, 1e-10 if v > 1e-305 else 1e-5, 1e-310)
for k, n, p in [(1, 10, 0.1), (10, 10, 0.5), (3, 1000, 1e-5), (10, 1000000, 1e-6), (50, 200, 0.1), (300, 100000, 2e-5), (501000, 1000000, 0.5), (5100, 10000, 0.5), (1, 1000000, 1e-12), (40, 1000, 0.999), (990, 1000, 0.999), (700, 1000000, 2e-6), (0, 5, 0.2), (6, 5, 0.2)]:
    v = mp.mpf(1) if k <= 0 else mp.mpf(0) if k > n else I(k, n - k + 1, p, 1 - mp.mpf(p))
    add("binomialUpperTail", [k, n, p], v if v > 1e-320 else 0, 1e-10)
for a, b, x in [(2.5, 3.5, 0.2), (0.5, 0.5, 0.9), (1e5, 2e5, 0.334), (20, 1, 0.01), (0.5, 300, 1e-4), (5e5, 5e5, 0.501)]:
    add("regularizedBeta", [a, b, x], I(a, b, x, 1 - mp.mpf(x)))
for x in [1e-5, 0.1, 0.5, 0.99, 1, 1.5, 2, 3.3, 10, 11.999, 100.5, 1e4, 1e6 + 0.3, 1e12]:
    add("lnGamma", [x], mp.loggamma(mp.mpf(x)), 1e-13, 1e-13)

out = {"provenance": f"mpmath {mp.__version__}, 60 digits, arguments taken as the exact doubles", "cases": cases}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
