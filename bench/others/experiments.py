# mypy: ignore-errors
"""An experiment by gbstats and spotify-confidence, from rows in memory: run by the Python of build/peers."""

import json
import sys
import time

import pyarrow.parquet as pq
import spotify_confidence as sc
from gbstats.frequentist.tests import FrequentistConfig, TwoSidedTTest
from gbstats.models.statistics import ProportionStatistic, SampleMeanStatistic

path, runs = sys.argv[1], int(sys.argv[2])
frame = pq.read_table(path).to_pandas()
names = [name for name in frame.columns if name != "arm"]


def gbstats():
    """Sums by pandas, then the test, as GrowthBook does after its SQL."""
    by_arm = frame.groupby("arm", sort=False)
    sums, counts = by_arm[names].sum(), by_arm.size()
    squares = (frame[names] ** 2).groupby(frame["arm"], sort=False).sum()
    found = {}
    for name in names:
        pair = []
        for arm in ("old", "new"):
            n, total = int(counts[arm]), float(sums.loc[arm, name])
            if name.startswith("did"):
                pair.append(ProportionStatistic(n=n, sum=int(total)))
            else:
                pair.append(SampleMeanStatistic(n=n, sum=total, sum_squares=float(squares.loc[arm, name])))
        result = TwoSidedTTest(*pair, FrequentistConfig(difference_type="absolute")).compute_result()
        found[name] = (result.expected, result.ci[0], result.ci[1])
    return found


def confidence():
    """Sums by pandas, then the test, as its README does."""
    found = {}
    for name in names:
        values = frame[name]
        grouped = frame.assign(square=values**2).groupby("arm")
        sums = grouped.agg(total=(name, "sum"), count=(name, "count"), square=("square", "sum")).reset_index()
        common = {"numerator_column": "total", "denominator_column": "count", "categorical_group_columns": "arm"}
        if name.startswith("did"):
            test = sc.ZTest(sums, numerator_sum_squares_column=None, interval_size=0.95, **common)
        else:
            test = sc.StudentsTTest(sums, numerator_sum_squares_column="square", interval_size=0.95, **common)
        row = test.difference(level_1="old", level_2="new", absolute=True).iloc[0]
        found[name] = (row["difference"], row["ci_lower"], row["ci_upper"])
    return found


told = {}
for name, ask in (("gbstats", gbstats), ("spotify-confidence", confidence)):
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        found = ask()
        took.append(time.perf_counter() - began)
    effects = {key: [float(one) for one in value] for key, value in found.items()}
    told[name] = {"seconds": min(took), "effects": effects}
print(json.dumps(told))
