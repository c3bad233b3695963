"""Importing files: what is there already is not added again, twins stay, and taking back takes exactly that."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxloop
from cxloop.app import listen, staging
from cxloop.app.listen import Progress, digest_of
from cxloop.app.workspace import Workspace
from cxloop.connectors.delimited import Delimited
from cxloop.errors import (
    AlreadyImported,
    ColumnMissing,
    ColumnUnclear,
    FileBroken,
    FileMissing,
    MostRefused,
    NoEvents,
    NothingImported,
    UnknownImport,
)

COLUMNS = {"customer": "who", "times": ["when"], "event": "what"}
HEAD = "who,when,what,colour"


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return path


def line(number: int) -> str:
    return f"c{number % 5},2026-01-0{1 + number % 9} 09:00,visit,n{number}"


def notes(workspace: Workspace) -> Counter[str]:
    return Counter(
        json.loads(text)["colour"] for text in workspace.table.read(["properties"])["properties"].to_pylist()
    )


def counts(report: Any) -> tuple[int, int, int]:
    return report.imported, report.duplicates, report.refused


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return cxloop.open(tmp_path / "data")


def test_the_same_file_again_adds_nothing(tmp_path: Path, ws: Workspace) -> None:
    file = write(tmp_path / "log.csv", *map(line, [1, 2, 2, 3, 3, 3]))
    assert counts(ws.import_(file, **COLUMNS)) == (6, 0, 0)
    version = ws.version()
    for _ in range(2):
        assert counts(ws.import_(file, **COLUMNS)) == (0, 6, 0)
    assert notes(ws) == {"n1": 1, "n2": 2, "n3": 3}
    assert ws.version() == version, "and the answers need not be thought over again"
    copy = write(tmp_path / "copy.csv", *map(line, [3, 3, 3, 2, 2, 1]))
    assert counts(ws.import_(copy, **COLUMNS)) == (0, 6, 0)


def test_a_longer_file_adds_what_is_new(tmp_path: Path, ws: Workspace) -> None:
    ws.import_(write(tmp_path / "short.csv", *map(line, [1, 2, 2])), **COLUMNS)
    longer = write(tmp_path / "long.csv", *map(line, [0, 1, 1, 2, 2, 2, 4]))
    assert counts(ws.import_(longer, **COLUMNS)) == (4, 3, 0)
    assert notes(ws) == {"n0": 1, "n1": 2, "n2": 3, "n4": 1}


def test_the_same_content_in_other_columns_and_another_format(tmp_path: Path, ws: Workspace) -> None:
    """Order of columns, order of rows and the format of the file do not make another event of a row."""
    ws.import_(write(tmp_path / "log.csv", *map(line, range(9))), **COLUMNS)
    cells = [line(number).split(",") for number in range(9)]
    columns = {name: [row[place] for row in cells] for place, name in enumerate(HEAD.split(","))}
    turned = pa.table({name: columns[name][::-1] for name in ("what", "colour", "when", "who")})
    pq.write_table(turned, tmp_path / "log.parquet", row_group_size=4)
    assert counts(ws.import_(tmp_path / "log.parquet", **COLUMNS)) == (0, 9, 0)


def test_undo_and_again(tmp_path: Path, ws: Workspace) -> None:
    first = write(tmp_path / "first.csv", *map(line, [1, 2, 2]))
    second = write(tmp_path / "second.csv", *map(line, [2, 3]))
    ws.import_(first, **COLUMNS)
    ws.import_(second, **COLUMNS)
    assert ws.undo(1)["imported"] == 3
    assert notes(ws) == {"n3": 1}
    assert ws.overview().events == 1
    assert counts(ws.import_(first, **COLUMNS)) == (3, 0, 0)
    assert notes(ws) == {"n1": 1, "n2": 2, "n3": 1}
    assert [one["status"] for one in ws.imports()] == ["undone", "done", "done"]


def test_undo_of_what_made_others_duplicates(tmp_path: Path, ws: Workspace) -> None:
    """The rows that were matched with the first file's are gone with them; importing again brings them back."""
    first = write(tmp_path / "first.csv", *map(line, [1, 2]))
    second = write(tmp_path / "second.csv", *map(line, [1, 2, 3]))
    ws.import_(first, **COLUMNS)
    assert counts(ws.import_(second, **COLUMNS)) == (1, 2, 0)
    ws.undo(1)
    assert notes(ws) == {"n3": 1}
    assert counts(ws.import_(second, **COLUMNS)) == (2, 1, 0)
    assert notes(ws) == {"n1": 1, "n2": 1, "n3": 1}
    assert (ws.undo(2)["imported"], ws.undo(3)["imported"]) == (1, 2)
    with pytest.raises(NoEvents):
        ws.overview()
    for number in (1, 2, 4):
        with pytest.raises(UnknownImport):
            ws.undo(number)
    assert counts(ws.import_(second, **COLUMNS)) == (3, 0, 0)


