"""A query in SQL that somebody has given a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """chart: how its result is drawn (line, bar or pairs), x and y: names of its columns; None where it is not."""

    title: str
    query: str
    author: str
    begun: str
    chart: str | None = None
    x: str | None = None
    y: str | None = None
