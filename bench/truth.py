"""The long form of the truth tests: `python bench/truth.py --worlds 50 --null 400`. Exit status 1 if a bar is missed.

Bars: at least 90 % of the planted pains among the first ten; at most 10 % of the judged findings with q < .05 false; at
most 30 of 400 null worlds with any finding; at least 90 % of the true effects inside their 95 % interval.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from truth.examine import Result, examine_all, marks_of, verdict
from truth.score import Mark
from truth.worlds import KINDS


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=50, help="worlds with planted pains")
    parser.add_argument("--null", type=int, default=400, help="worlds without")
    parser.add_argument("--first", type=int, default=0, help="first seed; from 10000 up for development")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="list every miss, false finding and alarm")
    parser.add_argument("--json", type=Path, help="write the numbers here as well")
    return parser.parse_args()


def _collect(asked: Sequence[tuple[int, bool]], processes: int) -> list[Result]:
    begin, results = time.perf_counter(), []
    for number, result in enumerate(examine_all(asked, processes), start=1):
        results.append(result)
        spent = time.perf_counter() - begin
        left = spent / number * (len(asked) - number)
        print(f"\r{number}/{len(asked)} worlds, {spent:.0f} s, {left:.0f} s left ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return sorted(results, key=lambda result: (not result.planted, result.seed))


def _line(name: str, marks: Sequence[Mark], results: Sequence[Result]) -> str:
    """One line of the table. Bias in claimed standard errors, so that outcomes can be mixed."""
    errors = [
        (mark.estimate - mark.effect) / ((mark.high - mark.low) / 3.92)
        for mark in marks
        if None not in (mark.estimate, mark.low, mark.high) and mark.high > mark.low  # type: ignore[operator]
    ]
    false = [entry for result in results if result.card for entry in result.card.false if name in (entry[0], "all")]
    share = f"{len(false):5d}"
    if not marks:
        return f"{name:16s} {0:7d} {'–':>10s} {'–':>9s} {'–':>9s} {share}"
    recall, covered = np.mean([mark.recalled for mark in marks]), np.mean([mark.covered for mark in marks])
    bias = f"{np.mean(errors):+9.2f}" if errors else f"{'–':>9s}"
    return f"{name:16s} {len(marks):7d} {recall:10.1%} {covered:9.1%} {bias} {share}"


def _table(results: Sequence[Result]) -> None:
    marks = marks_of(results)
    print(f"{'kind':16s} {'planted':>7s} {'recall@10':>10s} {'coverage':>9s} {'bias (se)':>9s} {'false':>5s}")
    for kind in KINDS:
        print(_line(kind, [mark for mark in marks if mark.kind == kind], results))
    for outcome in sorted({mark.outcome.partition(":")[0] for mark in marks}):
        some = [mark for mark in marks if mark.outcome.partition(":")[0] == outcome]
        print(_line(f"({outcome})", some, ()))
    print(_line("all", marks, results))


def _details(results: Sequence[Result]) -> None:
    for result in results:
        for mark in result.card.marks if result.card else ():
            if not (mark.recalled and mark.covered):
                print("missed " if not mark.recalled else "outside", mark)
        for entry in result.card.false if result.card else ():
            print("false  ", result.seed, result.outcome, entry)
        for entry in result.claims:
            print("alarm  ", result.seed, result.outcome, entry)


def main() -> int:
    options = _asked()
    seeds = range(options.first, options.first + max(options.worlds, options.null))
    asked = [(seed, True) for seed in seeds[: options.worlds]] + [(seed, False) for seed in seeds[: options.null]]
    results = _collect(asked, options.processes)
    found = verdict(results)
    _table(results)
    if options.verbose:
        _details(results)
    bars = {
        "recall@10 ≥ 90 %": (found.recalled, found.planted, found.recalled >= 0.9 * found.planted),
        "false ≤ 10 %": (found.false, found.judged, found.false <= 0.1 * found.judged),
        "coverage ≥ 90 %": (found.covered, found.planted, found.covered >= 0.9 * found.planted),
        "null alarms ≤ 7.5 %": (found.alarmed, found.nulls, found.alarmed <= found.nulls * 30 / 400),
    }
    for name, (count, total, kept) in bars.items():
        print(f"{'kept  ' if kept else 'MISSED'} {name:22s} {count}/{total}")
    print(f"{np.median([result.seconds for result in results]):.2f} s a world (median of the question alone)")
    if options.json:
        options.json.write_text(
            json.dumps(
                {name: {"count": c, "of": t, "kept": bool(k)} for name, (c, t, k) in bars.items()}, ensure_ascii=False
            )
        )
    return 0 if all(kept for _, _, kept in bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
