# ruff: noqa: E501 - tables of examples read better wide
"""Delimited text: every trap of real exports, and what is written comes back as it was."""

from __future__ import annotations

import csv
import gzip
import io
import random
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.connectors.delimited import Delimited
from cxloop.connectors.files import open_source
from cxloop.errors import BadOption, FileBroken, FileEmpty, FileMissing, FileUnknown
from cxloop.listen.raw import RawBatch, Refusal


def written(folder: Path, content: bytes | str, name: str = "log.csv") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def batches(path: str, **options: int) -> list[RawBatch]:
    return list(Delimited(path, **options).batches())


def rows(found: list[RawBatch]) -> list[list[str | None]]:
    return [list(row.values()) for batch in found for row in batch.table.to_pylist()]


def lines(found: list[RawBatch]) -> list[int]:
    return [line for batch in found for line in batch.lines.tolist()]


def refused(found: list[RawBatch]) -> list[Refusal]:
    return [refusal for batch in found for refusal in batch.refused]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_told_from_the_content(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(
        delimiter.join(row) for row in [["who", "what, then", "at"], ["anna", "buy; now", "x"], ["ben", "a", "y"]]
    )
    if delimiter in ",;":
        text = text.replace("what, then", "what").replace("buy; now", "buy")
    source = open_source(written(tmp_path, text, "log.txt"))
    assert source.format == "csv"
    assert len(source.columns) == 3
    assert sum(batch.table.num_rows for batch in source.batches()) == 2


def test_decimal_commas_do_not_make_the_comma_a_delimiter(tmp_path: Path) -> None:
    source = open_source(written(tmp_path, "id;amount\n1;12,50\n2;1.234,50\n"))
    assert source.columns == ("id", "amount")
    assert rows(list(source.batches())) == [["1", "12,50"], ["2", "1.234,50"]]


def test_quotes_newlines_and_line_numbers(tmp_path: Path) -> None:
    text = 'a,b\r\n1,"two\r\nlines ""quoted"""\r\n\r\n2,5" pipe\r\n3,"x" tail'
    found = batches(written(tmp_path, text))
    assert rows(found) == [["1", 'two\r\nlines "quoted"'], ["2", '5" pipe'], ["3", "x tail"]]
    assert lines(found) == [2, 5, 6]


@pytest.mark.parametrize("block", [8, 1 << 20])
def test_long_rows_are_refused_with_line_and_raw_and_short_ones_filled(tmp_path: Path, block: int) -> None:
    text = 'a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\nalone\n"x, y","z"\r\n13,14'
    found = batches(written(tmp_path, text), block_bytes=block)
    assert rows(found) == [
        ["1", "2", "3"], ["4", "5", None], ["10", "11", "12"], ["x, y", "z", None], ["13", "14", None],
    ]  # fmt: skip
    assert lines(found) == [2, 3, 5, 7, 8]
    assert [(bad.line, bad.reason, bad.raw) for bad in refused(found)] == [
        (4, "columns_wrong", '"6,7,8,9"'),
        (6, "columns_wrong", '"alone"'),
    ]
    assert "4 columns where the header has 3" in refused(found)[0].detail


def test_many_short_rows_of_a_wide_table(tmp_path: Path) -> None:
    names = ",".join(f"c{number}" for number in range(40))
    found = batches(written(tmp_path, f"{names}\n" + "1,2\n" * 5_000))
    assert rows(found) == [["1", "2", *[None] * 38]] * 5_000


TITLED: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], int]] = {
    "a title": ("주문내역 2024\n\nid,at,what\n1,2,x\n2,3,y\n", ("id", "at", "what"), ("주문내역 2024",), 4),
    "remarks": ("# made by x\n# on, Monday\nid;at;what;n\n1;2;x;4\n", ("id", "at", "what", "n"), ("# made by x", "# on, Monday"), 4),
    "a title from a workbook": ("orders,,,\n,,,\nid,at,what,n\n1,2,x,4\n2,2,x,\n", ("id", "at", "what", "n"), ("orders",), 4),
    "no title, a short header": ("id,at,what\n1,2,x,4\n1,2,x,4\n", ("id", "at", "what"), (), 2),
    "no title, a spare mark": ("id,at,what\n1,2,x,\n1,2,x,\n", ("id", "at", "what"), (), 2),
    "no names below": ("id\n1,2,3\n4,5,6\n", ("id",), (), 2),
    "one column": ("id\n1\n2\n", ("id",), (), 2),
    "not clear": ("note\nid,at,what\n1,2\n3,4\n5,6,7\n", ("note",), (), 2),
}  # fmt: skip


