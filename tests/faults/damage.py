"""Stores damaged by chance: bits turned over and logs cut off, then mended, then compared with what there was.

`make faults` runs the long form and prints its figures.
"""

from __future__ import annotations

import argparse
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cxloop.ports.journal import Request
from cxloop.stores.access import SqlAccess
from cxloop.stores.database import file
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
from cxloop.stores.journal import _checksum as checksum_of
from cxloop.stores.packing import unpacked
from cxloop.stores.rebuild import TABLES
from cxloop.stores.salvage import mended
from cxloop.stores.state import SqlState

FILLING = """
import os, sys
from pathlib import Path
import numpy as np
import sqlalchemy as sa
from cxloop.listen.catalogue import Observed
from cxloop.listen.filing import Link
from cxloop.ports.filing import Quarantined
from cxloop.ports.journal import Request
from cxloop.ports.state import Part, Refused
from cxloop.stores.access import SqlAccess
from cxloop.stores.filings import SqlFilings
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
from cxloop.stores.state import SqlState
from cxloop.trust.keys import Key, hash_of

homes = Homes(Path(sys.argv[1]))
journal, keys, state = SqlJournal(homes.journal()), SqlAccess(homes.access()), SqlState(homes.workspace("main"))
filings = SqlFilings(state.engine)

def fill(begin, end):
    for turn in range(begin, end):
        size = 9_000 if turn % 10 == 0 else 200
        bodies = [(f"{turn} {place} " + "가" * size).encode() for place in range(5)]
        journal.append([Request("main", "batch", body, turn, "k") for body in bodies])
        keys.add(Key(f"k{turn}", "main", "ingest", "이름", hash_of(str(turn)), turn))
        ids = np.arange(40) * 7_919 + turn * 1_000_003
        filings.remember(turn, ids, ids + 1, turn)
        filings.link(turn, [Link(f"a{turn}", f"u{turn}", turn)])
        filings.observe(turn, [Observed(f"e{turn % 9}", "p", frozenset({"text"}), "x", 1, turn, 1)])
        filings.refuse(turn, [Quarantined(0, turn, 1, 1, "batch", "r", "d", None, 5, b"raw" * 50)])
        begun = state.begin_import(f"log-{turn}.csv", "abc", {}, turn)
        state.add_part(begun.number, Part(1, 1, 1, 1, 0, None), [Refused(line, "r", "d", "raw") for line in range(10)])
        state.save_setting(f"s{turn}", "v" * 100)
        state.save_mapping(f"m{turn}", {"a": turn})
        if turn == 50:  # from here on, part of each log is in its file
            for store in (journal, keys, state):
                with store.engine.connect() as connection:
                    connection.exec_driver_sql("pragma wal_checkpoint(passive)")
    number = journal.claim("main", 0, 2_000)
    if begin:
        journal.end("main", number)
        journal.claim("main", 0, 2_000)

fill(0, 40)
for store in (journal, keys, state):
    store.engine.dispose()
fill(40, 60)
os.kill(os.getpid(), 9)
"""
FILES = ("journal.db", "access.db", "main/state.db")


def filled(folder: Path) -> None:
    """A data folder as a killed process leaves it: each database with a log not taken in."""
    assert subprocess.run([sys.executable, "-c", FILLING, str(folder)]).returncode == -9
    assert all((folder / f"{name}-wal").stat().st_size for name in FILES)


