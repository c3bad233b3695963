"""What day it is for a log: dates that move with the data are settled by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from cxloop.model.duration import DAY_US, MICROSECONDS
from cxloop.model.relative import dated, is_relative
from cxloop.ports.engine import Engine
from cxloop.ports.index import JourneyIndex
from cxloop.questions.period import Kept
from cxloop.questions.scope import Scope

_OLD_DAYS: Final = 2
Dates = tuple[str | None, str | None]


class Ground(Protocol):
    """What this stands on; a workspace has it."""

    @property
    def engine(self) -> Engine: ...
    def now_ms(self) -> int: ...


def last_day(ground: Ground, index: JourneyIndex, zone: str) -> date:
    """Today, or the day of the last event where the log is older, in the zone."""
    kept = ground.engine.ask(index.address, Kept(), Scope()).period()
    now = ground.now_ms() * 1000
    moment = now if kept is None or now - kept[1] < _OLD_DAYS * DAY_US else kept[1]
    return datetime.fromtimestamp(moment // MICROSECONDS, UTC).astimezone(ZoneInfo(zone)).date()


def settled(dates: Sequence[str | None], ground: Ground, index: JourneyIndex, zone: str) -> Dates:
    """First and last day of a period as dates, whatever way they are written."""
    begin, end = dates
    if not is_relative(begin) and not is_relative(end):
        return begin, end
    today = last_day(ground, index, zone)
    return begin and dated(begin, today), end and dated(end, today, end=True)
