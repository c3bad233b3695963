"""State, filings, journal and keys keep their promises on every database, SQLite and a real PostgreSQL alike."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from cxloop.change.webhook import Delivery
from cxloop.listen.catalogue import Observed
from cxloop.listen.filing import Link
from cxloop.listen.schema import Violation
from cxloop.ports.filing import Quarantined
from cxloop.ports.journal import Request
from cxloop.ports.records import Assigned, Record
from cxloop.ports.state import Part, Refused
from cxloop.stores.access import SqlAccess
from cxloop.stores.deliveries import SqlDeliveries
from cxloop.stores.filings import SqlFilings
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
from cxloop.stores.records import SqlAssignments, SqlRecords
from cxloop.stores.state import SqlState
from cxloop.stores.state import metadata as state_tables
from cxloop.trust.keys import Key, hash_of

HANGUL = "가나다 각\t'\"%s\\"
AWKWARD = [HANGUL, unicodedata.normalize("NFD", HANGUL), "nul\x00 one\x01 both\x010", "%(x)s :y ?", "B", "a", "Z", "é"]
NAMES = ["main", "서울 매장", "가" * 80, "가" * 81, "Main", "100%", 'a"b', "[a]", "journal", "access", "public", "a.b"]


def together(*work: Any) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def requests(count: int, workspace: str = "main", size: int = 10) -> list[Request]:
    return [Request(workspace, "batch", bytes([number % 256]) * size, number, "k") for number in range(count)]


def ints(*values: int) -> Any:
    return np.array(values, np.int64)


# -- state --------------------------------------------------------------------------------------------------------


def test_an_import_from_beginning_to_end(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    begun = state.begin_import(AWKWARD[2], "abc", {HANGUL: AWKWARD}, 2**40)
    part = Part(1, 3, 2**40, 25, 5, {"path": HANGUL}, ("b", "a"))
    refused = [Refused(2**40 + place, "time_missing", text, text) for place, text in enumerate(AWKWARD)]
    state.add_part(begun.number, part, refused)
    state.add_part(begun.number, Part(2, 4, 40, 10, 0, None, ("c",)), [])
    done = state.end_import(begun.number, "done", 2**41)
    again = SqlState(homes.workspace("main"))
    assert again.imports() == [done]
    assert (done.imported, done.refused, done.path, done.properties) == (35, len(AWKWARD), AWKWARD[2], ("a", "b", "c"))
    assert [one.raw for one in again.refused(begun.number)] == AWKWARD
    assert again.parts(begun.number)[0] == part
    assert again.reasons(begun.number) == {"time_missing": len(AWKWARD)}


def test_what_failed_leaves_its_record_alone(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    for number in (1, 2):
        assert state.begin_import("log.csv", "abc", {}, 5).number == number
        state.add_part(number, Part(1, 1, 1, 1, 1, None), [Refused(1, "x", "y", "z")])
    assert state.end_import(1, "failed", 9).status == "failed"
    assert (state.parts(1), state.refused(1), len(state.parts(2)), len(state.refused(2))) == ([], [], 1, 1)


def test_numbers_are_never_given_twice(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    numbers = [state.begin_import("log.csv", "abc", {}, 5).number for _ in range(3)]
    with state.engine.begin() as connection:
        connection.execute(sa.delete(state_tables.tables["imports"]))
    assert [*numbers, state.begin_import("log.csv", "abc", {}, 5).number] == [1, 2, 3, 4]


def test_a_part_and_its_refusals_are_one(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    broken: Any = [Refused(1, "x", "y", None)]  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError):
        state.add_part(1, Part(1, 1, 1, 1, 1, None), broken)
    assert (state.parts(1), state.refused()) == ([], [])


def test_mappings_and_settings_are_replaced(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    for text in AWKWARD:
        assert state.setting(text) is None, "also not that of a text that only looks alike"
        state.save_mapping("s", {"customer": text})
        state.save_setting(text, "before")
        state.save_setting(text, text)
    assert state.mapping("s") == {"customer": AWKWARD[-1]}
    assert [state.setting(text) for text in AWKWARD] == AWKWARD


def test_workspaces_do_not_see_each_other(homes: Homes) -> None:
    assert (homes.workspaces(), homes.there("main")) == ([], False)
    folders = [name for name in NAMES if homes.server or len(name.encode()) < 255]
    for name in folders:
        SqlState(homes.workspace(name)).save_setting("name", name)
    SqlJournal(homes.journal()), SqlAccess(homes.access())
    assert [SqlState(homes.workspace(name)).setting("name") for name in folders] == folders
    assert homes.workspaces() == sorted(folders)
    assert all(homes.there(name) for name in folders)


# -- filings ------------------------------------------------------------------------------------------------------


def test_messages_are_remembered_with_their_first_batch(homes: Homes) -> None:
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    low, high = -(2**63), 2**63 - 1
    first, said = filings.remember(1, ints(low, 5, 5, high), ints(10, 20, 21, 30), 100)
    assert first.tolist() == [1, 1, 1, 1]
    assert said.tolist() == [10, 20, 20, 30], "a double within the batch is measured against the first"
    for _ in range(2):  # and once more, after a crash
        first, said = filings.remember(2, ints(5, 6, low), ints(20, 60, 11), 101)
        assert (first.tolist(), said.tolist()) == ([1, 2, 1], [20, 60, 10])
    assert filings.remember(3, ints(), ints(), 101)[0].tolist() == []
    many = np.arange(12_000, dtype=np.int64) * 7_919 + 1_000
    assert (filings.remember(3, many, many, 101)[0] == 3).all()
    mixed = np.concatenate((many, ints(5, 77)))
    first, said = filings.remember(4, mixed, mixed, 102)
    assert (first[:-2] == 3).all()
    assert first[-2:].tolist() == [1, 4]
    assert filings.forget(101) == 3
    assert filings.remember(5, ints(6, 5), ints(1, 1), 103)[0].tolist() == [2, 5]


def refusal(batch: int, request: int, place: int, **more: Any) -> Quarantined:
    row = {"path": "batch", "reason": "type_unknown", "detail": AWKWARD[2], "message_id": None, "received_us": 2**50,
           "raw": bytes(range(256))} | more  # fmt: skip
    return Quarantined(0, batch, request, place, **row)


def told(rows: list[Quarantined]) -> list[tuple[int, int, int]]:
    return [(one.batch, one.request, one.place) for one in rows]


def test_a_batch_that_is_filed_again_refuses_the_same(homes: Homes) -> None:
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    rows = [refusal(1, 7, 0), refusal(1, 7, 3, message_id=AWKWARD[2]), refusal(1, 8, 0)]
    filings.refuse(1, rows)
    filings.refuse(2, [refusal(2, 7, 0)])
    before = filings.refused()
    assert (before[0].raw, before[0].detail, before[1].message_id) == (bytes(range(256)), AWKWARD[2], AWKWARD[2])
    filings.change_refusal(before[0].number, b"mended", "replayed")
    filings.refuse(1, rows)
    assert told(filings.refused(None)) == [(1, 7, 0), (1, 7, 3), (1, 8, 0), (2, 7, 0)]
    assert [one.number for one in filings.refused(None)] == [one.number for one in before]
    mended = filings.refusal(before[0].number)
    assert mended is not None
    assert (mended.status, mended.raw) == ("replayed", b"mended"), "what somebody did meanwhile stays"
    filings.refuse(1, rows[:1])
    assert told(filings.refused(None)) == [(1, 7, 0), (2, 7, 0)]


def test_links_keep_the_earliest_time(homes: Homes) -> None:
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    filings.link(1, [Link("a", "u", 50), Link("a", "u", 30), Link("a", "v", 10), Link(AWKWARD[0], AWKWARD[1], 2**50)])
    filings.link(1, [Link("a", "u", 40), Link("b", "u", 5)])
    filings.link(1, [Link("a", "u", 20)])
    filings.link(1, [])
    assert set(filings.links()[0]) == {
        Link("a", "u", 20), Link("a", "v", 10), Link("b", "u", 5), Link(AWKWARD[0], AWKWARD[1], 2**50)
    }  # fmt: skip
    assert len(filings.links()[0]) == 4


def test_the_longest_names_there_are(homes: Homes) -> None:
    """255 signs of four bytes, as chance would have them: PostgreSQL's indexes take no more than 2,704 bytes."""
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    draw = random.Random(7)
    one, two = ("".join(chr(draw.randrange(0x10000, 0x1F000)) for _ in range(255)) for _ in range(2))
    filings.link(1, [Link(one, two, 1)])
    filings.observe(1, [Observed(one, two, frozenset({"text"}), '"x"', 1, 2, 3)])
    assert filings.links()[0] == [Link(one, two, 1)]
    assert filings.catalogue()[0].property == two


