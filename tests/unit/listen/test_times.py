# ruff: noqa: E501 - tables of examples read better wide
"""Times of every spelling against the standard library's own reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.listen.date_order import DateTally
from cxloop.listen.times import read_times

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AFTERNOON = datetime(2024, 3, 5, 15, 5)


def microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


def read(*texts: str | None, **options: str | bool) -> list[str | None]:
    us, known = read_times(pa.array(texts, pa.string()), **options)  # type: ignore[arg-type]
    return [str(EPOCH + timedelta(microseconds=int(at)))[:-6] if ok else None for at, ok in zip(us, known, strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 15:05", "2024-03-05T15:05:00", "2024/3/5 15:05", "2024.03.05 15:05:00.000", "20240305150500", "202403051505",
        "2024-03-05T15:05Z", "2024-03-05T15:05:00+00:00", "2024-03-06T00:05:00+0900", "2024-03-05 10:05:00.000000 -05", "2024-03-05 15:05:00 UTC",
        "2024-03-05 3:05 PM", "2024년 3월 5일 오후 3:05", "2024년 03월 05일 15시 05분", "2024. 3. 5. 오후 3:05:00", "2024-03-05 오후 3:05",
        "2024년 3월 5일 화요일 오후 3시 5분", "2024.03.05(화) 15:05", "05-Mar-2024 15:05", "5 March 2024 3:05pm", "Mar 5, 2024 3:05 PM", "Mar 5, 2024, 3:05:00 PM",
        "Tue, 05 Mar 2024 15:05:00 GMT", "Tue, 05 Mar 2024 10:05:00 -0500", "Tue Mar  5 15:05:00 2024", "05/Mar/2024:15:05:00 +0000",
        "1709651100", "1709651100000", "1709651100000000", "1709651100000000000", "1709651100.0", "  2024-03-05 15:05  ", "2024-W10-2T15:05",
        "Tue Mar 05 2024 15:05:00 GMT+0000 (Coordinated Universal Time)", "2024-03-05T15:05:00,000Z", "2024-03-05 16:05 CET",
    ],
)  # fmt: skip
def test_spellings_of_one_moment(text: str) -> None:
    assert read(text) == [str(AFTERNOON)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024.03.05",
        "20240305",
        "2024년 3월 5일",
        "5 Mar 2024",
        "2024. 3. 5.",
        "March 5, 2024",
        "2024/3/5",
    ],
)
def test_dates_alone_begin_at_midnight(text: str) -> None:
    assert read(text) == ["2024-03-05 00:00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "2024-13-05", "2023-02-29", "2024-02-30 10:00", "2024-03-05 25:00", "2024-03-05 10:61", "1899-12-31", "2201-01-01",
        "0001-01-01T00:00:00Z", "9999-12-31", "2024-03-05T10:00:00+99:99", "NaN", "-", "2024-03-05T10:00:00Zx", "13:45", "3월 5일", "99999999999999999999",
        "2024-03-05" * 20, "오후 3:05", "2024년 3월 5일 오후 30:05",
    ],
)  # fmt: skip
def test_what_is_no_time_is_not_read(text: str) -> None:
    assert read(text) == [None]


def test_one_bad_time_does_not_hurt_the_others() -> None:
    assert read("2024-03-05 15:05", "soon", None, "2024-03-05T15:05:00+09:00") == [
        "2024-03-05 15:05:00", None, None, "2024-03-05 06:05:00"
    ]  # fmt: skip


@given(
    st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
    st.sampled_from(["seconds", "milliseconds", "microseconds", "minutes"]),
)
def test_iso_with_offset_agrees_with_datetime(moment: datetime, offset: int, mark: str, precision: str) -> None:
    zoned = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    text = zoned.isoformat(mark, precision)
    us, known = read_times(pa.array([text]))
    assert known.tolist() == [True]
    assert us.tolist() == [microseconds(datetime.fromisoformat(text))]


ZONES = ["Asia/Seoul", "Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "UTC"]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2037, 12, 30)), st.sampled_from(ZONES))
def test_naive_times_are_local_as_zoneinfo_has_it(moment: datetime, zone: str) -> None:
    us, _ = read_times(pa.array([moment.isoformat(" ")]), zone)
    assert us.tolist() == [microseconds(moment.replace(tzinfo=ZoneInfo(zone), fold=0))]


def test_hours_that_come_twice_or_never() -> None:
    assert read("2024-10-27 02:30:00", zone="Europe/Amsterdam") == ["2024-10-27 00:30:00"]  # the earlier of two
    assert read("2024-03-31 02:30:00", "2024-03-31 02:45:00", zone="Europe/Amsterdam") == [
        "2024-03-31 01:30:00",
        "2024-03-31 01:45:00",
    ]
    assert read("2024-03-05T15:05:00Z", zone="Asia/Seoul") == ["2024-03-05 15:05:00"]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["03/04/2024", "25/04/2024"], "2024-04-03"),
        (["03/04/2024", "04/25/2024"], "2024-03-04"),
        (["03/04/2024", "03/05/2024", "03/06/2024"], "2024-03-04"),  # one month, three days
        (["03/04/2024", "04/04/2024", "05/04/2024"], "2024-04-03"),
        (["03/04/2024"], "2024-03-04"),
        (["03.04.2024"], "2024-04-03"),
        (["03-04-24 10:00", "28-04-24 11:00"], "2024-04-03"),
        (["3/4/2024 3:05 PM", "3/25/2024 11:00 AM"], "2024-03-04"),
    ],
)
def test_day_or_month_first(texts: list[str], first: str) -> None:
    assert (read(*texts)[0] or "")[:10] == first


def test_a_date_against_the_columns_order_is_not_read() -> None:
    assert read("25/04/2024", "26/04/2024", "04/27/2024")[2] is None


def test_tally_adds_up_over_batches() -> None:
    tally = DateTally()
    tally.add(pa.array(["03/04/2024"] * 5))
    assert tally.needed
    assert not tally.settled
    tally.add(pa.array(["2024-03-05", None, "13/04/2024"]))
    assert tally.settled
    assert tally.order() == "day-first"


@pytest.mark.parametrize(
    "column",
    [
        pa.array([AFTERNOON], pa.timestamp("s")), pa.array([AFTERNOON], pa.timestamp("ns")), pa.array([1709651100]), pa.array([1709651100.0]),
        pa.array([1709651100000], pa.uint64()), pa.array([1709651100000000000]), pa.array([20240305150500]),
        pa.array(["2024-03-05 15:05"], pa.large_string()), pa.array(["2024-03-05 15:05"]).dictionary_encode(),
        pa.array([datetime(2024, 3, 6, 0, 5, tzinfo=ZoneInfo("Asia/Seoul"))], pa.timestamp("us", "Asia/Seoul")),
    ],
)  # fmt: skip
def test_types_of_columns(column: pa.Array) -> None:
    us, known = read_times(column)
    assert known.tolist() == [True]
    assert us.tolist() == [microseconds(AFTERNOON.replace(tzinfo=UTC))]


def test_nulls_and_the_unreadable_in_typed_columns() -> None:
    for column in (
        pa.array([None], pa.timestamp("us")),
        pa.array([None, float("nan"), float("inf")]),
        pa.array([None], pa.int64()),
        pa.array([True]),
        pa.nulls(2),
    ):
        us, known = read_times(column)
        assert not known.any()
        assert not us.any()
    assert read_times(pa.array([datetime(1677, 10, 1), datetime(2024, 1, 1)], pa.timestamp("s")))[1].tolist() == [
        False,
        True,
    ]
    assert read_times(pa.array([], pa.string()).dictionary_encode())[0].tolist() == []


def test_serial_days_only_from_workbooks() -> None:
    us, known = read_times(pa.array([45356.5, 0.0]), excel=True)
    assert known.tolist() == [True, False]
    assert us[0] == microseconds(datetime(2024, 3, 5, 12, tzinfo=UTC))
    assert not read_times(pa.array([45356]))[1].any()


def test_sliced_columns() -> None:
    column = pa.array(["x", "2024-03-05 15:05", None, "2024-03-05"]).slice(1, 2)
    us, known = read_times(column)
    assert known.tolist() == [True, False]
    assert us[0] == microseconds(AFTERNOON.replace(tzinfo=UTC))


def test_a_million_times_and_one_odd_take_no_time_in_python() -> None:
    texts = pa.array(np.arange(1_700_000_000, 1_700_200_000)).cast(pa.timestamp("s")).cast(pa.string())
    us, known = read_times(pa.concat_arrays([texts, pa.array(["soon"])]))
    assert known.sum() == 200_000
    assert us[199_999] == 1_700_199_999_000_000