def test_two_files_in_one_call(tmp_path: Path, ws: Workspace) -> None:
    """Each is an import of its own; the second is compared with the first."""
    files = [write(tmp_path / f"{name}.csv", *map(line, rows)) for name, rows in {"a": [1, 1], "b": [1, 2]}.items()]
    report = ws.import_(files, **COLUMNS)
    assert counts(report) == (3, 1, 0)
    assert [(one.number, one.imported, one.duplicates) for one in report.files] == [(1, 2, 0), (2, 1, 1)]
    assert notes(ws) == {"n1": 2, "n2": 1}


def test_the_second_of_two_files_cannot_come_in(tmp_path: Path, ws: Workspace) -> None:
    """What came in before is said; what can be told beforehand is told before anything comes in."""
    good, other = write(tmp_path / "a.csv", line(1)), write(tmp_path / "b.csv", "c1,soon,visit,red")
    with pytest.raises(NothingImported) as caught:
        ws.import_([good, other], **COLUMNS)
    assert caught.value.to_dict()["kept"] == [{"path": str(good), "number": 1, "imported": 1}]
    assert notes(ws) == {"n1": 1}
    other.write_text("who,day,what,colour\nc1,x,visit,red\n", "utf-8")
    third = write(tmp_path / "c.csv", line(3))
    with pytest.raises(ColumnUnclear) as unclear:
        ws.import_([third, other], customer="who", event="what")
    assert "kept" not in unclear.value.to_dict()
    with pytest.raises(AlreadyImported):
        ws.import_([third, good], customer="who", times=["when"], event="colour")
    assert notes(ws) == {"n1": 1}


def test_one_file_helps_with_the_next(tmp_path: Path, ws: Workspace) -> None:
    """The order of dates that the first tells holds for the second, in the preview as well."""
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file, day in zip(files, ("25/03/2024", "06/03/2024"), strict=True):
        file.write_text(f"who,when,what\nc,{day},visit\n", "utf-8")
    assert [one.preview.mapping.dates for one in ws.preview(files, **COLUMNS)] == ["day-first"] * 2
    ws.import_(files, **COLUMNS)
    assert sorted(str(moment)[:10] for moment in ws.table.read(["occurred"])["occurred"].to_pylist()) == [
        "2024-03-06",
        "2024-03-25",
    ]


def test_a_guess_that_loses_most_of_the_log(tmp_path: Path, ws: Workspace) -> None:
    """The first rows look like times, the others are none: nobody has said that the column holds them."""
    path = tmp_path / "log.csv"
    lines = [*["a,2026-01-05,visit"] * 2_000, *["b,soon,visit"] * 2_001]
    path.write_text("\n".join(["user_id,time,event", *lines]), "utf-8")
    with pytest.raises(MostRefused, match="2001 rows") as caught:
        ws.import_(path)
    assert "--time" in caught.value.hint("ko")
    assert (ws.version(), [one["status"] for one in ws.imports()]) == (-1, ["failed"])
    assert counts(ws.import_(path, times=["time"])) == (2_000, 0, 2_001)
    lines = [*["c,2026-01-05,visit"] * 2_000, *["b,soon,visit"] * 2_000]
    path.write_text("\n".join(["user_id,at,event", *lines]), "utf-8")
    assert counts(ws.import_(path)) == (2_000, 0, 2_000)


