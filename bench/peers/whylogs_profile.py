"""`python whylogs_profile.py FILE`: a whylogs profile of one Parquet file, its summary read out."""

import sys
import time

started = time.perf_counter()
import pandas as pd
import whylogs as why

imported = time.perf_counter()
table = pd.read_parquet(sys.argv[1])
read = time.perf_counter()
summary = why.log(table).view().to_pandas()
done = time.perf_counter()
print(f"imports {imported - started:.2f} s, reading {read - imported:.2f} s, profile {done - read:.2f} s, {len(summary)} columns")
