"""Where day, month and year stand, told from a whole column; what cannot be told is not read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from cxloop.errors import DatesUnclear
from cxloop.listen.date_order import DateTally
from cxloop.listen.mapping import Mapping
from cxloop.listen.raw import RawBatch
from cxloop.listen.settle import Settled, settle
from cxloop.listen.times import read_times


def settled_in(columns: dict[str, list[str]], mapping: Mapping, remembered: Mapping | None = None) -> Settled:
    batch = pa.RecordBatch.from_pydict(columns)
    return settle(pa.table(columns), [RawBatch(batch, np.arange(len(batch)))], mapping, remembered)


DAYS = [f"24-03-{day:02d}" for day in range(1, 13)]


def verdict(*texts: str, korean: bool = False) -> tuple[str, bool]:
    tally = DateTally(korean)
    tally.add(pa.array(texts))
    return tally.verdict()


def days(*texts: str, dates: str = "") -> list[str | None]:
    us, read = read_times(pa.array(texts), dates=dates)
    moments = pa.array(us).cast(pa.timestamp("us")).cast(pa.string()).to_pylist()
    return [moment[:16] if known else None for moment, known in zip(moments, read, strict=True)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["05/03/2024"], ("month-first", False)),
        (["05.03.2024"], ("day-first", False)),
        (["05/03/2024", "25/03/2024"], ("day-first", True)),
        (["05/03/2024", "03/25/2024"], ("month-first", True)),
        (DAYS, ("year-first", True)),
        ([text[6:] + text[2:6] + "24" for text in DAYS], ("day-first", False)),
        (["24-03-05", "24-03-06"], ("year-first", False)),
        (["99-03-05"], ("year-first", True)),
        (["24-03-05"], ("year-first", False)),
        (["24. 3. 5. 오후 3:05"], ("year-first", True)),
        (["3/25/24", "3/5/24"], ("month-first", True)),
        (["24/03/25"], ("", False)),
        (["24-03-05T10:00", "2024-03-05", "10.0.0.1", "1709651100", "soon"], ("year-first", False)),
        (["2024-03-05", "10.0.0.1", "1709651100"], ("", False)),
        (["2024030515", "2024030516"], ("hours", False)),
        (["2024030515", "2099999999"], ("", False)),
    ],
)
def test_orders(texts: list[str], expected: tuple[str, bool]) -> None:
    assert verdict(*texts) == expected


def test_a_korean_file_begins_with_the_year() -> None:
    assert verdict("24/03/25") == ("", False)
    assert verdict("24/03/25", korean=True) == ("year-first", False)
    assert verdict("24/03/25 오전 9:00") == ("year-first", False)
    assert verdict("25/03/24", "26/03/24", "27/03/24", korean=True)[0] == "day-first"


def test_two_digits_of_a_year_are_read_where_they_stand() -> None:
    assert days("24-03-05", "24.03.06 15:05", "24/3/7", "24. 3. 8. 오후 3:05", "69-01-01", "70-01-01") == [
        "2024-03-05 00:00", "2024-03-06 15:05", "2024-03-07 00:00", "2024-03-08 15:05", "2069-01-01 00:00",
        "1970-01-01 00:00",
    ]  # fmt: skip
    assert days("24년 3월 5일") == ["2024-03-05 00:00"]
    assert days("24/03/25") == [None], "where it is unclear, nothing is made up"
    assert days("24/03/25", dates="day-first") == ["2025-03-24 00:00"]
    assert days("05/03/2024", dates="year-first") == [None]


@pytest.mark.parametrize("text", ["240305", "2024", "0", "45356", "99999999", "-2024", "12.5"])
def test_small_bare_numbers_are_no_seconds(text: str) -> None:
    assert days(text) == [None]
    column = pa.array([float(text)])
    assert not read_times(column)[1].any()
    if "." not in text:
        assert not read_times(column.cast(pa.int64()))[1].any()


def test_numbers_that_are_dates() -> None:
    expected = [20240305, 202403051505, 20240305150500]
    for kind in (pa.int64(), pa.float64(), pa.string()):
        column = pa.array(expected).cast(kind) if kind != pa.string() else pa.array(map(str, expected))
        assert read_times(column)[1].all()
        assert [int(us) // 86_400_000_000 for us in read_times(column)[0]] == [19787] * 3
    assert days("2024030515", "2024030600") == ["2024-03-05 15:00", "2024-03-06 00:00"]
    hours = pa.array([2024030515, 2024030600])
    assert [int(us) // 3_600_000_000 for us in read_times(hours)[0]] == [19787 * 24 + 15, 19788 * 24]
    assert read_times(pa.array([2024030515, 2099999999]))[0].tolist() == [2024030515 * 10**6, 2099999999 * 10**6]


def test_numbers_in_a_workbook_that_are_no_serial_days() -> None:
    us, read = read_times(pa.array([45356.5, 2024.0, 240305.0, 20240305.0]), excel=True)
    assert read.tolist() == [True, False, False, True]
    assert us[3] // 86_400_000_000 == 19787


def test_each_column_has_an_order_of_its_own() -> None:
    """A promised date in another style than the time itself."""
    sample = {"at": ["03/25/2024", "03/04/2024"], "due": ["25/04/2024", "03/04/2024"]}
    settled = settled_in(sample, Mapping(times=(("at", None),), due="due"))
    assert dict(settled.mapping.orders) == {"at": "month-first", "due": "day-first"}
    assert settled.guessed == ()


def test_a_column_that_does_not_tell_follows_its_neighbour() -> None:
    sample = {"at": ["25/03/2024", "03/04/2024"], "due": ["03/04/2024", "03/05/2024"]}
    settled = settled_in(sample, Mapping(times=(("at", None),), due="due"))
    assert settled.mapping.dates == "day-first"
    assert settled.guessed == ("due",)
    assert settled.certain.orders == (("at", "day-first"),)


def test_evidence_goes_before_memory_and_memory_before_a_guess() -> None:
    mapping, at = Mapping(times=(("at", None),)), "05/03/2024"
    remembered = Mapping(orders=(("at", "day-first"),))
    alone = settled_in({"at": [at]}, mapping)
    assert (alone.mapping.dates, alone.certain.orders, alone.guessed) == ("month-first", (), ("at",))
    then = settled_in({"at": [at]}, mapping, remembered)
    assert (then.mapping.dates, then.guessed) == ("day-first", ())
    other = settled_in({"at": [at, "03/25/2024"]}, mapping, remembered)
    assert (other.mapping.dates, other.certain.orders) == ("month-first", (("at", "month-first"),))


def test_what_is_unclear_is_said() -> None:
    mapping = Mapping(times=(("at", None),))
    with pytest.raises(DatesUnclear, match="24/03/25") as caught:
        settled_in({"at": ["24/03/25"]}, mapping)
    assert "--dates" in caught.value.hint("ko")
    assert settled_in({"at": ["24/03/25"], "고객": ["a"]}, mapping).mapping.dates == "year-first"
    said = Mapping(times=(("at", None),), dates="day-first")
    assert settled_in({"at": ["24/03/25"]}, said).mapping.dates == "day-first"
    few = {"at": ["24/03/25", "2024-03-05", "2024-03-06"]}
    assert settled_in(few, mapping).mapping.dates == "", "one odd date does not stop the others"