def test_a_column_that_shows_late(tmp_path: Path, ws: Workspace) -> None:
    """In JSON Lines a key may come first after everything that is looked at to tell what the columns are."""
    rows = [{"who": f"c{n}", "when": "2024-01-01", "what": "view", "pad": "x" * 500} for n in range(4_000)]
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(map(json.dumps, [*rows, {**rows[0], "what": "buy", "paid": 12.5}])), "utf-8")
    assert path.stat().st_size > 2 << 20, "else the key is seen at once"
    report = ws.import_(path, value="paid", **COLUMNS)
    assert (report.imported, ws.table.read(["value"])["value"].drop_null().to_pylist()) == (4_001, [12.5])
    path.write_text("\n".join(map(json.dumps, rows[:9])), "utf-8")
    assert counts(ws.import_(path, **COLUMNS)) == (0, 9, 0), "and the next file may lack it"
    with pytest.raises(ColumnMissing, match="payed"):
        ws.import_(path, value="payed", **COLUMNS)


def test_another_mapping_of_the_same_file(tmp_path: Path, ws: Workspace) -> None:
    file = write(tmp_path / "log.csv", *map(line, [1, 2]))
    ws.import_(file, **COLUMNS)
    with pytest.raises(AlreadyImported, match="import 1"):
        ws.import_(file, **{**COLUMNS, "event": "colour"})
    assert ws.table.rows() == 2
    ws.undo(1)
    assert counts(ws.import_(file, **{**COLUMNS, "event": "colour"})) == (2, 0, 0)


def test_a_column_plays_the_part_it_played_before(tmp_path: Path, ws: Workspace) -> None:
    """The second file by itself would be guessed otherwise, and share no row with the first."""
    months = [[1, 2, 3, 4], [4, 4, 4, 5]]
    files = [tmp_path / "january.csv", tmp_path / "february.csv"]
    for file, rows in zip(files, months, strict=True):
        file.write_text("\n".join([HEAD.replace("colour", "note"), *map(line, rows)]) + "\n", "utf-8")
    alone = [cxloop.open(tmp_path / file.stem).preview(file, **COLUMNS)[0].preview.mapping for file in files]
    assert alone[0] != alone[1], "else this test says nothing"
    assert counts(ws.import_(files[0], **COLUMNS)) == (4, 0, 0)
    assert counts(ws.import_(files[1], **COLUMNS)) == (3, 1, 0)
    assert ws.imports()[0]["mapping"] == ws.imports()[1]["mapping"]


def test_a_pattern_and_a_folder(tmp_path: Path, ws: Workspace) -> None:
    for month in ("01", "02"):
        folder = tmp_path / "logs" / month
        folder.mkdir(parents=True)
        cells = dict(zip(HEAD.split(","), line(int(month)).split(","), strict=True))
        pq.write_table(pa.Table.from_pylist([cells]), folder / "log.parquet")
    assert counts(ws.import_(tmp_path / "logs" / "*" / "log.parquet", **COLUMNS)) == (2, 0, 0)
    assert counts(ws.import_(tmp_path / "logs", **COLUMNS)) == (0, 2, 0)
    assert digest_of(str(tmp_path / "logs")) == digest_of(str(tmp_path / "logs" / "*" / "*.parquet"))
    with pytest.raises(FileMissing):
        digest_of(str(tmp_path / "logs" / "*.csv"))