@pytest.mark.parametrize("case", TITLED)
def test_titles_above_the_header(tmp_path: Path, case: str) -> None:
    text, columns, skipped, line = TITLED[case]
    source = open_source(written(tmp_path, text))
    assert (source.columns, source.skipped) == (columns, skipped)
    [first, *_] = [*lines(found := list(source.batches())), *[bad.line for bad in refused(found)]]
    assert first == line


def test_a_quote_left_open_costs_one_line(tmp_path: Path) -> None:
    text = 'a,b\n1,"open\n2,x\n3,"fine"\n4,y\n5,"never closed\n6,z\n'
    found = batches(written(tmp_path, text))
    assert rows(found) == [["2", "x"], ["3", "fine"], ["4", "y"], ["6", "z"]]
    assert [bad.line for bad in refused(found)] == [2, 6]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "euc-kr"])
def test_encodings_are_told_from_the_content(tmp_path: Path, encoding: str) -> None:
    text = "고객번호,이벤트\r\n" + "".join(f"{n},상담 접수 완료\r\n" for n in range(50))
    source = open_source(written(tmp_path, text.encode(encoding)))
    assert source.columns == ("고객번호", "이벤트")
    assert rows(list(source.batches()))[49] == ["49", "상담 접수 완료"]


def test_cp949_after_a_megabyte_of_ascii(tmp_path: Path) -> None:
    text = "id,what\n" + "1,nothing but ascii here\n" * 60_000 + "2,똠방각하\n"
    assert len(text) > 1 << 20
    assert rows(batches(written(tmp_path, text.encode("cp949"))))[-1] == ["2", "똠방각하"]


def test_western_european_text_is_not_taken_for_korean(tmp_path: Path) -> None:
    text = "id;name\n1;Müller Straße\n2;café\n3;Zoë Ångström\n"
    assert [row[1] for row in rows(batches(written(tmp_path, text.encode("cp1252"))))] == [
        "Müller Straße",
        "café",
        "Zoë Ångström",
    ]


@pytest.mark.parametrize(("encoding", "bad"), [("utf-8", b"\xff\xfe\xc3"), ("cp949", b"\xff\x81\x20")])
def test_one_undecodable_row_is_refused_alone(tmp_path: Path, encoding: str, bad: bytes) -> None:
    good = "".join(f"{n},상담원 연결\n" for n in range(20)).encode(encoding)
    found = batches(written(tmp_path, b"id,what\n" + good + b"20,a" + bad + b"b\n" + "21,끝\n".encode(encoding)))
    assert len(rows(found)) == 21
    assert [(r.line, r.reason) for r in refused(found)] == [(22, "encoding")]
    assert "\\\\xff" in refused(found)[0].raw


def test_decomposed_hangul_and_nul_keep_their_bytes(tmp_path: Path) -> None:
    nfd = "각하"  # decomposed
    assert rows(batches(written(tmp_path, f"a,b\n{nfd},x\x00y\n"))) == [[nfd, "x\x00y"]]


def test_header_names_are_unique_and_never_blank(tmp_path: Path) -> None:
    assert Delimited(written(tmp_path, "id,,id, \n1,2,3,4\n")).columns == ("id", "column 2", "id (2)", "column 4")


@pytest.mark.parametrize("content", ["", "\n\n", "   \n", "a,b\n", "a,b"])
def test_nothing_to_read_is_said(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileEmpty):
        list(open_source(written(tmp_path, content)).batches())


