"""Before and after a change, read from a file: for what could not be given to some and withheld from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, get_args

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cxloop.app.file_columns import coded, numbers_of, read_columns
from cxloop.errors import BadOption
from cxloop.learn.errors import bad_option
from cxloop.learn.metric import no_column
from cxloop.learn.statistics.series import LEAST_AFTER, LEAST_BEFORE, step
from cxloop.listen.times import known_zone, read_times
from cxloop.model.duration import moment_us
from cxloop.ports.source import Source
from cxloop.questions.answer import Answer
from cxloop.questions.calendar import Bins, bins_between, label, number_at

Length = Literal["day", "week", "month"]
LENGTHS: Final = get_args(Length)
SEASONS: Final[dict[str, int]] = {"day": 7, "week": 0, "month": 0}
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Design:
    """What is what in a file: columns with the time and the number of each row; since: when the change came, a date;
    length: of the periods that rows are put together to. arm, control: a column that says whom the change concerned,
    and what it says of those whom it did not; then the difference between them is looked at."""

    time: str
    metric: str
    since: str
    length: str = "week"
    zone: str = "UTC"
    arm: str | None = None
    control: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """A period by its first day: the mean over its rows, and how many there are."""

    period: str
    value: float
    n: int


@dataclass(frozen=True, slots=True)
class BeforeAfter(Answer):
    """effect: what the change did to the level, with its 95 % interval and p, if nothing else happened at the same
    time; experiment: False, since this is none. placebo_p: how often a step as clear is found where nothing changed;
    beyond_chance: whether both speak for an effect. before, after: how many periods. method: `interrupted_series`, or
    `difference_in_differences` where there is a control. series: the mean of each period, of those concerned less the
    others."""

    metric: str
    since: str
    method: str
    experiment: bool
    before: int
    after: int
    effect: float
    low: float
    high: float
    p: float
    placebo_p: float | None
    beyond_chance: bool
    series: tuple[PeriodValue, ...]
    rows: ClassVar[str] = "series"


def before_after(source: Source, design: Design) -> BeforeAfter:
    """What a change did to a number over time. Raises BadOption where columns, dates or periods are not there."""
    _checked(design, source.columns)
    wanted = sorted({design.time, design.metric, *([design.arm] if design.arm else [])})
    table = read_columns(source, wanted)
    moments, read = read_times(table[design.time], design.zone, excel=source.format == "excel")
    values, known = numbers_of(table[design.metric], design.metric)
    stands = read & known
    if not stands.any():
        raise bad_option(
            "--time", f"no row of “{design.time}” has a time", f"“{design.time}” 열에서 시각을 읽을 수 없습니다"
        )
    bins = bins_between(design.length, design.zone, int(moments[stands].min()), int(moments[stands].max()))
    place = np.searchsorted(bins.edges, moments, side="right") - 1
    concerned = _concerned(table, design)
    means, counts = _means(place, values, stands & concerned, bins)
    if design.arm is not None:
        means = means - _means(place, values, stands & ~concerned, bins)[0]
    change = number_at(design.length, design.zone, moment_us(design.since, design.zone)) - bins.first
    try:
        found = step(means, change, season=_season(design, change))
    except ValueError:
        raise _too_little(change, len(means) - change) from None
    names = [label(bins.unit, bins.zone, bins.first + at) for at in range(len(means))]
    return BeforeAfter(
        design.metric,
        design.since,
        "interrupted_series" if design.arm is None else "difference_in_differences",
        False,
        change,
        len(means) - change,
        found.effect,
        found.low,
        found.high,
        found.p,
        found.placebo_p,
        found.beyond_chance,
        tuple(PeriodValue(name, float(mean), int(n)) for name, mean, n in zip(names, means, counts, strict=True)),
    )


def _checked(design: Design, columns: Sequence[str]) -> None:
    for option, name in (("--time", design.time), ("--metric", design.metric), ("--arm", design.arm)):
        if name is not None and name not in columns:
            raise no_column(option, name, columns)
    if design.length not in LENGTHS:
        raise bad_option("--period", f"it is one of {', '.join(LENGTHS)}", f"{', '.join(LENGTHS)} 중 하나입니다")
    if not known_zone(design.zone):
        raise bad_option("--zone", f"there is no zone “{design.zone}”", f"“{design.zone}” 시간대가 없습니다")


def _concerned(table: Mapping[str, pa.Array], design: Design) -> npt.NDArray[np.bool_]:
    """Which rows the change was about."""
    if design.arm is None:
        return np.ones(len(table[design.time]), np.bool_)
    names, arm = coded(table[design.arm])
    if design.control not in names:
        raise bad_option("--control", f"no row is “{design.control}”", f"“{design.control}”인 행이 없습니다")
    found: npt.NDArray[np.bool_] = (arm >= 0) & (arm != names.index(design.control))
    return found


def _means(
    place: npt.NDArray[np.int64], values: Floats, stands: npt.NDArray[np.bool_], bins: Bins
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The mean of every period; none may be empty, since nobody knows what would have been there."""
    count = len(bins.edges) - 1
    rows = np.bincount(place[stands], minlength=count)
    empty = np.flatnonzero(rows == 0)
    if len(empty):
        name = label(bins.unit, bins.zone, bins.first + int(empty[0]))
        raise bad_option(
            "--period",
            f"{len(empty)} periods are without rows, first {name}; take longer ones",
            f"행이 없는 기간이 {len(empty)}개입니다(처음 {name}). 더 긴 기간을 쓰세요",
        )
    return np.asarray(np.bincount(place[stands], values[stands], count), np.float64) / rows, rows


def _season(design: Design, change: int) -> int:
    season = SEASONS[design.length]
    return season if change >= 4 * season else 0


def _too_little(before: int, after: int) -> BadOption:
    return bad_option(
        "--since",
        f"{before} periods before and {after} after it; {LEAST_BEFORE} and {LEAST_AFTER} are needed, and must vary",
        f"그 전 {before}개, 그 뒤 {after}개 기간입니다. 변동이 있는 {LEAST_BEFORE}개와 {LEAST_AFTER}개가 필요합니다",
    )
