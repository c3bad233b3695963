# ruff: noqa: E501 - tables of examples read better wide
"""XES: the trace's attributes on each event, order of the file, nothing from outside, places of errors."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from cxloop.connectors.files import open_source
from cxloop.connectors.xes import Xes
from cxloop.errors import FileBroken, FileEmpty
from cxloop.listen.guess import guess
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise

LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
 <string key="source" value="simulation"/>
 <trace>
  <string key="concept:name" value="c1"/><string key="channel" value="Desk"/>
  <event><string key="concept:name" value="A &amp; B"/><date key="time:timestamp" value="2024-03-05T10:00:00.000+09:00"/>
   <string key="lifecycle:transition" value="start"/><int key="items" value="3"/><boolean key="vip" value="true"/></event>
  <event><string key="concept:name" value="A &amp; B"/><date key="time:timestamp" value="2024-03-05T10:00:00.000+09:00"/>
   <string key="lifecycle:transition" value="complete"/><float key="cost" value="1.5"><string key="unit" value="EUR"/></float>
   <list key="tags"><values><string key="tag" value="한글"/></values></list></event>
 </trace>
 <trace><event><string key="concept:name" value="C"/><date key="time:timestamp" value="2024-03-06T10:00:00Z"/></event>
  <string key="channel" value="Phone"/></trace>
</log>"""


def written(folder: Path, text: str, name: str = "log.xes") -> str:
    (folder / name).write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return str(folder / name)


@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz", "log.xml"])
def test_events_with_everything_around_them(tmp_path: Path, name: str) -> None:
    source = open_source(written(tmp_path, LOG, name))
    assert source.format == "xes"
    assert source.defaults is not None
    mapping = guess(source.columns, source.sample(), source.defaults)
    [batch] = source.batches()
    events = normalise(batch, mapping).events.to_pylist()
    assert [
        (e["event"], e["case_id"], e["customer"], e["customer_kind"], e["channel"], e["sequence"]) for e in events
    ] == [
        ("A & B", "c1", "c1", "case", "Desk", 1),
        ("A & B", "c1", "c1", "case", "Desk", 2),
        ("C", "2", "2", "case", "Phone", 3),
    ]
    assert [json.loads(e["properties"]) if e["properties"] else None for e in events] == [
        {"lifecycle:transition": "start", "items": 3, "vip": True},
        {"lifecycle:transition": "complete", "cost": 1.5, "cost.unit": "EUR", "tags.tag": "한글"},
        None,
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><log><trace/></log>',
        '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]><log>&x;</log>',
        "<log>\n<trace>\n<event></trace></log>",
        "<log><trace><event/></trace>",
        "<html><body/></html>",
        "no xml at all",
    ],
)
def test_broken_or_hostile_xml_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileBroken) as caught:
        list(open_source(written(tmp_path, text)).batches())
    assert "XES" in str(caught.value)


def test_a_list_keeps_all_its_values(tmp_path: Path) -> None:
    def event(*tags: str) -> str:
        inside = "".join(f'<string key="tag" value="{tag}"/><int key="n" value="{len(tag)}"/>' for tag in tags)
        return f'<event><string key="concept:name" value="A"/><list key="tags"><values>{inside}</values></list></event>'

    log = f"<log><trace>{event('x', 'yy', 'x')}{event('z')}{event()}</trace></log>"
    [batch] = open_source(written(tmp_path, log)).batches()
    events = normalise(batch, Mapping(case="case:concept:name", times=(("at", None),), event="concept:name"))
    assert [bad.reason for bad in events.refused] == ["time_missing"] * 3
    timed = Mapping(case="case:concept:name", times=(("time:timestamp", None),), event="concept:name")
    log = log.replace("<list", '<date key="time:timestamp" value="2024-03-05T10:00:00Z"/><list')
    [batch] = open_source(written(tmp_path, log)).batches()
    found = normalise(batch, timed).events.column("properties").to_pylist()
    assert [json.loads(text) if text else None for text in found] == [
        {"tags.tag": ["x", "yy", "x"], "tags.n": [1, 2, 1]},
        {"tags.tag": "z", "tags.n": 1},
        None,
    ]


