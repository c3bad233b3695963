"""What an experiment is judged by, as people write it: `visit`, `spend:mean`, `revenue/orders:ratio`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal, get_args

from cxloop.errors import BadOption
from cxloop.learn.errors import bad_option
from cxloop.particles import particle

Kind = Literal["binary", "mean", "ratio"]
KINDS: Final = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Metric:
    """binary: whether a unit did; mean: how much of it there was of each unit; ratio: `over` of all units by `under` of
    all units, or by the number of their rows where `under` is "". kind is None where the values have to tell."""

    name: str
    kind: Kind | None
    over: str
    under: str = ""


def metric_of(text: str, columns: Collection[str]) -> Metric:
    """The metric that a text stands for, over columns of a file. Raises BadOption.

    >>> metric_of("revenue/orders:ratio", ["revenue", "orders"])
    Metric(name='revenue/orders', kind='ratio', over='revenue', under='orders')
    >>> metric_of("visit", ["visit"]).kind is None
    True
    """
    name, colon, kind = text.rpartition(":")
    if text in columns or not colon:
        name, kind = text, ""
    if kind and kind not in KINDS:
        names = ", ".join(KINDS)
        raise bad_option(
            "--metric", f"“{kind}” is none of {names}", f"“{kind}”{particle(kind, '은')} {names} 중 하나가 아닙니다"
        )
    over, slash, under = name.rpartition("/")
    if name in columns or not slash or kind in ("binary", "mean"):
        over, under = name, ""
    for column in filter(None, (over, under)):
        if column not in columns:
            raise no_column("--metric", column, columns)
    return Metric(name, "ratio" if under else kind or None, over, under)  # type: ignore[arg-type]


def no_column(option: str, column: str, columns: Collection[str]) -> BadOption:
    """Nothing in the file is called that."""
    names = ", ".join(f'"{one}"' for one in columns)
    return bad_option(
        option, f"there is no column “{column}”; there are {names}", f"“{column}” 열이 없습니다. 있는 열: {names}"
    )
