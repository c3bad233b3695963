"""Ten times the events: does the time grow with them, and does the memory stay?"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from bench.log import FUNNEL, OPTIONS, make_log
from bench.measured import Ended, Times, cxloop
from bench.report import Row

BOUND = 6e9


def large(folder: Path, rows: int, more: int, seed: int) -> list[Row]:
    """Imports both logs and asks both of them; the time may grow by a tenth more than the events do."""
    few, many = _run(folder, rows, seed), _run(folder, more, seed)
    slower = 1.1 * more / rows
    taken = [
        Row(
            f"{name}, {more:,} events", f"cxloop, {rows:,} events", _times(many[name]), _times(few[name]), slower=slower
        )
        for name in few
    ]
    memory = many["import"].memory
    if memory >= BOUND:
        print(f"bench: the import took {memory / 1e9:.2f} GB", file=sys.stderr)
    return taken


def _run(folder: Path, rows: int, seed: int) -> dict[str, Ended]:
    print(f"bench: making {rows:,} events", file=sys.stderr, flush=True)
    log, data = make_log(folder / f"log-{rows}.parquet", rows, seed), folder / f"cxloop-{rows}"
    done = {"import": cxloop(data, "import", log.path, *OPTIONS)}
    assert json.loads(done["import"].output)["imported"] == rows
    for name, words in (("funnel", ("funnel", *FUNNEL)), ("paths", ("paths",))):
        cxloop(data, *words)
        done[name] = cxloop(data, *words)
    shutil.rmtree(data)
    log.path.unlink()
    print(f"bench: {[(name, round(ended.seconds, 1), ended.memory) for name, ended in done.items()]}", file=sys.stderr)
    return done


def _times(ended: Ended) -> Times:
    return Times([ended.seconds], memory=ended.memory)