@pytest.mark.parametrize("batch_events", [1, 50_000])
def test_events_outside_of_traces_are_refused(tmp_path: Path, batch_events: int) -> None:
    stray = '<event><string key="concept:name" value="B"/></event>'
    trace = '<trace><event><string key="concept:name" value="A"/></event></trace>'
    log = f"<log>{stray}{trace}{stray}{trace}{stray}</log>"
    found = list(Xes(written(tmp_path, log), batch_events=batch_events).batches())
    refused = [bad for batch in found for bad in batch.refused]
    assert [(bad.line, bad.reason, json.loads(bad.raw)) for bad in refused] == [
        (line, "customer_missing", {"concept:name": "B"}) for line in (1, 3, 5)
    ]
    assert [line for batch in found for line in batch.lines.tolist()] == [2, 4]
    assert [name for batch in found for name in batch.table.column("concept:name").to_pylist()] == ["A", "A"]
    with pytest.raises(FileEmpty):
        Xes(written(tmp_path, f"<log>{stray}</log>"))


@pytest.mark.parametrize("declared", ["EUC-KR", "cp949", "ks_c_5601-1987", "UTF-16", "windows-1252"])
def test_a_declared_encoding_is_read(tmp_path: Path, declared: str) -> None:
    word = "Größe" if declared == "windows-1252" else "접수"
    text = LOG.replace("UTF-8", declared).replace("한글", word)
    (tmp_path / "log.xes").write_bytes(text.encode(declared))
    assert word in str([batch.table.to_pylist() for batch in open_source(str(tmp_path / "log.xes")).batches()])


def test_a_named_encoding_goes_before_the_declared_one(tmp_path: Path) -> None:
    (tmp_path / "log.xes").write_bytes(LOG.encode("cp949"))
    path = str(tmp_path / "log.xes")
    with pytest.raises(FileBroken):
        list(open_source(path).batches())
    assert "한글" in str([batch.table.to_pylist() for batch in open_source(path, "cp949").batches()])
    (tmp_path / "log.xes").write_bytes(LOG.encode("cp949").replace("한글".encode("cp949"), b"\xff\xff"))
    with pytest.raises(FileBroken, match="no cp949"):
        list(open_source(path, "cp949").batches())
    (tmp_path / "log.xes").write_bytes(LOG.replace("UTF-8", "klingon").encode())
    with pytest.raises(FileBroken, match="klingon"):
        open_source(path)


def test_the_line_of_an_error_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileBroken, match="line 3"):
        open_source(written(tmp_path, "<log>\n<trace>\n<event></trace></log>"))


def test_a_log_without_events_is_empty(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty):
        open_source(written(tmp_path, "<log><trace><string key='concept:name' value='a'/></trace></log>"))


def test_events_without_time_or_name_are_refused(tmp_path: Path) -> None:
    text = LOG.replace('<date key="time:timestamp" value="2024-03-06T10:00:00Z"/>', "")
    source = open_source(written(tmp_path, text))
    [batch] = source.batches()
    done = normalise(batch, source.defaults or Mapping())
    assert [(bad.line, bad.reason) for bad in done.refused] == [(3, "time_missing")]


def test_batches_hold_whole_traces_and_count_on(tmp_path: Path) -> None:
    event = '<event><string key="concept:name" value="e"/><string key="pad" value="{}"/></event>'
    traces = "".join(
        f'<trace><string key="concept:name" value="c{n}"/>{event.format("x" * 2_000) * 10}</trace>' for n in range(300)
    )
    source = Xes(written(tmp_path, f"<log>{traces}</log>"), batch_events=500)
    found = list(source.batches())
    assert len(found) > 3
    assert [line for batch in found for line in batch.lines.tolist()] == list(range(1, 3001))
    names = [name for batch in found for name in batch.table.column("case:concept:name").to_pylist()]
    assert names == [f"c{n}" for n in range(300) for _ in range(10)]
