"""The audit log shows every change: edited, deleted, reordered and cut off, a thousand times, against its anchor."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from cxloop import wiring
from cxloop.app.door import Door
from cxloop.stores.audit import _records as table
from cxloop.trust.audit import Anchor, Entry, chained

RECORDS, TAMPERINGS = 60, 1000
Tampering = Callable[[sa.Connection, random.Random], None]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return wiring.door(tmp_path)


def filled(door: Door, many: int = RECORDS) -> None:
    for n in range(many):
        door.write(f"anna{n % 3}", "GET /api/v1/journey", "main", purpose=f"complaint {n}", customers=[f"c{n}"])


def edit(connection: sa.Connection, chance: random.Random) -> None:
    column, value = chance.choice(
        [("who", "ben"), ("moment_ms", 1), ("purpose", None), ("customers", "[]"), ("masked", True), ("action", "x"),
         ("workspace", "other"), ("mac", "0" * 64)]
    )  # fmt: skip
    place = chance.randint(1, RECORDS)
    connection.execute(sa.update(table).where(table.c.number == place).values({column: value}))


def delete(connection: sa.Connection, chance: random.Random) -> None:
    """One of them, and those behind it moved up, so that no gap shows."""
    place = chance.randint(1, RECORDS - 1)
    connection.execute(sa.delete(table).where(table.c.number == place))
    if chance.random() < 0.5:
        for number in range(place + 1, RECORDS + 1):
            connection.execute(sa.update(table).where(table.c.number == number).values(number=number - 1))


def reorder(connection: sa.Connection, chance: random.Random) -> None:
    one, other = chance.sample(range(1, RECORDS + 1), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute(sa.update(table).where(table.c.number == old).values(number=new))


def cut(connection: sa.Connection, chance: random.Random) -> None:
    connection.execute(sa.delete(table).where(table.c.number > chance.randint(0, RECORDS - 1)))


@pytest.mark.parametrize("tampering", [edit, delete, reorder, cut], ids=lambda one: one.__name__)
def test_every_tampering_is_found(door: Door, tampering: Tampering) -> None:
    filled(door)
    engine: sa.Engine = door.audit.engine  # type: ignore[attr-defined]
    anchor = door.audit.anchor()
    found: Counter[bool] = Counter()
    for seed in range(TAMPERINGS // 4):
        with engine.connect() as connection:
            tampering(connection, random.Random(seed))
            verdict = _verify(door, connection, anchor)
            found[bool(verdict.flaws)] += 1
            connection.rollback()
    assert found == {True: TAMPERINGS // 4}
    assert door.audit.verify().flaws == (), "and it is silent where nothing was done"


def _verify(door: Door, connection: sa.Connection, anchor: Anchor | None) -> Any:
    from cxloop.trust.audit import verify

    audit: Any = door.audit
    return verify(audit._key, audit._all(connection), anchor)


def test_without_the_key_nobody_continues_the_chain(door: Door) -> None:
    filled(door, 3)
    newest = door.audit.newest(1)[0]
    forged = chained(b"guessed", 4, newest.mac, Entry(0, "anna", "nothing"))
    from cxloop.stores.audit import _row

    with door.audit.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(sa.insert(table).values(**_row(forged)))
    assert [flaw.what for flaw in door.audit.verify().flaws] == ["changed"]


def test_a_record_of_another_history_does_not_fit(door: Door) -> None:
    """Genuine, and of the right number, but from before a backup was put back: only the chain tells."""
    filled(door, 3)
    before = door.audit.newest(1)[0].mac
    key: bytes = door.audit._key  # type: ignore[attr-defined]
    other = chained(key, 4, before, Entry(0, "ben", "GET /x"))
    spliced = chained(key, 5, other.mac, Entry(0, "ben", "GET /x"))
    filled(door, 3)
    assert door.audit.verify().flaws == ()
    with door.audit.engine.begin() as connection:  # type: ignore[attr-defined]
        values = {
            "moment_ms": 0,
            "who": "ben",
            "action": "GET /x",
            "purpose": None,
            "customers": "[]",
            "mac": spliced.mac,
        }
        connection.execute(sa.update(table).where(table.c.number == 5).values(**values, workspace=None))
    assert {flaw.what for flaw in door.audit.verify().flaws} == {"changed"}


@pytest.mark.parametrize("damage", ["gone", "older", "made up", "broken"])
def test_the_anchor_itself_is_watched(door: Door, tmp_path: Path, damage: str) -> None:
    filled(door, 3)
    path = tmp_path / wiring.ANCHOR
    older = path.read_text()
    filled(door, 3)
    plain = json.loads(path.read_text())
    if damage == "gone":
        path.unlink()
    elif damage == "older":
        path.write_text(older)
    else:
        path.write_text("{" if damage == "broken" else json.dumps({**plain, "number": 5}))
    expected = {"gone": ["anchor_missing"], "older": [], "made up": ["anchor_changed"], "broken": ["anchor_changed"]}
    assert [flaw.what for flaw in door.audit.verify().flaws] == expected[damage]


def test_an_anchor_kept_elsewhere_finds_what_both_here_hide(door: Door, tmp_path: Path) -> None:
    """Whoever can write here cuts the tail off and puts an older anchor back."""
    filled(door, 3)
    older = (tmp_path / wiring.ANCHOR).read_text()
    filled(door, 3)
    elsewhere = door.audit.anchor()
    with door.audit.engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(sa.delete(table).where(table.c.number > 3))
    (tmp_path / wiring.ANCHOR).write_text(older)
    assert door.audit.verify().flaws == ()
    assert [flaw.what for flaw in door.audit.verify(elsewhere).flaws] == ["cut"]


def test_many_writers_make_one_chain(tmp_path: Path) -> None:
    doors = [wiring.door(tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=filled, args=(door, 15)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = doors[0].audit.verify()
    assert (verdict.records, verdict.flaws) == (60, ())
    anchor = doors[0].audit.anchor()
    assert anchor is not None
    assert anchor.number == 60


def test_no_identifier_stands_in_it(door: Door, tmp_path: Path) -> None:
    door.write(
        "anna", "GET /x", "main", purpose="why did kim@example.com call 010-1234-5678", customers=["kim@example.com"]
    )
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"GET /x" in kept
    assert b"kim@example.com" not in kept
    assert b"010-1234" not in kept