def test_truncated_gzip_is_broken(tmp_path: Path) -> None:
    random.seed(1)
    packed = gzip.compress("".join(f"{n},{random.random()}\n" for n in range(50_000)).encode())
    with pytest.raises(FileBroken) as caught:
        list(open_source(written(tmp_path, packed[: len(packed) // 2], "log.csv.gz")).batches())
    assert caught.value.code == "file_broken"


def test_gzip_is_told_from_the_content_not_the_name(tmp_path: Path) -> None:
    assert rows(batches(written(tmp_path, gzip.compress(b"a,b\n1,2\n"), "log.csv"))) == [["1", "2"]]


def test_missing_and_unknown_files(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        open_source(str(tmp_path / "none.csv"))
    with pytest.raises(FileUnknown):
        open_source(written(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(100), "log.csv"))
    with pytest.raises(FileUnknown):
        open_source(str(tmp_path))
    with pytest.raises(BadOption):
        open_source(written(tmp_path, "a\n1\n"), encoding="klingon")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "punycode", "idna", "hex", "unicode_escape"])
def test_an_encoding_that_cannot_be_the_files(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(BadOption, match="--encoding"):
        open_source(written(tmp_path, "a,b\n1,2\n"), encoding=encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "iso2022_kr", "utf-7", "hz", "cp949"])
def test_an_encoding_that_is_named(tmp_path: Path, encoding: str) -> None:
    word = "中文" if encoding == "hz" else "가입"
    path = written(tmp_path, f"id,what\n1,{word}\n2,b\n".encode(encoding))
    found = list(open_source(path, encoding=encoding).batches())
    assert rows(found) == [["1", word], ["2", "b"]]


@pytest.mark.parametrize("broken", [b"\x3d\xd8x\x00", b"\x00\xdc"])
def test_utf_16_that_is_broken_in_one_row(tmp_path: Path, broken: bytes) -> None:
    """Half a pair of surrogates, and an odd byte at the end."""
    text = "id,what\n1,가입\n2,a".encode("utf-16") + broken + "\n3,끝\n4,".encode("utf-16-le") + b"A"
    found = list(open_source(written(tmp_path, text)).batches())
    assert rows(found) == [["1", "가입"], ["3", "끝"]]
    assert [(bad.line, bad.reason) for bad in refused(found)] == [(3, "encoding"), (5, "encoding")]


def test_separator_line_of_spreadsheets_is_passed_over(tmp_path: Path) -> None:
    found = batches(written(tmp_path, "sep=;\r\na;b\r\n1;2\r\n"))
    assert rows(found) == [["1", "2"]]
    assert lines(found) == [3]


def test_lone_carriage_returns_end_lines(tmp_path: Path) -> None:
    found = batches(written(tmp_path, "a,b\r1,2\r3,4"))
    assert rows(found) == [["1", "2"], ["3", "4"]]
    assert lines(found) == [2, 3]


cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    st.sampled_from(
        ['"', '""', "\n", "\r\n", "\r", ",", ";", "한글", "각하", ' "x" ', "'", "\\", "\ufeff", "a\tb", "|"]
    ),
)


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans()
)
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]], end: str, all: bool
) -> None:
    all = all or any(row[-1].endswith("\r") for row in table)  # unquoted, it cannot be told from the line's end
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if all else csv.QUOTE_MINIMAL)
    writer.writerow(["first", "second", "third"])
    expected, starts = [], []
    for row in table:
        starts.append(_breaks(out.getvalue()) + 1)
        writer.writerow(row)
        expected.append([cell or None for cell in row])
    path = written(tmp_path_factory.mktemp("csv"), out.getvalue())
    for block in (16 << 20, 64):
        found = batches(path, block_bytes=block)
        assert rows(found) == expected
        assert lines(found) == starts
        assert not refused(found)


@given(st.text(st.sampled_from('a,"\n\r b'), max_size=60))
def test_any_text_is_read_alike_whatever_the_blocks(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("csv"), "x,y\n" + text + "\nlast,1\n")
    whole, pieces = batches(path), batches(path, block_bytes=7)
    assert rows(whole) == rows(pieces)
    assert lines(whole) == lines(pieces)
    assert refused(whole) == refused(pieces)
    assert len(rows(whole)) + len(refused(whole)) >= 1


def _breaks(text: str) -> int:
    return text.count("\n")


def test_batches_are_the_same_every_time_and_say_how_far(tmp_path: Path) -> None:
    path = written(tmp_path, "a,b\n" + "".join(f"{n},x\n" for n in range(10_000)))
    source = Delimited(path, block_bytes=4_096)
    first, second = list(source.batches()), list(source.batches())
    assert [batch.table.num_rows for batch in first] == [batch.table.num_rows for batch in second]
    assert len(first) > 5
    assert all(left.table.equals(right.table) for left, right in zip(first, second, strict=True))
    assert first[-1].done == 1.0
    assert [batch.done for batch in first] == sorted(batch.done for batch in first)
    assert lines(first) == list(range(2, 10_002))
    assert abs((source.rows_estimate() or 0) - 10_000) < 200
    assert source.sample(7).num_rows == 7
    assert isinstance(source.sample(), pa.Table)
