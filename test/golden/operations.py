"""Job runs and inference, counted by pandas: an awkward table of runs in a zone whose clocks change, its inference log, and the
rounding of success rates.

Writes operations.json: the rows, and what leeway must answer on them. Local times are read as Temporal's "compatible" does: a time
that occurs twice is its first occurrence, a skipped one is read with the offset before the change.
"""
import json
import pathlib
import random
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

SEED = 20260331
ZONE = "Europe/Berlin"
rng = random.Random(SEED)

NAMES = ["plain", "o'brien \"nightly\"", "日本 ジョブ 🚂", "100%_ML\\x", "", None, "once"]
STATES = ["SUCCESS", "SUCCESS", "SUCCEEDED", "FAILED", "CANCELED", "success", None]
ERRORS = ["OutOfMemoryError: 12 GB", "first\nsecond   line", "  ", "", None, "x" * 300, "it's \"quoted\" — ünï"]


def instants(texts):
    local = pd.to_datetime(pd.Series(texts, dtype="object"))
    # True: daylight saving time, which is the first of the two.
    return local.dt.tz_localize(ZONE, ambiguous=np.ones(len(local), bool), nonexistent=pd.Timedelta("1h"))


def text_of(t):
    return t.strftime("%Y-%m-%d %H:%M:%S.%f")


def make_runs():
    rows = []
    # Two changes of the clocks: 2025-10-26 (back) and 2026-03-29 (forward), with hours around them crowded.
    for centre in ("2025-10-26", "2026-03-29"):
        base = pd.Timestamp(centre)
        for i in range(420):
            start = base + pd.Timedelta(days=rng.randint(-40, 3), microseconds=rng.randrange(86_400_000_000))
            if i % 5 == 0:
                start = base + pd.Timedelta(hours=rng.choice([0, 1, 2, 3]), minutes=rng.choice([0, 30, 59]))
            name = NAMES[rng.choices(range(len(NAMES)), [30, 20, 20, 10, 5, 5, 0])[0]]
            end = None
            if rng.random() < 0.85:
                end = start + pd.Timedelta(seconds=rng.choice([0, 1, 59.5, 600, 3600, 7200.25]) + rng.random())
            if rng.random() < 0.03 and end is not None:
                end = start - pd.Timedelta(seconds=5)
            rows.append((name, start, end, rng.choice(STATES), rng.choice(ERRORS)))
    rows.append(("once", pd.Timestamp("2026-03-29 02:30:00"), pd.Timestamp("2026-03-29 03:30:00"), "SUCCESS", None))
    # Doubled rows are counted as they stand.
    rows += rows[3:9]
    rng.shuffle(rows)
    table = [
        {"name": n, "start": text_of(s), "end": None if e is None else text_of(e), "state": st, "error": er}
        for n, s, e, st, er in rows
    ]
    starts = instants([r["start"] for r in table])
    ends = instants([r["end"] for r in table])
    for r, s, e in zip(table, starts, ends):
        r["start_us"] = s.value // 1000
        r["end_us"] = None if pd.isna(e) else e.value // 1000
    # A run without a start is in no day.
    table.append({"name": "plain", "start": None, "end": None, "state": "FAILED", "error": None, "start_us": None, "end_us": None})
    return table


