"""Golden answers of the document's own should_retrain: run with Python, write should-retrain.json beside this file.

The function is the document's text, unchanged. Whole numbers go in as int, since JavaScript has no other 45.0.
"""
import json
import math
import pathlib
import platform
import random
import struct


def should_retrain(
    prediction_drift_score: float,
    feature_drift_count: int,
    days_since_training: int,
    accuracy_drop: float
) -> dict:
    """Determine if model should be retrained."""
    
    reasons = []
    
    if prediction_drift_score > 2.0:
        reasons.append(f"Prediction drift score {prediction_drift_score:.2f} > 2.0")
    
    if feature_drift_count >= 3:
        reasons.append(f"{feature_drift_count} features show significant drift")
    
    if days_since_training > 30:
        reasons.append(f"Model is {days_since_training} days old (> 30)")
    
    if accuracy_drop > 0.05:
        reasons.append(f"Accuracy dropped by {accuracy_drop:.1%} (> 5%)")
    
    return {
        "should_retrain": len(reasons) > 0,
        "reasons": reasons,
        "urgency": "HIGH" if accuracy_drop > 0.05 else "NORMAL"
    }


def bits(x):
    """Every double exactly, NaN and infinities too."""
    return struct.pack(">d", float(x)).hex()


def plain(x):
    """A whole number as int, as JavaScript prints it."""
    if isinstance(x, float) and math.isfinite(x) and x == int(x) and abs(x) < 2**53 and not (x == 0 and math.copysign(1, x) < 0):
        return int(x)
    return x


nan, inf = math.nan, math.inf
above = lambda x: math.nextafter(x, inf)
below = lambda x: math.nextafter(x, -inf)
scores = [0, 1.99, below(2.0), 2.0, above(2.0), 2.5, 2.125, 2.375, 2.005, 2.675, 3.0, 1234567.895, 1e15 + 0.5, 1e22, 1e300, 5e-324, -3.5, -0.0, inf, -inf, nan]
counts = [0, 2, 2.5, 3, 4, 120, -1, 3.75, 1e16, nan, inf]
ages = [-5, 0, 30, above(30.0), 30.5, 31, 45, 365, 1e16, 12345.678, 1e-5, nan, inf]
drops = [-0.2, 0, 0.03, below(0.05), 0.05, above(0.05), 0.0625, 0.1225, 0.1234, 0.0505, 0.0515, 0.0525, 0.9995, 0.99949, 1, 2.5, 1e20, 1e300, 1.7e308, nan, inf, -inf]

cases = []


def add(*values):
    values = [plain(v) for v in values]
    cases.append({"input": [bits(v) for v in values], "expected": should_retrain(*values)})


for s in scores:
    add(s, 2, 10, 0.01)
for c in counts:
    add(1.0, c, 10, 0.01)
for a in ages:
    add(1.0, 0, a, 0.01)
for d in drops:
    add(1.0, 0, 10, d)
for s in (1.5, 2.0, 2.5):
    for c in (2, 3):
        for a in (30, 45):
            for d in (0.03, 0.05, 0.08):
                add(s, c, a, d)
rng = random.Random(20260131)
for _ in range(300):
    # Eighths and sixteenths end in ties of two digits; the others test that a near tie is none.
    add(
        rng.choice([rng.uniform(0, 6), rng.randrange(0, 4000) / 8, round(rng.uniform(1, 5), 3)]),
        rng.randrange(0, 8),
        rng.choice([rng.randrange(0, 90), rng.uniform(0, 90), rng.randrange(0, 400) / 4]),
        rng.choice([rng.uniform(-0.1, 0.3), rng.randrange(0, 4000) / 16000, round(rng.uniform(0, 0.2), 4)]),
    )

# The formats alone, over every size of number.
formats = []
for _ in range(400):
    x = struct.unpack(">d", rng.getrandbits(64).to_bytes(8, "big"))[0]
    if rng.random() < 0.6:
        x = rng.choice([rng.uniform(-10, 10), rng.randrange(-10**6, 10**6) / 64, rng.uniform(-1, 1) * 10 ** rng.randrange(-8, 20)])
    formats.append({"input": bits(x), "fixed2": f"{x:.2f}", "percent1": f"{x:.1%}", "float": repr(x)})

example = should_retrain(prediction_drift_score=2.5, feature_drift_count=2, days_since_training=45, accuracy_drop=0.03)
out = {
    "provenance": {"python": platform.python_version(), "seed": 20260131, "function": "should_retrain of the document, unchanged", "tolerance": "equal texts"},
    "example": {"printed": str(example), "expected": example},
    "cases": cases,
    "formats": formats,
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(out, separators=(",", ":"), allow_nan=False) + "\n")
print(len(cases), "cases,", len(formats), "formats")
