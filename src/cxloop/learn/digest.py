"""When a weekly digest is written, and what of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """Each week on a day at an hour of a zone, in a language; on: whether it is written at all."""

    author: str
    begun: str
    weekday: str = "monday"
    hour: int = 9
    zone: str = "UTC"
    language: Literal["en", "ko"] = "en"
    on: bool = True

    def due(self, now_us: int) -> tuple[str, int] | None:
        """The last time that it was due: its day, which is its name, and the moment; None where it is off.

        >>> plan = DigestPlan("kim", "", "monday", 9, "Asia/Seoul")
        >>> plan.due(1_764_547_200_000_000)  # Monday, 1 December 2025, 09:00 in Seoul
        ('2025-12-01', 1764547200000000)
        >>> plan.due(1_764_547_199_000_000)
        ('2025-11-24', 1763942400000000)
        """
        if not self.on:
            return None
        now = datetime.fromtimestamp(now_us / 1e6, ZoneInfo(self.zone))
        days = (now.weekday() - WEEKDAYS.index(self.weekday)) % 7
        due = (now - timedelta(days=days)).replace(hour=self.hour, minute=0, second=0, microsecond=0)
        last = due if due <= now else due - timedelta(days=7)
        return last.date().isoformat(), round(last.timestamp() * 1e6)


@dataclass(frozen=True, slots=True)
class DigestSent:
    """A digest as it went out. says: its sentences, one after the other."""

    author: str
    begun: str
    title: str
    says: tuple[str, ...]
