# ruff: noqa: E501 - tables of examples read better wide
"""Tables in a text, whatever parts their columns, with names above them or without; and what is no table."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.connectors.delimited import Delimited
from cxloop.connectors.files import open_source
from cxloop.errors import CxloopError, FileBroken, FileEmpty

Rows = list[list[str]]
NAMES = ["who", "at", "what", "amount"]
MARKS = [",", ";", "\t", "|", "::", "||", "|~|", "^", "~", "\x01", " ", "   ", "fixed", " , "]


def written(folder: Path, content: bytes | str, name: str = "log.txt") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def read(path: str, **options: Any) -> tuple[tuple[str, ...], Rows]:
    source = open_source(path, **options)
    batches = list(source.batches())
    assert not [refusal for batch in batches for refusal in batch.refused]
    return source.columns, [
        [(cell or "").strip() for cell in row.values()] for batch in batches for row in batch.table.to_pylist()
    ]


def table(seed: int, rows: int) -> Rows:
    chance = random.Random(seed)
    who = chance.choice(["{:05d}", "u{}", "{}@mail.com", "고객{}"])
    at = chance.choice(["{:04d}-{:02d}-{:02d}", "{:04d}{:02d}{:02d}", "{:04d}/{:02d}/{:02d}"])
    what = chance.choice([["visit", "buy"], ["방문", "구매", "환불"], ["A", "B"]])
    return [
        [
            who.format(chance.randrange(9)), at.format(2024, chance.randint(1, 12), chance.randint(1, 28)),
            chance.choice(what), f"{chance.random() * 900:.2f}",
        ]
        for _ in range(rows)
    ]  # fmt: skip


def text_of(rows: Rows, mark: str, around: str = "") -> str:
    if mark == "fixed":
        widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
        return "".join(
            around + "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + "\n" for row in rows
        )
    return "".join(around + mark.join(row) + around + "\n" for row in rows)


ORDINARY: dict[str, Callable[[random.Random], str]] = {
    "who": lambda r: f"u{r.randint(1, 50):03d}",
    "full name": lambda r: r.choice(["anna kim", "김 철수", "Ms. O Hara", "bob"]),
    "created at": lambda r: f"2026-0{r.randint(1, 9)}-{r.randint(10, 28)} {r.randint(10, 23)}:{r.randint(10, 59)}",
    "when": lambda r: f"{r.randint(1, 12)}/{r.randint(1, 28)}/2025 {r.randint(1, 12)}:{r.randint(10, 59)} PM",
    "price": lambda r: f"{r.random() * 100:.2f}",
    "count": lambda r: str(r.randint(0, 9999)),
    "후기": lambda r: " ".join(r.choice(["too", "slow", "배송이", "늦어요", "12"]) for _ in range(r.randint(1, 8))),
    "page": lambda r: f"/p/{r.randint(1, 99)}?a=b|c",
    "memo": lambda r: "",
}


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_blanks_in_cells_part_nothing(tmp_path: Path, mark: str) -> None:
    for seed in range(150):
        chance = random.Random(seed)
        names = chance.sample(list(ORDINARY), chance.randint(2, 6))
        rows = [[ORDINARY[name](chance) for name in names] for _ in range(chance.randint(1, 25))]
        if not any(map(any, rows)):
            continue
        text = io.StringIO()
        csv.writer(text, delimiter=mark, lineterminator="\n").writerows([names, *rows])
        columns, found = read(written(tmp_path, text.getvalue()))
        assert columns == tuple(names), text.getvalue()
        assert found == rows


@given(
    st.integers(0, 10_000),
    st.sampled_from(MARKS),
    st.booleans(),
    st.sampled_from(["", " "]),
    st.sampled_from(["utf-8", "cp949", "utf-16"]),
)
@settings(max_examples=60)
def test_what_is_written_comes_back_whatever_parts_it(
    tmp_path_factory: pytest.TempPathFactory, seed: int, mark: str, names: bool, around: str, encoding: str
) -> None:
    rows = table(seed, 12)
    text = text_of([NAMES, *rows] if names else rows, mark, around if mark in (" ", "   ", "fixed", ",") else "")
    path = written(tmp_path_factory.mktemp("table"), text.encode(encoding))
    columns, found = read(path)
    assert found == rows
    assert columns == (tuple(NAMES) if names else ("column_1", "column_2", "column_3", "column_4"))
    pieces = [
        list(row.values()) for batch in Delimited(path, block_bytes=40).batches() for row in batch.table.to_pylist()
    ]
    assert [[cell.strip() for cell in row] for row in pieces] == rows


TABLES: dict[str, tuple[str, tuple[str, ...], list[str | None]]] = {
    "date and time are one column": ("u1 2024-01-05 10:00 buy\nu2 2024-01-05 10:01 visit\nu1 2024-01-06 09:02 buy\n", ("column_1", "column_2", "column_3"), ["u1", "2024-01-05 10:00", "buy"]),
    "also below one name": ("who at what\nu1 2024-01-05 10:00 buy\nu2 2024-01-05 10:01 visit\n", ("who", "at", "what"), ["u1", "2024-01-05 10:00", "buy"]),
    "names with blanks in fixed places": ("id    full name      day\n1     Anna Smith     2024-01-05\n22    Bo             2024-01-06\n303   Cy van Dyk     2024-01-07\n", ("id", "full name", "day"), ["1", "Anna Smith", "2024-01-05"]),
    "empty cells in fixed places": ("id    what   day\n1     buy    2024-01-05\n22           2024-01-06\n303   visit  2024-01-07\n", ("id", "what", "day"), ["1", "buy", "2024-01-05"]),
    "quoted": ('1 "Anna ""A"" Smith" 2024-01-05\n2 Bo 2024-01-06\n', ("column_1", "column_2", "column_3"), ["1", 'Anna "A" Smith', "2024-01-05"]),
    "quoted, several characters": ('1::"a::b"::2024-01-05\n2::c::2024-01-06\n', ("column_1", "column_2", "column_3"), ["1", "a::b", "2024-01-05"]),
    "decimal commas": ("1 2024-01-05 12,50\n2 2024-01-06 3,75\n", ("column_1", "column_2", "column_3"), ["1", "2024-01-05", "12,50"]),
    "remarks above": ("# made by hand\n1 2024-01-05 12.50\n2 2024-01-06 3.75\n", ("column_1", "column_2", "column_3"), ["1", "2024-01-05", "12.50"]),
    "a mark at the end": ("1|2024-01-05|x|\n2|2024-01-06|y|\n", ("column_1", "column_2", "column_3", "column_4"), ["1", "2024-01-05", "x", None]),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_tables(tmp_path: Path, case: str) -> None:
    text, columns, first = TABLES[case]
    source = open_source(written(tmp_path, text))
    assert source.columns == columns
    assert list(next(iter(source.batches())).table.to_pylist()[0].values()) == first


@pytest.mark.parametrize("places", [1, 2])
def test_fixed_places_of_korean_text(tmp_path: Path, places: int) -> None:
    """As people see them, and as CP949 counts them: two places for each syllable."""
    rows = [
        ["김 철수", "2024-01-05", "300"],
        ["이영희", "2024-01-06", "12"],
        ["Bo Li", "2024-01-07", "7"],
        ["", "2024-01-08", "1"],
    ]
    width = lambda cell: sum(places if char >= "가" else 1 for char in cell)  # noqa: E731
    text = "".join("".join(cell + " " * (14 - width(cell)) for cell in row) + "\n" for row in rows)
    source = open_source(written(tmp_path, text.encode("cp949")))
    assert [[cell or "" for cell in row.values()] for row in next(iter(source.batches())).table.to_pylist()] == rows


@pytest.mark.parametrize(
    "text",
    [
        "sentence\nI like this a lot\nThis is bad\nnever again 5 times\n", "name\nAnna Smith\nBo Jones\nCy Young\n", "at\n2024-01-05 10:00\n2024-01-06 11:00\n",
        "day\n5 March 2024\n6 March 2024\n", "text\nhello there...\nwell then...\nnot again...\n", "address\n12 Main Street\n5 Oak Road\n7 Elm Street\n", "의견\n배송이 늦어요\n친절했어요\n다시 살게요 꼭\n",
        "note\nThe end of 2024.\nWe came in 1999.\nWho was in 2001?\n",
    ],
)  # fmt: skip
def test_sentences_are_no_table(tmp_path: Path, text: str) -> None:
    columns, rows = read(written(tmp_path, text))
    assert (list(columns), *[row[0] for row in rows]) == ([text.splitlines()[0]], *text.splitlines()[1:])


HEADED: dict[str, tuple[str, bool]] = {
    "names above numbers": ("id,n\n1,2\n3,4\n", True),
    "numbers throughout": ("1,2\n3,4\n", False),
    "names above codes": ("who,what\nu1,a\nu2,b\n", True),
    "a code like those below": ("u7,a\nu1,a\nu2,b\n", False),
    "words that come again": ("anna,buy\nbo,visit\ncy,buy\n", False),
    "words that do not": ("who,what\nanna,buy\nbo,visit\ncy,buy\n", True),
    "twice the same": ("x,x\na,b\nc,d\n", False),
    "years as names": ("who,2023,2024\nu1,3,5\nu2,1,2\n", True),
    "something missing in the first row": ("4,NA,2024-01-01\n5,6,2024-01-02\n6,7,2024-01-03\n", False),
    "something odd in the first row": ("4,unknown,2024-01-01\n5,6,2024-01-02\n6,7,2024-01-03\n", False),
    "a name without a letter above it": (",at\n1,2024-01-01\n2,2024-01-02\n", True),
    "two files in one": ("id,what\n1,a\nid,what\n2,b\n" + "3,c\n" * 40, True),
    "one row of data": ("1,2024-01-05,buy\n", False),
    "Korean": ("고객번호,일시,금액\n1,2024-01-05,\"1,200원\"\n2,2024년 3월 5일,300원\n", True),
    "Korean data": ("가1,2024년 1월 5일,\"1,200원\"\n가2,2024년 3월 5일,300원\n", False),
}  # fmt: skip


@pytest.mark.parametrize("case", HEADED)
def test_whether_the_first_row_holds_names(tmp_path: Path, case: str) -> None:
    text, header = HEADED[case]
    path = written(tmp_path, text)
    assert open_source(path).header is header
    for said in (True, False) if case != "one row of data" else (False,):
        source = open_source(path, header=said)
        rows = sum(batch.table.num_rows + len(batch.refused) for batch in source.batches())
        assert (source.header, rows) == (said, len(text.splitlines()) - said)
        assert (source.columns[-1] == f"column_{len(source.columns)}") is not said


def test_the_real_files_keep_their_names(reference_data: Path) -> None:
    with_names = ["airbnb_sessions/airbnb-session-data.txt", "airline_tweets/Tweets.csv.gz", "banking77/train.csv", "cdnow/cdnow_customers_summary.csv", "febrl/dataset1.csv",
                  "dedupe_chicago/csv_example_messy_input.csv", "hillstrom/hillstrom.csv.gz", "nsmc_ko/nsmc_official_train_sample_40k.txt", "olist_leads/olist_closed_deals_dataset.csv",
                  "olist_leads/olist_marketing_qualified_leads_dataset.csv", "receipt_coselog/receipt.csv.gz", "songys_chatbot_ko/ChatbotData.csv"]  # fmt: skip
    without = {
        "cdnow/CDNOW_sample.txt": (5, 6919),
        "ml1m/users.dat": (5, 6040),
        "ml1m/movies.dat": (3, 3883),
        "parakqc_ko/paraKQC_v1.txt": (3, 10_000),
    }
    assert [file for file in with_names if not open_source(str(reference_data / file)).header] == []
    for file, (columns, rows) in without.items():
        source = open_source(str(reference_data / file))
        assert (len(source.columns), sum(batch.table.num_rows for batch in source.batches())) == (columns, rows)


ODD = [b" \n \t \n", b"\r\r\r", b"x", b"a b c", b'"', b'"""\n"', b"::\n::\n", b" 1\n" * 3, b"1;2,3|4\t5\n6,7;8\n9 9 9\n", b"\x00\x01\x02\n" * 9, b"\xff\xfe", b"#\n#\n", b"# a\n", b"a\tb c\n \td\n", "가 나\n다 라\n".encode("utf-16")]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_in_it_it_is_read_or_refused_with_a_reason(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    signs = chance.choice([bytes(range(256)), b' ,;|:\t\n"1a', b" 12\n\t", "가나 12\n,".encode()])
    content = ODD[seed] if seed < len(ODD) else bytes(chance.choice(signs) for _ in range(chance.randrange(1, 3_000)))
    path = written(tmp_path, content)
    for header in (None, True, False):
        assert outcome(path, header) in ("read", "file_empty", "file_broken", "file_unknown")


def outcome(path: str, header: bool | None) -> str:
    try:
        source = open_source(path, header=header)
        rows = sum(batch.table.num_rows + len(batch.refused) for batch in source.batches())
    except CxloopError as error:
        return error.code if error.hint("en") and error.hint("ko") else "no hint"
    return "read" if rows and len(set(source.columns)) == len(source.columns) else "nothing"


@pytest.mark.parametrize("mark", [",", " ", "::"])
def test_many_columns_and_too_many(tmp_path: Path, mark: str) -> None:
    row = mark.join(str(number) for number in range(2_000))
    columns, rows = read(written(tmp_path, f"{row}\n{row}\n"))
    assert (len(columns), len(rows)) == (2_000, 2)
    with pytest.raises(FileBroken, match="100,000 columns"):
        open_source(written(tmp_path, mark.join(map(str, range(100_000)))))


def test_a_header_alone_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(FileEmpty):
        list(open_source(written(tmp_path, "who what at\n")).batches())