def rows_of(folder: Path) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table of ours. Opens, and so takes the logs in."""
    found = {}
    for name, kind in zip(FILES, ("journal", "access", "state"), strict=True):
        engine = file(folder / name)
        with engine.connect() as connection:
            for some in TABLES[kind]:  # type: ignore[index]
                for table in some.tables.values():
                    found[table.name] = {tuple(row) for row in connection.execute(sa.select(table))}
            assert connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
        engine.dispose()
    return found


@dataclass
class Outcome:
    """What became of one damage. altered: rows that are there and say something else; silent: rows gone of which
    nothing was said."""

    reported: bool
    lost: Counter[str] = field(default_factory=Counter)
    altered: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    seconds: float = 0.0


def flip(path: Path, draw: random.Random) -> str:
    """Turns one bit over."""
    content = bytearray(path.read_bytes())
    at = draw.randrange(len(content))
    content[at] ^= 1 << draw.randrange(8)
    path.write_bytes(content)
    return f"bit at {at} of {path.name}"


def cut(path: Path, draw: random.Random) -> str:
    """Cuts a file off."""
    size = draw.randrange(path.stat().st_size)
    with path.open("rb+") as opened:
        opened.truncate(size)
    return f"{path.name} cut to {size}"


def trial(whole: Path, before: dict[str, set[tuple[Any, ...]]], place: Path, harm: str, draw: random.Random) -> Outcome:
    """One copy of a filled folder, damaged, mended and compared."""
    shutil.copytree(whole, place)
    sides = [place / f"{name}{side}" for name in FILES for side in (["-wal"] if harm == "cut" else ["", "-wal"])]
    told = (cut if harm == "cut" else flip)(draw.choice(sides), draw)
    homes, began = Homes(place), time.monotonic()
    found = mended(homes, "20260101T000000Z")
    took = time.monotonic() - began
    assert mended(homes, "20260101T000001Z") == [], f"{told}: it is mended once"
    SqlJournal(homes.journal()), SqlAccess(homes.access()), SqlState(homes.workspace("main"))
    after = rows_of(place)
    outcome = Outcome(bool(found), seconds=took)
    for table, rows in before.items():
        gone, other = len(rows - after[table]), len(after[table] - rows)
        if gone > other:
            outcome.lost[table] = gone - other
        if other:
            outcome.altered[table] = other
        assert other <= max(1, gone), f"{told}: {table} has rows that never were: {after[table] - rows}"
    _journal_knows(before["journal"], after["journal"] - before["journal"], told)
    outcome.silent = 0 if found else sum(outcome.lost.values())
    for one in found:
        assert Path(one.path).with_name(one.kept).exists(), told
    _still_counting(homes, before, told)
    shutil.rmtree(place)
    return outcome


def _journal_knows(before: set[tuple[Any, ...]], altered: set[tuple[Any, ...]], told: str) -> None:
    """A request that is not what was accepted is never filed as if it were; one that was filed may come back."""
    there = {row[0] for row in before}
    for number, workspace, path, key, received_us, body, checksum, _ in altered:
        try:
            request = Request(workspace, path, unpacked(body), received_us, key)
        except (OSError, ValueError, struct.error):
            continue  # seen as well
        assert number not in there or checksum != checksum_of(request), (
            f"{told}: request {number} was changed, and nobody sees it"
        )


def _still_counting(homes: Homes, before: dict[str, set[tuple[Any, ...]]], told: str) -> None:
    journal = SqlJournal(homes.journal())
    journal.append([Request("새", "batch", b"{}", 1, "k")])
    number = journal.batch("새", journal.claim("새", 0, 10) or 0)[0].number
    assert number > max(row[0] for row in before["journal"]), f"{told}: a number is given twice"
    number = SqlState(homes.workspace("main")).begin_import("new.csv", "d", {}, 1).number
    assert number > max(row[0] for row in before["imports"]), f"{told}: a number is given twice"


def main() -> None:
    """The long form."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--flips", type=int, default=1_000)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole"
        filled(whole)
        shutil.copytree(whole, Path(scratch) / "read")
        before = rows_of(Path(scratch) / "read")
        print(f"rows before: {sum(map(len, before.values()))} in {len(before)} tables")
        for harm, count in (("flip", given.flips), ("cut", given.cuts)):
            draw = random.Random(given.seed)
            outcomes = [trial(whole, before, Path(scratch) / "trial", harm, draw) for _ in range(count)]
            lost = sorted(sum(one.lost.values()) for one in outcomes)
            altered = sum((one.altered for one in outcomes), Counter[str]())
            told = f"{harm}: {count} times, opened {count}, set aside {sum(one.reported for one in outcomes)}, "
            told += f"silent losses {sum(one.silent > 0 for one in outcomes)}, rows lost: median {lost[count // 2]}, "
            told += f"most {lost[-1]}; rows that say something else: {dict(altered)}; "
            print(told + f"slowest {max(one.seconds for one in outcomes):.2f} s")


if __name__ == "__main__":
    main()
