"""Links to single answers for people outside: made, listed, ended, opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

from cxloop.app.books import SHARES, Entry, Kept, worded
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.questions.answer import Answer
from cxloop.trust.errors import ShareGone
from cxloop.trust.keys import hash_of
from cxloop.trust.share import MOST_DAYS, Share

_LONGEST_QUERY: Final = 10_000
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class ShareSeen:
    """A link without its secret. until: ISO 8601 in UTC; open: whether it still opens."""

    id: str
    title: str
    question: str
    query: str
    author: str
    until: str
    open: bool


@dataclass(frozen=True, slots=True)
class ShareMade(Answer):
    """A new link. path: what comes after the server's address; it is shown this once."""

    rows: ClassVar[str] = "shares"
    shares: tuple[ShareSeen, ...]
    path: str


@dataclass(frozen=True, slots=True)
class ShareList(Answer):
    """The newest first."""

    rows: ClassVar[str] = "shares"
    shares: tuple[ShareSeen, ...]


class Shared(Kept, Protocol):
    """A workspace whose answers are shared."""

    @property
    def name(self) -> str: ...


def add_share(
    workspace: Shared, question: str, query: str, by: str, *, title: str, days: float, secret: str
) -> ShareMade:
    """A link that opens for so many days. secret: random, and long. Raises BadRecord."""
    if not 0 < days <= MOST_DAYS:
        why = Both(f"it is more than 0 and at most {MOST_DAYS}", f"0보다 크고 {MOST_DAYS} 이하여야 합니다")
        raise BadRecord(field="days", reason=why)
    if len(query) > _LONGEST_QUERY:
        raise BadRecord(field="query", reason=Both("it is too long", "너무 깁니다"))
    now = workspace.now_ms()
    share = Share(
        by, iso(now * 1000), worded("title", title), question, query, now + round(days * _DAY_MS), hash_of(secret)
    )
    made = SHARES.add(workspace, share, by)
    return ShareMade((_seen(made, now),), f"/shared/{workspace.name}/{made.id}/{secret}")


def shares(workspace: Kept) -> ShareList:
    """All that have not been ended."""
    now = workspace.now_ms()
    return ShareList(tuple(_seen(one, now) for one in reversed(SHARES.all(workspace))))


def end_share(workspace: Kept, id: str, by: str) -> ShareList:
    """Closes a link at once. Raises UnknownRecord, Outdated."""
    SHARES.end(workspace, SHARES.get(workspace, id), by)
    return shares(workspace)


def opened_share(workspace: Kept, id: str, secret: str) -> Share:
    """What a link opens. Raises ShareGone, which never says why."""
    try:
        share = SHARES.get(workspace, id).value
    except UnknownRecord:
        raise ShareGone() from None
    if not share.opens(secret, workspace.now_ms()):
        raise ShareGone()
    return share


def _seen(entry: Entry[Share], now_ms: int) -> ShareSeen:
    one = entry.value
    until = iso(one.until_ms * 1000)
    return ShareSeen(entry.id, one.title, one.question, one.query, one.author, until, now_ms < one.until_ms)
