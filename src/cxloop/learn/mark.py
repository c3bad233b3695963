"""What happened at some time, drawn where numbers are drawn over time: a release, an incident, a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Sort = Literal["release", "incident", "other"]
SORTS: Final = ("release", "incident", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """at, until: a date or a moment, ISO 8601; until: None where it took no time."""

    title: str
    author: str
    begun: str
    at: str
    until: str | None = None
    sort: Sort = "other"
