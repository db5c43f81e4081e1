"""`python evidently_compare.py REFERENCE CURRENT`: Evidently's data drift preset on two Parquet files, its result read out."""

import sys
import time

started = time.perf_counter()
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset

imported = time.perf_counter()
reference = pd.read_parquet(sys.argv[1])
current = pd.read_parquet(sys.argv[2])
read = time.perf_counter()
result = Report([DataDriftPreset()]).run(current, reference)
text = result.json()
done = time.perf_counter()
print(f"imports {imported - started:.2f} s, reading {read - imported:.2f} s, report {done - read:.2f} s, {len(text)} characters")
