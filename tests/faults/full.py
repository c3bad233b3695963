"""The long runs: `python -m faults.full [--kills 200] [--cuts 100]`; prints what came of them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from faults.kills import Outcome, killed
from faults.power import power_cuts


def told(name: str, outcome: Outcome) -> bool:
    """Prints a line; whether all promises were kept."""
    print(
        f"{name}: {outcome.kills}; messages promised {outcome.promised}, lost {len(outcome.lost)}, doubled "
        f"{len(outcome.doubled)}; slowest start {outcome.slowest:.1f} s",
        flush=True,
    )
    return not (outcome.lost or outcome.doubled or outcome.foreign)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        kept &= told("kills", killed(Path(folder), options.kills, options.seed))
    with tempfile.TemporaryDirectory() as folder:
        kept &= told("power cuts", power_cuts(Path(folder), options.cuts, options.seed))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