def test_refused_rows_are_kept_apart(tmp_path: Path, ws: Workspace) -> None:
    file = write(tmp_path / "log.csv", line(1), "anna,soon,visit,n2", ",2026-01-01,visit,n3", line(4), "a,b")
    assert counts(ws.import_(file, **COLUMNS)) == (2, 0, 3)
    assert [(one.line, one.batch) for one in ws.state.refused(1)] == [(3, 1), (4, 1), (6, 1)]
    assert counts(ws.import_(file, **COLUMNS)) == (0, 2, 3)
    bad = write(tmp_path / "bad.csv", "anna,soon,visit,n2")
    with pytest.raises(NothingImported, match="soon"):
        ws.import_(bad, **COLUMNS)
    assert [one["status"] for one in ws.imports()] == ["done", "done", "failed"]
    assert ws.state.refused(3) == []


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last row group is damaged; what was staged before that is thrown away."""
    monkeypatch.setattr(staging, "_ROWS_A_PART", 1_000)
    monkeypatch.setattr("cxloop.connectors.parquet._BATCH_ROWS", 1_000)
    rows = [dict(zip(HEAD.split(","), line(number).split(","), strict=True)) for number in range(9_000)]
    file = tmp_path / "log.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file, row_group_size=3_000, compression="zstd", use_dictionary=False)
    whole = file.read_bytes()
    places = pq.ParquetFile(file).metadata.row_group(2).column(3)
    begin = places.data_page_offset + 60
    file.write_bytes(whole[:begin] + bytes(200) + whole[begin + 200 :])
    with pytest.raises(FileBroken):
        ws.import_(file, **COLUMNS)
    assert (ws.version(), [one["status"] for one in ws.imports()]) == (-1, ["failed"])
    assert list((ws.folder / "events").rglob("*.parquet")) == []
    file.write_bytes(whole)
    assert counts(ws.import_(file, **COLUMNS)) == (9_000, 0, 0)


def test_progress_goes_on_to_the_end(tmp_path: Path, ws: Workspace) -> None:
    file, told = write(tmp_path / "log.csv", *map(line, range(50))), list[Progress]()
    ws.import_(file, progress=told.append, **COLUMNS)
    assert [one.stage for one in told] == sorted([one.stage for one in told], key=["reading", "indexing"].index)
    for stage in ("reading", "indexing"):
        shares = [one.done for one in told if one.stage == stage]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
    assert told[-1].rows == 50


files = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=25), min_size=2, max_size=4)


@settings(max_examples=10)
@given(files, st.lists(st.integers(0, 9), max_size=3), st.sampled_from([60, 10_000]), st.sampled_from([1, 7, 10**6]))
def test_several_files_against_counters(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[int]], undone: list[int], block: int, part: int
) -> None:
    """Files with twins that overlap, read in batches and parts of any size, some taken back and imported again."""
    folder = tmp_path_factory.mktemp("files")
    ws = cxloop.open(folder / "data")
    ws.indexes.refresh = lambda *_, **__: None  # type: ignore[method-assign] # what is in the table is asked here
    there: dict[int, Counter[str]] = {}

    def bring(rows: list[int]) -> None:
        file = write(folder / "log.csv", *map(line, rows))
        before, wanted = sum(there.values(), Counter[str]()), Counter(f"n{row}" for row in rows)
        report = ws.import_(file, **COLUMNS)
        fresh = wanted - before
        assert counts(report) == (fresh.total(), len(rows) - fresh.total(), 0)
        there[report.files[0].number] = fresh
        assert notes(ws) == before | wanted

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Delimited.__init__, "__defaults__", (None, block))
        patch.setattr(staging, "_ROWS_A_PART", part)
        patch.setattr(listen, "_strays", lambda ground: None)
        for rows in files:
            bring(rows)
        for pick in undone:
            number = sorted(there)[pick % len(there)]
            assert ws.undo(number)["imported"] == there.pop(number).total()
            assert notes(ws) == sum(there.values(), Counter[str]())
            bring(files[pick % len(files)])


def test_rows_without_a_customer(tmp_path: Path, ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """They go to the customer of their case, also where the import was cut off, and come in but once."""
    monkeypatch.setattr(staging, "_ROWS_A_PART", 1)
    monkeypatch.setattr("cxloop.connectors.parquet._BATCH_ROWS", 2)
    names = ("when", "case", "who", "what")
    rows = [("k1", None, "open"), ("k1", "anna", "reply"), ("k2", None, "open"), ("k1", None, "close")]
    rows += [("k3", "ben", f"step {number}") for number in range(10)]
    told = [dict(zip(names, (f"2026-01-{at:02d}", *row), strict=True)) for at, row in enumerate(rows, 1)]
    file = tmp_path / "log.parquet"
    pq.write_table(pa.Table.from_pylist(told), file)

    def cut_off(progress: Progress) -> None:
        if progress.rows >= 12:
            raise OSError("no power")

    with pytest.raises(OSError, match="no power"):
        ws.import_(file, **COLUMNS, case="case", progress=cut_off)
    report = ws.import_(file, **COLUMNS, case="case")
    assert report.to_dict()["no_customer"] == report.files[0].to_dict()["no_customer"] == {"attributed": 2, "alone": 1}
    filed = ws.table.read(["customer", "event"]).to_pylist()
    assert sorted((one["customer"], one["event"]) for one in filed if one["customer"] != "ben") == [
        ("anna", "close"), ("anna", "open"), ("anna", "reply"), ("k2", "open")
    ]  # fmt: skip
    more = tmp_path / "more.parquet"
    pq.write_table(pa.Table.from_pylist([*told, {**told[2], "who": "carl", "what": "reply"}]), more)
    again = ws.import_(more, **COLUMNS, case="case")
    assert counts(again) == (1, 14, 0)
    assert again.no_customer is not None
    assert again.no_customer.attributed == 3
