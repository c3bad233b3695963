"""Webhooks: where new versions of records are sent, or from where tickets come, and how sending goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

KINDS: Final = ("opportunity", "idea", "comment", "change", "verdict", "lesson", "digest")
"""The kinds of records that are sent."""
MOST_FAILURES: Final = 15
"""So many in a row stop a webhook: about two days."""
GONE: Final = 410
_FIRST_MS: Final = 10_000
_GROWTH: Final = 3
_LONGEST_MS: Final = 6 * 3_600_000
_MOST_ASKED_MS: Final = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Webhook:
    """way: `out` sends to `url` what is new of `kinds`; `in` takes tickets, and takes up those with `label`."""

    author: str
    begun: str
    way: Literal["out", "in"] = "out"
    url: str | None = None
    kinds: tuple[str, ...] = KINDS
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far sending to a webhook has come.

    cursor: the number of the last record that arrived. failures: in a row. next_ms: not before then, since 1970 UTC.
    status: of the last answer; reason: why the last one failed, a code; sent_ms: when one last arrived. stopped: why
    nothing is sent any more, `gone` or `failures`.
    """

    hook: str
    cursor: int
    failures: int = 0
    next_ms: int = 0
    status: int | None = None
    reason: str = ""
    sent_ms: int | None = None
    stopped: str | None = None

    def arrived(self, number: int, status: int | None, now_ms: int) -> Delivery:
        """After the record of this number has been taken."""
        return Delivery(self.hook, number, status=status, sent_ms=now_ms)

    def failed(
        self, status: int | None, reason: str, now_ms: int, chance: float, asked_seconds: float | None = None
    ) -> Delivery:
        """After one that was not taken. asked_seconds: how long the receiver asks to wait, at most a day counts.

        >>> failed = Delivery("1", 7).failed(500, "answered", 0, 0.5)
        >>> failed.cursor, failed.failures, failed.next_ms, failed.stopped
        (7, 1, 10000, None)
        >>> failed.failed(410, "answered", 0, 0.5).stopped
        'gone'
        """
        failures = self.failures + 1
        stopped = "gone" if status == GONE else "failures" if failures >= MOST_FAILURES else None
        asked = min(round((asked_seconds or 0) * 1000), _MOST_ASKED_MS)
        next_ms = now_ms + max(wait_ms(failures, chance), asked)
        return replace(
            self, failures=failures, next_ms=next_ms, status=status, reason=reason, stopped=stopped
        )  # fmt: skip


def wait_ms(failures: int, chance: float) -> int:
    """How long to wait after so many failures in a row: three times as long each time, up to six hours, a fifth more or
    less by lot. chance: from 0 to 1.

    >>> [wait_ms(failures, 0.5) // 1000 for failures in (1, 2, 3, 8, 15)], wait_ms(1, 0), wait_ms(1, 1)
    ([10, 30, 90, 21600, 21600], 8000, 12000)
    """
    plain = min(_FIRST_MS * float(_GROWTH) ** (failures - 1), _LONGEST_MS)
    return round(plain * (0.8 + 0.4 * chance))
