"""Histories delivered in order and anyhow: `python -m faults.histories [--histories 1000]`; the same has to be told."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from multiprocessing import get_context
from pathlib import Path

from faults.delivery import DAY, Arrival, anyhow, history, in_order
from faults.playing import INDEXING, POINTS, Play, same, small_index


def examine(seed: int, folder: Path) -> Counter[str]:
    """Delivers a history both ways and compares; what was done, counted."""
    told, chance = history(seed), random.Random(seed + 1)
    plain, nasty = Play(folder / "in-order"), Play(folder / "anyhow")
    plain.accept(in_order(told))
    plain.file()
    arrivals = anyhow(told, chance)
    done = Counter(requests=len(arrivals), messages=sum(map(len, told)))
    done["copies"] = sum(len(moment) for one in arrivals for moment in one.said)
    with small_index():
        deliver(nasty, arrivals, chance, done)
        nasty.check()
        same(nasty.told(), plain.told())
    return done


def deliver(play: Play, arrivals: list[Arrival], chance: random.Random, done: Counter[str]) -> None:
    """Files what arrives in batches cut at will, none of which waits for more than a day, in between cut off, with the
    index asked, laid over or built anew."""
    while arrivals:
        within = sum(one.received_us < arrivals[0].received_us + DAY for one in arrivals)
        size = chance.randint(1, within)
        taken, arrivals = arrivals[:size], arrivals[size:]
        chance.shuffle(taken)
        play.accept(taken)
        done["batches"] += 1
        if chance.random() < 0.3:
            play.file_cut_off(chance.choice(POINTS), chance.random() < 0.5, chance.random() < 0.3)
            done["cut off"] += 1
        else:
            play.file()
        if chance.random() < 0.5:
            play.index(chance.choice(("open", *INDEXING)), chance.choice(["customer", "customer", "case"]))
            done["indexed"] += 1


def tried(seed: int) -> tuple[int, Counter[str], str]:
    """The history of a seed: its number, what was done, and what was wrong, if anything."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return seed, examine(seed, Path(folder)), ""
        except Exception:
            return seed, Counter(), traceback.format_exc()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    done, wrong, began = Counter[str](), list[int](), time.monotonic()
    seeds = range(options.seed, options.seed + options.histories)
    with get_context("spawn").Pool(options.jobs) as pool:
        for number, (seed, counted, error) in enumerate(pool.imap_unordered(tried, seeds), 1):
            done += counted
            if error:
                wrong.append(seed)
                print(f"history {seed}:\n{error}", flush=True)
            if number % 100 == 0 or number == len(seeds):
                counts = ", ".join(f"{name} {count}" for name, count in done.items())
                took = time.monotonic() - began
                print(
                    f"{number} histories in {took:.0f} s, {len(wrong)} told otherwise {wrong[:20]}; {counts}",
                    flush=True,
                )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
