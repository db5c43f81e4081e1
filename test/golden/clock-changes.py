"""Windows around clock changes, from Python's zoneinfo: start, end, rows and mean of every window that holds a row.

Rows: one every `every_seconds` from `first` (UTC), row i has the value i. A window of hours or minutes begins at a local multiple
and, when the hour comes twice, twice; a window of days goes from local midnight to local midnight.
"""
import json
import pathlib
import platform
import zoneinfo
from datetime import datetime, timedelta, timezone

CASES = [
    # name, zone, first row (UTC), seconds between rows, rows, granularities
    ("new_york_autumn", "America/New_York", "2026-10-30T01:00:00", 420, 1000, ["1 hour", "1 day", "1 week"]),
    ("new_york_spring", "America/New_York", "2026-03-06T02:00:00", 420, 1000, ["1 hour", "1 day", "1 week"]),
    ("berlin_autumn", "Europe/Berlin", "2026-10-23T00:30:00", 420, 1000, ["1 hour", "1 day", "1 week"]),
    ("berlin_spring", "Europe/Berlin", "2026-03-27T00:30:00", 420, 1000, ["1 hour", "1 day", "1 week"]),
    ("minutes_new_york_autumn", "America/New_York", "2026-11-01T03:58:20", 97, 240, ["5 minutes", "30 minutes", "1 hour", "1 day"]),
    ("minutes_berlin_spring", "Europe/Berlin", "2026-03-28T22:51:10", 97, 240, ["5 minutes", "30 minutes", "1 hour", "1 day"]),
    # Offset of five and three quarter hours: multiples of thirty minutes are local ones.
    ("minutes_kathmandu", "Asia/Kathmandu", "2026-02-01T16:02:00", 97, 240, ["5 minutes", "30 minutes", "1 hour", "1 day"]),
]
MINUTES = {"5 minutes": 5, "30 minutes": 30, "1 hour": 60}


def window(granularity, instant, zone):
    local = instant.astimezone(zone)
    if granularity in MINUTES:
        step = MINUTES[granularity]
        floor = local.replace(minute=local.minute - local.minute % step, second=0, microsecond=0)  # keeps fold
        start = floor.astimezone(timezone.utc)
        return start, start + timedelta(minutes=step)
    first = datetime(local.year, local.month, local.day, tzinfo=zone)
    days = 1
    if granularity == "1 week":
        first -= timedelta(days=local.weekday())  # arithmetic on the wall clock
        days = 7
    return first.astimezone(timezone.utc), (first + timedelta(days=days)).astimezone(timezone.utc)


def text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


cases = []
for name, zone_name, first, every, rows, granularities in CASES:
    zone = zoneinfo.ZoneInfo(zone_name)
    begin = datetime.fromisoformat(first).replace(tzinfo=timezone.utc)
    expected = {}
    for granularity in granularities:
        groups = {}
        for i in range(rows):
            groups.setdefault(window(granularity, begin + timedelta(seconds=every * i), zone), []).append(i)
        expected[granularity] = [
            {"start": text(s), "end": text(e), "rows": len(v), "mean": sum(v) / len(v)} for (s, e), v in sorted(groups.items())
        ]
    cases.append({"name": name, "zone": zone_name, "first": first + "Z", "every_seconds": every, "rows": rows, "windows": expected})

out = {
    "provenance": {"python": platform.python_version(), "module": "zoneinfo", "tolerance": 1e-12},
    "cases": cases,
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
