"""A log larger than what may be held at once comes in with bounded memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROWS, PIECE, CUSTOMERS = 4_000_000, 500_000, 150_000
LIMIT_MB = 1_600
"""Whatever the size of the file: two parts of a million rows on their way, two batches, the libraries."""

MEASURED = """
import json, resource, sys
import cxloop
workspace = cxloop.open(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
report = workspace.import_(sys.argv[2], customer="who", times=["when"], event="what")
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"imported": report.imported, "duplicates": report.duplicates, "mb": after, "before": before}))
"""


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "log.parquet"
    chance = np.random.default_rng(3)
    schema = pa.schema(
        [("who", pa.string()), ("when", pa.timestamp("us")), ("what", pa.string()), ("note", pa.string())]
    )
    with pq.ParquetWriter(path, schema) as writer:
        for _ in range(ROWS // PIECE):
            who = pa.array(chance.integers(0, CUSTOMERS, PIECE)).cast(pa.string())
            when = pa.array(chance.integers(1_700_000_000, 1_730_000_000, PIECE) * 1_000_000).cast(pa.timestamp("us"))
            what = pa.array([f"step {number}" for number in range(30)]).take(pa.array(chance.integers(0, 30, PIECE)))
            note = pa.array(chance.integers(0, 2**60, PIECE)).cast(pa.string())
            writer.write_table(pa.table([who, when, what, note], schema=schema))
    return path


@pytest.mark.slow
def test_memory_is_bounded(tmp_path: Path, big: Path) -> None:
    """The first import, and the second one, which is compared with everything that is there."""
    for wanted in ((ROWS, 0), (0, ROWS)):
        call = [sys.executable, "-c", MEASURED, str(tmp_path / "data"), str(big)]
        done = subprocess.run(call, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert (said["imported"], said["duplicates"]) == wanted
        assert said["mb"] < LIMIT_MB, said
