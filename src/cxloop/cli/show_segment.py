"""Segments as tables."""

from __future__ import annotations

from typing import Any

from cxloop.cli.session import Screen
from cxloop.cli.words import count

Plain = dict[str, Any]


def segments(screen: Screen, plain: Plain) -> None:
    if not plain["segments"]:
        screen.line("segment.none")
        return
    rows = [
        [one["id"], one["segment"]["name"], _what(screen, one["segment"]), count(one["members"]),
         one["segment"]["author"]] for one in plain["segments"]
    ]  # fmt: skip
    screen.table(["#column.number", "column.segment", "column.who_is_in", "#column.customers", "column.by"], rows)


def members(screen: Screen, plain: Plain) -> None:
    screen.table(["column.customer"], [[one["customer"]] for one in plain["members"]])


def _what(screen: Screen, one: Plain) -> str:
    if one["beta"] is not None:
        told = screen.say("segment.of_beta", beta=one["beta"])
    elif one["kind"] is not None:
        told = screen.say("segment.of_pain", kind=one["kind"].replace("_", " "), step=one["step"])
    else:
        told = " · ".join([*one["having"], *(screen.say("segment.not", step=step) for step in one["lacking"])])
    days = one["within_days"]
    return told if days is None else f"{told} ({screen.say('segment.within', days=f'{days:g}')})"