def round_half_up(part, whole):
    return float((Decimal(100) * part / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole else None


SUCCESS = ["SUCCESS", "SUCCEEDED"]


def short(text):
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"


def durations(frame):
    ended = frame[frame.end_us.notna() & (frame.end_us >= frame.start_us)]
    seconds = ((ended.end_us - ended.start_us) / 1e6).astype(float).to_numpy()
    if len(seconds) == 0:
        return {"median": None, "p95": None, "longest": None}
    return {
        "median": float(np.quantile(seconds, 0.5)),
        "p95": float(np.quantile(seconds, 0.95)),
        "longest": float(seconds.max()),
    }


def counted(frame):
    ok = frame.state.isin(SUCCESS)
    unfinished = ~ok & (frame.state.isna() | frame.end_us.isna())
    failed = frame[~ok & ~unfinished]
    told = failed[failed.error.notna() & (failed.error.fillna("").str.strip() != "")]
    # Of equal starts the greater text; SQL trims blanks only, before it compares.
    told = sorted(((r.start_us, r.error.strip(" ").encode()) for r in told.itertuples()), reverse=True)
    return {
        "runs": len(frame),
        "successes": int(ok.sum()),
        "success_rate": round_half_up(int(ok.sum()), len(frame)),
        "failures": len(failed),
        "unfinished": int(unfinished.sum()),
        **durations(frame),
        "last_error": short(told[0][1].decode()) if told else None,
    }


def expected_runs(table, as_of_local, days, include=None):
    frame = pd.DataFrame(table)
    frame["start_us"] = frame["start_us"].astype("Int64")
    frame["end_us"] = frame["end_us"].astype("Int64")
    frame["name"] = frame["name"].map(lambda n: "<null>" if pd.isna(n) else n)
    as_of = pd.Timestamp(as_of_local).tz_localize(ZONE)
    midnight = as_of.normalize()
    first = (pd.Timestamp(as_of_local).normalize() - pd.Timedelta(days=days)).tz_localize(ZONE)
    back = (pd.Timestamp(as_of_local).normalize() - pd.Timedelta(days=max(42, days))).tz_localize(ZONE)
    frame = frame[frame.start_us.notna() & (frame.start_us <= as_of.value // 1000) & (frame.start_us >= back.value // 1000)].copy()
    if include:
        frame = frame[frame.name.map(include)]
    utc = pd.to_datetime(frame.start_us.astype("int64"), unit="us", utc=True)
    frame["date"] = utc.dt.tz_convert(ZONE).dt.strftime("%Y-%m-%d").to_numpy()
    recent = frame[frame.start_us >= first.value // 1000]
    real = lambda n: None if n == "<null>" else n
    day_rows = [
        {"name": real(n), "date": d, **counted(g), "last_us": int(g.start_us.max())} for (n, d), g in recent.groupby(["name", "date"])
    ]
    jobs = []
    for n, g in frame.groupby("name"):
        ok = g[g.state.isin(SUCCESS)]
        last_ok = int(ok.start_us.max()) if len(ok) else None
        bad = g[~g.state.isin(SUCCESS) & g.state.notna() & g.end_us.notna()]
        streak = bad if last_ok is None else bad[bad.start_us > last_ok]
        gaps = np.diff(np.unique(g.start_us.astype("int64").to_numpy())) / 1e6
        mine = recent[recent.name == n]
        jobs.append(
            {
                "name": real(n),
                **counted(mine),
                "last_us": int(g.start_us.max()),
                "last_success_us": last_ok,
                "streak": len(streak),
                "streak_us": int(streak.start_us.min()) if len(streak) else None,
                "median_gap": float(np.quantile(gaps, 0.5)) if len(gaps) else None,
                "outer_fence": float(4 * np.quantile(gaps, 0.75) - 3 * np.quantile(gaps, 0.25)) if len(gaps) else None,
                "all_runs": len(g),
            }
        )
    return {
        "as_of_us": as_of.value // 1000,
        "days_asked": days,
        "first_date": first.strftime("%Y-%m-%d"),
        "last_date": midnight.strftime("%Y-%m-%d"),
        "days": day_rows,
        "jobs": jobs,
    }


def make_inference():
    rows = []
    base = pd.Timestamp("2026-03-29")
    for _ in range(900):
        at = base + pd.Timedelta(days=rng.choice([-7, -6, -3, -2, -1, 0, 0, 0, 1]), microseconds=rng.randrange(86_400_000_000))
        latency = rng.choice([None, "nan", "inf", -1.0] + [round(rng.lognormvariate(3, 1), 3)] * 20)
        rows.append({"at": text_of(at), "latency_ms": latency, "status": rng.choice(["ok", "ok", "ok", "error", None])})
    at = instants([r["at"] for r in rows])
    for r, t in zip(rows, at):
        r["at_us"] = t.value // 1000
        # The request began before the record was written: start and end of the same latency.
        value = r["latency_ms"]
        r["end_us"] = None if value is None or isinstance(value, str) else r["at_us"] + round(value * 1000)
    return rows


def expected_inference(rows, as_of_local, days):
    as_of = pd.Timestamp(as_of_local).tz_localize(ZONE)
    first = (pd.Timestamp(as_of_local).normalize() - pd.Timedelta(days=days)).tz_localize(ZONE)
    frame = pd.DataFrame(rows)
    frame = frame[(frame.at_us >= first.value // 1000) & (frame.at_us <= as_of.value // 1000)].copy()
    frame["date"] = pd.to_datetime(frame.at_us, unit="us", utc=True).dt.tz_convert(ZONE).dt.strftime("%Y-%m-%d")

    def counts(g):
        seconds = np.array([v / 1000 for v in g.latency_ms if isinstance(v, float) and np.isfinite(v) and v >= 0])
        errors = int((g.status == "error").sum())
        span = (int(g.at_us.max()) - int(g.at_us.min())) / 1e6
        return {
            "records": len(g),
            "inference_duration": span,
            "records_per_second": len(g) / span if span else None,
            "timed": len(seconds),
            **{f"p{q}": float(np.quantile(seconds, q / 100)) if len(seconds) else None for q in (50, 95, 99)},
            "errors": errors,
            "error_rate": errors / len(g),
        }

    days_rows = [{"date": d, **counts(g)} for d, g in frame.groupby("date")]
    return {
        "as_of_us": as_of.value // 1000,
        "days": sorted(days_rows, key=lambda r: r["date"], reverse=True),
        "total": counts(frame),
    }


def seed_durations():
    data = pathlib.Path(__file__).resolve().parents[2].parent / "shared/acceptance/seed/data/fact_job_run_timeline.parquet"
    frame = pd.read_parquet(data)
    day = frame.run_start_time.dt.normalize()
    frame = frame[frame.job_name.str.contains("ML") & (day >= "2026-01-24") & (frame.run_start_time <= "2026-01-31 23:59:59")].copy()
    frame["seconds"] = (frame.end_time - frame.run_start_time).dt.total_seconds()
    frame["date"] = frame.run_start_time.dt.strftime("%Y-%m-%d")
    rows = []
    for (n, d), g in frame.groupby(["job_name", "date"]):
        s = g.seconds.dropna().to_numpy()
        quantile = lambda q: float(np.quantile(s, q)) if len(s) else None
        rows.append([n, d, quantile(0.5), quantile(0.95), float(s.max()) if len(s) else None])
    return rows


def percents():
    cases = [(1, 800), (1, 3), (2, 3), (1, 16_000), (1, 20_000), (3, 20_000), (0, 7), (7, 7), (199_999, 200_000), (1005, 100_000)]
    cases += [(rng.randint(0, n), n) for n in (rng.randint(1, 4000) for _ in range(150))]
    cases += [(rng.randint(0, n), n) for n in (rng.randint(1, 10**11) for _ in range(40))]
    return [[p, w, round_half_up(p, w)] for p, w in cases]


runs = make_runs()
inference = make_inference()
out = {
    "provenance": {"generator": "test/golden/operations.py", "pandas": pd.__version__, "numpy": np.__version__, "seed": SEED},
    "tolerance": 1e-9,
    "zone": ZONE,
    "runs": runs,
    "periods": [
        expected_runs(runs, "2026-03-31 12:00:00", 7),
        expected_runs(runs, "2025-10-28 01:30:00", 7),
        expected_runs(runs, "2025-10-28 01:30:00", 60),
    ],
    "included": expected_runs(runs, "2026-03-31 12:00:00", 7, lambda n: n.startswith("100%_ML\\")),
    "inference": inference,
    "inference_expected": expected_inference(inference, "2026-03-30 18:00:00", 7),
    "seed_durations": seed_durations(),
    "percents": percents(),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n")
