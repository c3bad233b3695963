"""Side by side with peers, on the same data in the same run: `python -m bench`, written to docs/benchmarks.md.

python -m bench                 20 M events
python -m bench --quick         2 M events, nothing is written to the documentation
python -m bench --only funnel   one part: import, fresh, funnel, graph, means, pains
python -m bench --live          live capture under load: accepting, filing, overload, memory
python -m bench --console       the console at 1 M events: first paint, interaction to answer, size of scripts
python -m bench --large         200 M events, import and questions, compared with 20 M
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.console import CONSOLE, console
from bench.large import large
from bench.live import LIVE, live, table_of
from bench.log import make_log
from bench.parts import PARTS, Ground
from bench.report import DOCUMENT, LARGE, Row, day_and_machine, put, text_of, write
from bench.soak import soak

OUT = Path(__file__).resolve().parent / "out"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000_000, help="events in the log")
    parser.add_argument("--quick", action="store_true", help="2 M events and fewer runs")
    parser.add_argument("--only", choices=list(PARTS), action="append", help="only this part (may be repeated)")
    parser.add_argument("--large", nargs="?", type=int, const=200_000_000, help="the same with this many events")
    parser.add_argument("--live", nargs="?", type=float, const=10.0, help="live capture under load; minutes of soak")
    parser.add_argument("--console", action="store_true", help="the console in a browser, at 1 M events")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where to put the data, emptied afterwards (default: bench/out)")
    return parser.parse_args()


def main() -> int:
    options = _asked()
    rows = 2_000_000 if options.quick else options.rows
    (options.folder or OUT).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder or OUT, prefix="bench-") as name:
        folder = Path(name)
        if options.live is not None:
            lines = [*live(folder), *soak(folder, options.live)]
            put(LIVE, f"{day_and_machine()}\n\n{table_of(lines)}")
            print(table_of(lines))
            return 0 if all(line.kept for line in lines) else 1
        if options.console:
            lines = console(folder, options.seed)
            put(CONSOLE, f"{day_and_machine()}\n\n{table_of(lines)}")
            print(table_of(lines))
            return 0 if all(line.kept for line in lines) else 1
        if options.large:
            found = large(folder, rows, options.large, options.seed)
            write(LARGE, found, options.large)
            return _ended(found)
        _say(f"making {rows:,} events")
        log = make_log(folder / "log.parquet", rows, options.seed)
        ground = Ground(log, folder, runs=2 if options.quick else 5)
        found, broken = _all_parts(ground, options.only or list(PARTS))
        if not options.quick and not options.only:
            write(DOCUMENT, found, rows)
        return _ended(found, broken)


def _all_parts(ground: Ground, parts: list[str]) -> tuple[list[Row], list[str]]:
    """Rows of all parts, and the parts that broke off: the others are still worth having."""
    found: list[Row] = []
    broken = []
    for part in parts:
        began = time.perf_counter()
        try:
            new = PARTS[part](ground)
        except Exception as error:
            broken.append(part)
            _say(f"{part} broke off: {type(error).__name__}: {error}")
            continue
        found += new
        _say(f"{part}: {time.perf_counter() - began:.0f} s\n{text_of(new)}")
    return found, broken


def _ended(found: list[Row], broken: Sequence[str] = ()) -> int:
    """Prints the table; 1 where a bar was missed or a part broke off."""
    print(text_of(found))
    return 1 if broken or any(row.kept is False for row in found) else 0


def _say(words: str) -> None:
    print(f"bench: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
