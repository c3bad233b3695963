"""A full disk: one clear error, nothing half-written to be seen, and the same command finishes once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

IN_A_SMALL_DISK = """
import json, os, sys
from pathlib import Path
from cxloop.app import staging
from cxloop.cli.main import run

data, log, room = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
staging._ROWS_A_PART = 20_000
print("mounted", flush=True)

def called(*arguments):
    print(flush=True)
    status = run(["--data", str(data / "d"), *arguments, "--json"])
    files = sorted(str(path.relative_to(data)) for path in data.rglob("*") if path.is_file())
    print(json.dumps({"status": status, "files": files}), flush=True)

options = ["--customer", "who", "--time", "when", "--event", "what"]
filler = data / "filler"
free = os.statvfs(data).f_bavail * os.statvfs(data).f_frsize
filler.write_bytes(b"x" * max(0, free - room))
called("import", log, *options)
called("overview")
filler.unlink()
called("import", log, *options)
called("overview")
called("imports")
"""
ROWS = 120_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chance = np.random.default_rng(5)
    path = tmp_path_factory.mktemp("log") / "log.parquet"
    table = pa.table(
        {
            "who": [f"c{number}" for number in chance.integers(0, 9_000, ROWS)],
            "when": pa.array(chance.integers(1_700_000_000, 1_710_000_000, ROWS) * 1_000_000).cast(pa.timestamp("us")),
            "what": [f"step {number}" for number in chance.integers(0, 5, ROWS)],
            "note": [f"{number:x}" for number in chance.integers(0, 2**60, ROWS)],
        }
    )
    pq.write_table(table, path, row_group_size=10_000)
    return path


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A command prefix that runs what follows with a file system of 24 MB at the folder given first."""
    folder = tmp_path_factory.mktemp("disk")
    mount = f"mount -t tmpfs -o size=24m cxloop-test {folder}"
    spaces = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--mount", "--map-root-user"]
    prefix = [*spaces, "sh", "-c", f'{mount} && exec "$0" "$@"']
    if shutil.which("unshare") is None or subprocess.run([*prefix, "true"], capture_output=True).returncode:
        pytest.skip("no small file system: mounting a tmpfs of one's own is not permitted here")
    return [*prefix, sys.executable, "-c", IN_A_SMALL_DISK, str(folder)]


def answers(out: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    import json

    lines = [json.loads(line) for line in out.splitlines()[1:] if line]
    return list(zip(lines[::2], lines[1::2], strict=True))


@pytest.mark.parametrize(
    ("room", "point"),
    [
        (8_000, "state"),
        (60_000, "first part"),
        (1_500_000, "later part"),
        (4_000_000, "index"),
    ],
)
def test_no_room(small_disk: list[str], log: Path, room: int, point: str) -> None:
    done = subprocess.run([*small_disk, str(log), str(room)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    failed, asked, again, overview, imports = answers(done.stdout)
    assert (failed[1]["status"], failed[0]["error"]["code"]) == (2, "disk_full"), done.stderr
    assert "/d" in failed[0]["error"]["message"], "the disk that is full is the one with the data"
    assert "Traceback" not in done.stderr
    commits = [name for name in failed[1]["files"] if "_delta_log" in name and name.endswith(".json")]
    assert len(commits) == (point == "index")
    assert not [name for name in failed[1]["files"] if "generation-" in name], "no index half-built"
    staged = [name for name in failed[1]["files"] if name.endswith(".parquet")]
    assert bool(staged) == (point not in ("state", "first part")) or point == "first part"
    wanted = {"state": "no_events", "first part": "no_events", "later part": "no_events", "index": "disk_full"}
    assert (asked[1]["status"], asked[0]["error"]["code"]) == (2, wanted[point])
    assert again[1]["status"] == overview[1]["status"] == 0, done.stderr
    assert again[0]["imported"] + again[0]["duplicates"] == overview[0]["events"] == ROWS
    assert again[0]["imported"] == (0 if point == "index" else ROWS)
    assert [one["status"] for one in imports[0]["imports"] if one["imported"]] == ["done"]
    assert len(imports[0]["imports"]) == (2 if point == "index" else 1), "the same import went on"
