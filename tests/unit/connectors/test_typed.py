# ruff: noqa: E501 - tables of examples read better wide
"""Workbooks, Parquet and JSON: types are kept, hostile lines are refused, places are true."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxloop.connectors.files import open_source
from cxloop.errors import BadOption, FileBroken, FileEmpty, FileUnknown
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.listen.raw import Refusal
from cxloop.listen.settle import settle


def properties(path: str, mapping: Mapping) -> list[object]:
    return [
        json.loads(text) if text else None
        for batch in open_source(path).batches()
        for text in normalise(batch, mapping).events.column("properties").to_pylist()
    ]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> str:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


HEAD: list[object] = ["고객번호", "일시", "이벤트", "금액", "메모"]


def test_workbook_keeps_types_and_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [], ["고객 여정"], HEAD, [1001, datetime(2024, 3, 5, 15, 5), "구매", 12.5, True], [], [1002, datetime(2024, 3, 6), "문의", 3, None]
    ]  # fmt: skip
    source = open_source(workbook(tmp_path / "log.xlsx", {"empty": [], "여정": rows}))
    assert (source.format, source.columns, source.rows_estimate()) == ("excel", tuple(HEAD), 2)
    [batch] = source.batches()
    assert batch.lines.tolist() == [4, 6]
    assert source.skipped == ("고객 여정",)
    mapping = Mapping(customer="고객번호", times=(("일시", None),), event="이벤트", value="금액", zone="Asia/Seoul")
    events = normalise(batch, mapping).events
    assert events.column("customer").to_pylist() == ["1001", "1002"]
    assert events.column("value").to_pylist() == [12.5, 3.0]
    assert str(events.column("occurred")[0].as_py()) == "2024-03-05 06:05:00+00:00"
    assert events.column("properties").to_pylist() == ['{"메모":true}', None]


def test_a_cover_before_the_table_is_passed_over(tmp_path: Path) -> None:
    log = [HEAD, *([n, datetime(2024, 3, 5), "구매", 1, None] for n in range(40))]
    sheets = {"안내": [["3분기 기록"], ["작성", "CX팀"]], "요약": [["채널", "건수"], ["앱", 3]], "7월": log, "8월": log}
    source = open_source(workbook(tmp_path / "log.xlsx", sheets))
    assert (source.layout.sheet, source.layout.sheets, source.layout.together) == ("7월", tuple(sheets), ())
    assert source.columns == tuple(HEAD)
    assert open_source(str(tmp_path / "log.xlsx"), sheet="안내").columns != tuple(HEAD)


def test_sheets_of_the_same_columns_are_read_together(tmp_path: Path) -> None:
    def month(number: int) -> list[list[object]]:
        return [[n, datetime(2024, number, 5, n // 60, n % 60), "구매", 1.5, None] for n in range(40 * number)]

    other = [HEAD[2], HEAD[0], HEAD[1], *HEAD[3:]]
    moved = [[row[2], row[0], row[1], *row[3:]] for row in month(2)]
    sheets = {
        "안내": [["3분기 기록"]],
        "1월": [["1월 접점 기록"], [], HEAD, *month(1), [None, "합계", None, 60, None]],
        "2월": [other, *moved],
        "2월 사본": [HEAD, *month(2)],
        "전체": [HEAD, *month(1), *month(2)],
        "빈 달": [HEAD],
        "환불": [["고객번호", "일시", "환불"], *([n, datetime(2024, 3, 5), 1] for n in range(99))],
    }
    path = workbook(tmp_path / "log.xlsx", sheets)
    for header in (None, True):
        source = open_source(path, header=header)
        assert source.layout.together == ("1월", "2월")
        assert (source.columns, source.rows_estimate()) == (tuple(HEAD), 121)
        batches = list(source.batches())
        assert [batch.lines.tolist() for batch in batches] == [[*range(4, 45)], [*range(2, 82)]]
        assert [batch.done for batch in batches] == [41 / 121, 1.0]
    mapping = Mapping(customer="고객번호", times=(("일시", None),), event="이벤트", value="금액")
    done = [normalise(batch, mapping) for batch in batches]
    assert [len(one.events) for one in done] == [40, 80]
    assert done[1].events.column("customer").to_pylist() == [str(n) for n in range(80)]
    [bad] = done[0].refused
    assert (bad.line, json.loads(bad.raw)["sheet"]) == (44, "1월")
    assert (source.sample(50).num_rows, open_source(path, sheet="2월").rows_estimate()) == (50, 80)


def test_workbook_sheets_serials_and_mixed_times(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["who", "at", "what"],
        ["a", 45356.5, "x"],
        ["b", datetime(2024, 3, 5, 12), "x"],
        ["c", "2024-03-05 12:00", "x"],
        ["d", date(2024, 3, 5), "x"],
        ["e", "soon", "x"],
    ]
    path = workbook(tmp_path / "log.xlsx", {"one": [["z"], [1]], "two": rows})
    [batch] = open_source(path, sheet="two").batches()
    done = normalise(batch, Mapping(customer="who", times=(("at", None),), event="what"))
    assert [str(moment)[:19] for moment in done.events.column("occurred").to_pylist()] == [
        "2024-03-05 12:00:00"
    ] * 3 + ["2024-03-05 00:00:00"]
    assert [(bad.line, bad.reason) for bad in done.refused] == [(6, "time_unreadable")]
    with pytest.raises(BadOption, match="three"):
        open_source(path, sheet="three")


def test_workbook_without_rows_or_broken(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty):
        open_source(workbook(tmp_path / "a.xlsx", {"one": [["who", "at"]]}))
    with pytest.raises(FileEmpty):
        open_source(workbook(tmp_path / "b.xlsx", {"one": []}))
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    with pytest.raises(FileBroken):
        open_source(str(tmp_path / "c.xlsx"))
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04" + bytes(50))
    with pytest.raises(FileUnknown):
        open_source(str(tmp_path / "c.zip"))


def test_parquet_types_and_dictionaries(tmp_path: Path) -> None:
    table = pa.table(
        {
            "who": pa.array(["a", "b", None]).dictionary_encode(),
            "at": pa.array([datetime(2024, 3, 5), datetime(2024, 3, 6), None], pa.timestamp("ns")),
            "what": pa.array(["x", "y", "z"], pa.large_string()),
            "n": pa.array([1, None, 3]),
            "f": [0.5, 1.0, float("nan")],
            "ok": [True, False, None],
            "nested": [{"a": [1, None]}, None, {"a": []}],
            "seen": pa.array([datetime(2024, 3, 5, 1, 2, 3, 4000), None, None], pa.timestamp("us", tz="Asia/Seoul")),
            "kind": pa.array(["p", "q", "p"]).dictionary_encode(),
        }
    )
    pq.write_table(table, tmp_path / "log.parquet")
    path = str(tmp_path / "log.parquet")
    [batch] = open_source(path).batches()
    done = normalise(batch, Mapping(customer="who", times=(("at", None),), event="what"))
    assert [json.loads(text) for text in done.events.column("properties").to_pylist()] == [
        {"n": 1, "f": 0.5, "ok": True, "nested.a": [1, None], "seen": "2024-03-05T01:02:03.004Z", "kind": "p"},
        {"f": 1.0, "ok": False, "kind": "q"},
    ]
    assert [(bad.line, bad.reason) for bad in done.refused] == [(3, "customer_missing")]


def test_parquet_folder_is_read_as_one(tmp_path: Path) -> None:
    for part in range(3):
        pq.write_table(pa.table({"id": [f"{part}-{n}" for n in range(4)]}), tmp_path / f"part-{part}.parquet")
    for path in (str(tmp_path), str(tmp_path / "*.parquet")):
        source = open_source(path)
        assert source.rows_estimate() == 12
        assert np.concatenate([batch.lines for batch in source.batches()]).tolist() == list(range(1, 13))


def test_parquet_broken_or_empty(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), tmp_path / "empty.parquet")
    with pytest.raises(FileEmpty):
        open_source(str(tmp_path / "empty.parquet"))
    (tmp_path / "cut.parquet").write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(FileBroken):
        open_source(str(tmp_path / "cut.parquet"))


def test_large_parquet_comes_in_bounded_batches(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"text": ["x" * 200 + str(n) for n in range(20_000)]}),
        tmp_path / "a.parquet",
        compression="none",
        use_dictionary=False,
    )
    pq.write_table(pa.table({"text": pa.array(np.arange(600_000)).cast(pa.string())}), tmp_path / "b.parquet")
    assert max(batch.table.num_rows for batch in open_source(str(tmp_path / "b.parquet")).batches()) <= 262_144


HOSTILE = [
    b'{"who":"a","n":NaN}',
    b'{"who":"a"',
    b"[1,2]",
    b'"text"',
    b'{"who":"\\ud800"}',
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"who":"\xff"}',
    b"null",
]


def test_hostile_json_lines_are_refused_one_by_one(tmp_path: Path) -> None:
    good = [
        '{"who":"a","at":"2024-03-05","what":"한글"}'.encode(),
        '{"who":"b","at":"2024-03-06","what":"예","late":{"deep":[1]}}'.encode(),
    ]
    content = good[0] + b"\n" + b"\n".join(HOSTILE) + b"\n\n" + good[1]
    (tmp_path / "log.jsonl").write_bytes(content)
    source = open_source(str(tmp_path / "log.jsonl"))
    found = list(source.batches())
    refused: list[Refusal] = [bad for batch in found for bad in batch.refused]
    assert [bad.line for bad in refused] == list(range(2, 10))
    assert {bad.reason for bad in refused} == {"json_broken", "encoding"}
    assert all(len(bad.raw.encode()) <= 8192 and json.loads(bad.raw) is not None for bad in refused)
    assert np.concatenate([batch.lines for batch in found]).tolist() == [1, 11]
    assert properties(str(tmp_path / "log.jsonl"), Mapping(customer="who", times=(("at", None),), event="what")) == [
        None,
        {"late.deep": [1]},
    ]


def test_json_values_keep_their_types_even_when_mixed(tmp_path: Path) -> None:
    rows = [{"who": 7, "v": 1}, {"who": "x", "v": "1"}, {"who": None, "v": [1]}, {"who": 2**70, "v": None}]
    (tmp_path / "log.ndjson").write_text("\n".join(json.dumps(row | {"at": 1_709_618_700}) for row in rows))
    [batch] = open_source(str(tmp_path / "log.ndjson")).batches()
    done = normalise(batch, Mapping(customer="who", times=(("at", None),), event_name="e"))
    assert done.events.column("customer").to_pylist() == ["7", "x", str(2**70)]
    assert done.events.column("properties").to_pylist() == ['{"v":1}', '{"v":"1"}', None]
    assert [bad.reason for bad in done.refused] == ["customer_missing"]


def test_tracking_calls_are_unfolded(tmp_path: Path) -> None:
    calls = [
        {"type": "track", "event": "Search", "userId": "u1", "anonymousId": "x", "timestamp": "2024-03-05T10:00:00.000Z", "properties": {"results": 0, "type": "t"}},
        {"type": "page", "anonymousId": "x", "timestamp": "2024-03-05T09:00:00.000Z", "properties": {"path": "/"}},
    ]  # fmt: skip
    with gzip.open(tmp_path / "log.json.gz", "wt") as out:
        out.write("\n".join(json.dumps(call) for call in calls))
    [batch] = open_source(str(tmp_path / "log.json.gz")).batches()
    mapping = Mapping(
        customer="userId", identifiers=(("anonymous", "anonymousId"),), times=(("timestamp", None),), event="event"
    )
    events = normalise(batch, mapping).events.to_pylist()
    assert [(e["customer_kind"], e["customer"], e["identifiers"], e["event"]) for e in events] == [
        ("customer", "u1", '{"anonymous":"x"}', "Search"),
        ("anonymous", "x", None, "page"),
    ]
    assert json.loads(events[0]["properties"]) == {"type": "track", "results": 0, "properties.type": "t"}


def test_json_array_and_broken_json(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps([{"a": 1}, {"a": 2, "b": "x"}], indent=2))
    source = open_source(str(path))
    assert [(batch.table.num_rows, batch.lines.tolist()) for batch in source.batches()] == [(2, [1, 2])]
    path.write_text(json.dumps({"events": [{"a": 1}]}, indent=2))
    assert open_source(str(path)).rows_estimate() == 1
    path.write_text('[{"a": 1},')
    with pytest.raises(FileBroken):
        open_source(str(path))
    path.write_text("not json\nat all\n")
    with pytest.raises(FileBroken):
        open_source(str(path))
    path.write_text("[]")
    with pytest.raises(FileEmpty):
        open_source(str(path))


def test_an_object_on_one_line_that_holds_the_rows(tmp_path: Path) -> None:
    rows = [{"who": "a", "n": 1}, {"who": "b", "n": 2}]
    whole = json.dumps({"meta": "page 1", "data": rows, "next": None})
    for name, text in {"a.json": whole, "b.json": whole + "\n\n", "c.txt": whole}.items():
        (tmp_path / name).write_text(text)
        [batch] = open_source(str(tmp_path / name)).batches()
        assert batch.table.to_pylist() == rows
    event = json.dumps({"event": "order", "userId": "u", "items": rows})
    for name, text in {"d.json": event, "e.jsonl": whole, "f.json": f"{whole}\n{whole}", "g.json": '{"a": 1}'}.items():
        (tmp_path / name).write_text(text)
        source = open_source(str(tmp_path / name))
        assert source.columns == tuple(json.loads(text.splitlines()[0]))


def test_date_order_is_settled_by_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("who;at;what;paid\n" + "a;03/04/2024;x;1.234\n" * 5_000 + "b;25/04/2024;x;12,50\n")
    mapping = Mapping(customer="who", times=(("at", None),), event="what", value="paid")
    source = open_source(str(path))
    settled = settle(source.sample(), source.batches(), mapping).mapping
    assert (settled.dates, settled.decimal) == ("day-first", ",")
    batch = next(iter(open_source(str(path)).batches()))
    events = normalise(batch, settled).events
    assert str(events.column("occurred")[0].as_py())[:10] == "2024-04-03"
    assert events.column("value")[0].as_py() == 1234.0