def test_the_catalogue_counts_each_batch_once(homes: Homes) -> None:
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    named = Observed("order", AWKWARD[2], frozenset({"text"}), "\x00", 5, 6, 2)
    seen = [Observed("order", "", frozenset(), "", 5, 6, 2), named]
    for _ in range(2):
        filings.observe(1, seen)
    later = Observed("order", "", frozenset({"number"}), "3", 1, 9, 5)
    for _ in range(2):
        filings.observe(2, [later])
    filings.observe(1, seen)
    assert filings.catalogue() == [Observed("order", "", frozenset({"number"}), "3", 1, 9, 7), seen[1]]
    filings.observe(3, [Observed(name, "", frozenset(), "", 1, 1, 1) for name in AWKWARD])
    assert [one.event for one in filings.catalogue()] == sorted([*AWKWARD, "order", "order"])


def test_schemas_have_versions(homes: Homes) -> None:
    schemas = SqlFilings(SqlState(homes.workspace("main")).engine).schemas
    texts = ['{"required":["a"]}', None, '{"required":["b"]}']
    for event in AWKWARD:
        assert [schemas.fix(event, text, at) for at, text in enumerate(texts)] == [1, 2, 3]
    schemas.fix(AWKWARD[0], None, 9)
    assert [None if one is None else one.fields[0].name for one in schemas.versions(AWKWARD[1])] == ["a", None, "b"]
    assert {name: one.version for name, one in schemas.holding().items()} == dict.fromkeys(AWKWARD[1:], 3)
    assert schemas.versions("never") == []


