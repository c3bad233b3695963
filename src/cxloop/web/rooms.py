"""The five stages of the loop and the rooms in each: what the navigation and the breadcrumbs are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Room:
    """One page of the console. Its name in both languages is the text `room.KEY`. letter: the key that goes to it
    after `g`."""

    key: str
    path: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the loop; one without rooms is shown as coming, and says what it will hold."""

    key: str
    rooms: tuple[Room, ...] = ()


STAGES: Final = (
    Stage(
        "listen",
        (
            Room("live", "/live", "l"),
            Room("imports", "/imports", "i"),
            Room("touchpoints", "/touchpoints", "t"),
            Room("catalogue", "/catalogue", "c"),
            Room("quarantine", "/quarantine", "q"),
            Room("names", "/names", "n"),
        ),
    ),
    Stage(
        "understand",
        (
            Room("pains", "/pains", "p"),
            Room("journeys", "/journeys", "j"),
            Room("funnel", "/funnel", "f"),
            Room("retention", "/retention", "r"),
            Room("compare", "/compare", "m"),
            Room("sql", "/sql", "s"),
            Room("saved", "/saved", "a"),
            Room("dashboards", "/dashboards", "h"),
        ),
    ),
    Stage("match"),
    Stage("change", (Room("board", "/board", "b"), Room("goals", "/goals", "g"), Room("flags", "/flags", "x"))),
    Stage(
        "learn",
        (
            Room("performance", "/performance", "e"),
            Room("digest", "/digest", "d"),
            Room("lessons", "/lessons", "w"),
        ),
    ),
)
OVERVIEW: Final = Room("overview", "/", "o")

HELP: Final = {
    "overview": "how-to/console",
    "live": "how-to/capture",
    "imports": "how-to/import",
    "touchpoints": "how-to/capture",
    "catalogue": "how-to/capture",
    "quarantine": "how-to/capture",
    "names": "how-to/names",
    "pains": "how-to/pains",
    "journeys": "how-to/ask",
    "funnel": "how-to/ask",
    "compare": "how-to/ask",
    "retention": "how-to/ask",
    "sql": "how-to/sql",
    "saved": "how-to/dashboards",
    "dashboards": "how-to/dashboards",
    "board": "how-to/changes",
    "goals": "how-to/changes",
    "flags": "how-to/flags",
    "performance": "how-to/changes",
    "digest": "how-to/take-along",
    "lessons": "how-to/changes",
}
"""The page of `docs/` that tells what can be done in each room; a test wants one for every room, and its name in it."""


def stage_of(room: str) -> Stage | None:
    """The stage that a room belongs to.

    >>> stage_of("funnel").key
    'understand'
    """
    return next((stage for stage in STAGES if any(one.key == room for one in stage.rooms)), None)


def room(key: str) -> Room:
    return next(one for stage in (Stage("", (OVERVIEW,)), *STAGES) for one in stage.rooms if one.key == key)
