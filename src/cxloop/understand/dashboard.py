"""Questions on one page, as somebody has arranged them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Size = Literal["small", "wide"]
SIZES: Final = ("small", "wide")


@dataclass(frozen=True, slots=True)
class Tile:
    """A question on a dashboard. id: its own within the dashboard; saved: the number of the saved question that it
    shows, None where page and query are its own (they also stand in for one that was deleted); title: "" for the name
    of the question; follows: the dashboard's period goes before its own."""

    id: str
    page: str
    query: str = ""
    title: str = ""
    saved: str | None = None
    size: Size = "small"
    follows: bool = True


@dataclass(frozen=True, slots=True)
class Dashboard:
    """tiles: in their order. begin, end: dates of a period for all tiles; days: so many up to today instead, or up to
    the last event of an older log."""

    name: str
    author: str
    begun: str
    description: str = ""
    begin: str | None = None
    end: str | None = None
    days: int | None = None
    tiles: tuple[Tile, ...] = ()