def test_two_who_fix_a_schema_at_once_make_two_versions(homes: Homes) -> None:
    home = homes.workspace("main")
    stores = [SqlFilings(SqlState(home).engine).schemas for _ in range(4)]
    together(*(lambda one=one: [one.fix("e", "{}", 0) for _ in range(5)] for one in stores))
    assert [one.version for one in stores[0].versions("e") if one] == list(range(1, 21))


def test_differences_are_counted_once_a_batch(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = SqlFilings(SqlState(homes.workspace("main")).engine).schemas
    one = Violation("order", 1, AWKWARD[2], "field_type", '"\x00', 5, 6, 2, sequence=3)
    for _ in range(2):
        kept.violate(1, [one])
    for _ in range(2):
        kept.violate(2, [replace(one, found="number", first_us=1, last_us=9, count=5, sequence=7)])
    kept.violate(1, [one])
    assert kept.violations() == [Violation("order", 1, AWKWARD[2], "field_type", "number", 1, 9, 7, 2, 7)]
    monkeypatch.setattr("cxloop.stores.schemas.MOST_WAYS", 3)
    kept.violate(3, [replace(one, property=f"p{number}") for number in range(9)])
    assert len(kept.violations()) == 3


def test_the_catalogue_has_an_end(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cxloop.stores.filings.MOST_LISTED", 3)
    filings = SqlFilings(SqlState(homes.workspace("main")).engine)
    for batch in range(1, 4):
        filings.observe(batch, [Observed(f"e{n}", "", frozenset(), "", 1, 1, 1) for n in range(5)])
    assert [(one.event, one.count) for one in filings.catalogue()] == [("e0", 3), ("e1", 3), ("e2", 3)]


# -- journal ------------------------------------------------------------------------------------------------------


def test_records_have_versions_and_none_is_overwritten(homes: Homes) -> None:
    records = SqlRecords(SqlState(homes.workspace("main")).engine)
    assert (records.stamp(), records.one("flag", "새 화면"), records.current("flag")) == (0, None, [])
    written = [
        Record("flag", name, version, f'{{"v": "{name}"}}', "kim", version * 10)
        for version in (1, 2)
        for name in AWKWARD
    ]
    stamps = [records.stamp()]
    for one in written:
        assert records.write(one)
        stamps.append(records.stamp())
    assert stamps == sorted(set(stamps))
    assert not records.write(replace(written[0], text="{}", by="mallory"))
    assert records.current("flag") == written[len(AWKWARD) :]
    assert records.history("flag", AWKWARD[1]) == [one for one in written if one.id == AWKWARD[1]]
    assert records.write(Record("flag", HANGUL, 3, None, "lee", 30))
    ended = records.one("flag", HANGUL)
    assert ended is not None
    assert (ended.text, ended.version, ended.by) == (None, 3, "lee")
    assert records.current("idea") == []
    assert [one.id for one in records.current("flag", "nul")] == [AWKWARD[2]]


def test_records_since_a_number_come_in_their_order(homes: Homes) -> None:
    records = SqlRecords(SqlState(homes.workspace("main")).engine)
    assert records.since(0, ["idea"], 10) == []
    written = [Record(kind, name, 1, None, "kim", 2**40) for name in AWKWARD for kind in ("idea", "flag")]
    assert all(map(records.write, written))
    found = records.since(0, ["idea", "goal"], 100)
    assert [one for _, one in found] == written[::2]
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    assert records.since(numbers[2], ["idea"], 2) == found[3:5]
    assert records.since(numbers[-1], ["idea"], 2) == records.since(0, [], 2) == []


def test_deliveries_are_held_by_one(homes: Homes) -> None:
    each = [SqlDeliveries(SqlState(homes.workspace("main")).engine) for _ in range(4)]
    one, records = each[0], SqlRecords(each[0].engine)
    assert (one.all(), one.claim("1", "a", 0, 9)) == ({}, None)
    records.number("flag", "{}", "kim", 1)
    together(*(lambda other=other: other.begin("1") for other in each))
    records.number("flag", "{}", "kim", 1)
    one.begin("1")
    assert one.all() == {"1": Delivery("1", 1)}, "from where it began"
    won: dict[str, Delivery | None] = {}
    names = [f"h{number}" for number in range(4)]
    together(
        *(
            lambda name=name, other=other: won.update({name: other.claim("1", name, 50, 99)})
            for name, other in zip(names, each, strict=True)
        )
    )
    assert [held for held in won.values() if held is not None] == [Delivery("1", 1)]
    told = Delivery("1", 2**40, 3, 80, 503, AWKWARD[2], 2**41, None)
    assert one.claim("1", "later", 99, 200) == Delivery("1", 1), "whoever held it too long is taken over"
    assert not any(one.keep(told, name, 300) for name in names)
    one.release("1", "h0")
    assert one.claim("1", "x", 150, 300) is None, "only the holder lets go"
    assert one.keep(told, "later", 300)
    one.release("1", "later")
    assert one.claim("1", "x", 79, 300) is None, "it has to wait"
    assert one.claim("1", "x", 80, 300) == told
    assert one.keep(replace(told, stopped="gone"), "x", 300)
    one.release("1", "x")
    assert one.claim("1", "x", 2**42, 2**43) is None
    one.resume("1")
    assert one.claim("1", "x", 0, 9) == replace(told, failures=0, next_ms=0)
    one.end("1")
    assert (one.all(), one.keep(told, "x", 9)) == ({}, False)


def test_many_who_write_at_once_get_numbers_of_their_own(homes: Homes) -> None:
    records = [SqlRecords(SqlState(homes.workspace("main")).engine) for _ in range(4)]
    together(*(lambda one=one: [one.number("idea", "{}", "kim", 1) for _ in range(5)] for one in records))
    assert sorted(int(one.id) for one in records[0].current("idea")) == list(range(1, 21))
    won: list[bool] = []
    together(*(lambda one=one: won.append(one.write(Record("idea", "1", 2, "{}", "lee", 2))) for one in records))
    assert sorted(won) == [False, False, False, True]


def test_the_first_assignment_counts_and_a_sign_in_keeps_it(homes: Homes) -> None:
    state = SqlState(homes.workspace("main"))
    kept, filings = SqlAssignments(state.engine), SqlFilings(state.engine)
    kept.keep([Assigned("new", "a-1", "on", 5), Assigned("new", "a-2", "off", 7)])
    kept.keep([Assigned("new", "a-1", "off", 1), Assigned("new", "anna", "off", 9)])
    assert kept.of("new", ["anna", "a-1"]) == Assigned("new", "a-1", "on", 5)
    assert kept.of("new", ["nobody"]) is None
    assert kept.of("old", ["a-1"]) is None
    assert kept.counts("new") == {"off": 2, "on": 1}
    filings.link(1, [Link("a-1", "anna", 3), Link("a-2", "anna", 4), Link("a-3", "ben", 1), Link("a-3", "anna", 2)])
    assert kept.known_as("anna") == ["a-1", "a-2"]
    assert kept.known_as("a-2") == ["a-1", "anna"]
    assert kept.known_as("ben") == ["a-3"]
    assert kept.known_as("cleo") == []


def test_the_journal_from_accepted_to_filed(homes: Homes) -> None:
    journal = SqlJournal(homes.journal())
    journal.append([*requests(3), *requests(2, "서울 매장")])
    assert (journal.waiting(), journal.waiting("main"), journal.workspaces()) == (5, 3, ["main", "서울 매장"])
    assert journal.claimed("main") is None
    number = journal.claim("main", 6, 15)
    assert (number, journal.claimed("main"), journal.claimed("서울 매장")) == (7, 7, None)
    assert [one.request for one in journal.batch("main", 7)] == requests(3)[:2]
    assert journal.claim("main", 6, 15) == 7, "no other batch is begun before this one is ended"
    journal.end("main", 7)
    journal.end("main", 7)
    assert [(one.number, one.request) for one in journal.batch("main", journal.claim("main", 0, 999) or 0)] == [
        (3, requests(3)[2])
    ]
    journal.end("main", 8)
    assert journal.claim("main", 0, 999) is None
    journal.append(requests(1))
    assert journal.claim("main", 0, 999) == 9
    assert journal.batch("main", 9)[0].number == 6, "numbers are never given twice"
    assert journal.claim("서울 매장", 0, 999) == 1


def test_what_is_appended_is_whole_or_not_there(homes: Homes) -> None:
    journal = SqlJournal(homes.journal())
    broken: Any = [*requests(2), Request("main", None, b"{}", 1)]  # type: ignore[arg-type]
    with pytest.raises(sa.exc.IntegrityError):
        journal.append(broken)
    assert journal.waiting() == 0


APPENDING = """
import sys
from pathlib import Path
from cxloop.ports.journal import Request
from cxloop.stores.homes import Homes
from cxloop.stores.journal import SqlJournal
journal = SqlJournal(Homes(Path(sys.argv[1]), sys.argv[2]).journal())
for turn in range(60):
    journal.append([Request("main", "batch", f"{sys.argv[3]}-{turn}-{place}".encode(), 1, "k") for place in range(20)])
"""


def test_two_append_while_two_others_claim_and_end(homes: Homes) -> None:
    """Numbers may become visible out of order; none is passed over, and none is in two batches that are not one."""
    SqlJournal(homes.journal())
    call = [sys.executable, "-c", APPENDING, str(homes.folder), homes.server]
    writers = [subprocess.Popen([*call, name]) for name in "ab"]
    filed: dict[int, list[bytes]] = {}
    differing: list[int] = []

    def work() -> None:
        journal = SqlJournal(homes.journal())
        while True:
            over = all(writer.poll() is not None for writer in writers)
            number = journal.claim("main", 0, 900)
            if number is None:
                if over:
                    return
                continue
            bodies = [one.request.body for one in journal.batch("main", number)]
            # the other one may have ended it already; what either saw of it before was the whole of it
            if bodies and filed.setdefault(number, bodies) != bodies:
                differing.append(number)
            journal.end("main", number)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [writer.wait(60) for writer in writers] == [0, 0]
    assert differing == []
    every = [body for bodies in filed.values() for body in bodies]
    wanted = {f"{name}-{turn}-{place}".encode() for name in "ab" for turn in range(60) for place in range(20)}
    assert len(every) == len(wanted)
    assert set(every) == wanted
    assert SqlJournal(homes.journal()).waiting() == 0


# -- keys ---------------------------------------------------------------------------------------------------------


def test_keys_are_found_by_their_hash_and_ended(homes: Homes) -> None:
    keys = SqlAccess(homes.access())
    one = Key("k1", "서울 매장", "ingest", AWKWARD[2], hash_of("cxi_1"), 2**40, 2**41)
    two = Key("k2", "main", "read", "", hash_of("cxr_2"), 5)
    keys.add(one)
    keys.add(two)
    with pytest.raises(sa.exc.IntegrityError):
        keys.add(Key("k3", "main", "read", "", hash_of("cxr_2"), 6))
    assert (keys.by_hash(hash_of("cxi_1")), keys.by_hash(hash_of("none"))) == (one, None)
    assert (keys.of("main"), keys.of("서울 매장")) == ([two], [one])
    assert not keys.revoke("main", "k1", 9), "not another workspace's"
    assert keys.revoke("서울 매장", "k1", 9)
    assert not keys.revoke("서울 매장", "k1", 10)
    found = keys.by_hash(hash_of("cxi_1"))
    assert found is not None
    assert found.revoked_ms == 9
