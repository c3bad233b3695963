"""Taking back what one has just written down: the version before is written again, and every version stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from cxloop.app.books import (
    CHANGES,
    COMMENTS,
    GOALS,
    IDEAS,
    LESSONS,
    MARKS,
    OPPORTUNITIES,
    PROTOTYPES,
    SEGMENTS,
    SHARES,
    TEAMS,
    Book,
    Kept,
)
from cxloop.app.prototype_answers import answers_of
from cxloop.change.errors import BadRecord, Outdated, UnknownRecord
from cxloop.errors import Both
from cxloop.ports.records import Record
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

BOOKS: Final[dict[str, Book[Any]]] = {
    book.kind: book for book in (
        OPPORTUNITIES, IDEAS, COMMENTS, CHANGES, LESSONS, GOALS, TEAMS, SEGMENTS, SHARES, PROTOTYPES, MARKS,
    )
}  # fmt: skip
"""What can be taken back, by kind. Decisions with consequences outside, such as a start or a verdict, cannot."""
LAST: Final = "last"
"""Stands for the newest record of a kind that somebody wrote."""
_Uses = Callable[[Kept, str], bool]
_USES: Final[dict[str, _Uses]] = {
    "opportunity": lambda kept, id: (
        any(one.value.opportunity == id for one in IDEAS.all(kept))
        or any(one.value.opportunity == id for one in CHANGES.all(kept))
    ),
    "idea": lambda kept, id: (
        any(one.value.about == f"idea:{id}" for one in COMMENTS.all(kept))
        or any(one.value.idea == id for one in PROTOTYPES.all(kept))
        or any(id in one.value.ideas for one in CHANGES.all(kept))
    ),
    "goal": lambda kept, id: any(one.value.goal == id for one in CHANGES.all(kept)),
}


@dataclass(frozen=True, slots=True)
class TakenBack(Answer):
    """What was taken back. version: the number of the version that holds now."""

    kind: str
    id: str
    version: int


def take_back(kept: Workspace, kind: str, id: str, by: str, version: int | None = None) -> TakenBack:
    """Writes the version before one's own last one again; what was new goes out of sight, what was ended comes back.

    id: or `last`. version: the one to take back, where that is known. Raises UnknownRecord; Outdated where somebody
    else, or somebody at another place, has written since; BadRecord where others build on it already.
    """
    book = BOOKS[kind]
    versions = _versions(kept, book, id, by)
    now, before = versions[-1], versions[-2].text if len(versions) > 1 else None
    if now.by != by or version not in (None, now.version):
        raise Outdated(what=f"{kind} {now.id}")
    _check(kept, book, now, before)
    written = replace(now, version=now.version + 1, text=before, at_ms=kept.now_ms())
    if not kept.records.write(written):
        raise Outdated(what=f"{kind} {now.id}")
    return TakenBack(kind, now.id, written.version)


def _versions(kept: Kept, book: Book[Any], id: str, by: str) -> list[Record]:
    if id == LAST:
        own = [one for one in kept.records.current(book.kind) if one.by == by and one.text is not None]
        id = max(own, key=lambda one: (one.at_ms, int(one.id))).id if own else ""
    found = kept.records.history(book.kind, id)
    if not found or (len(found) == 1 and found[0].text is None):
        raise UnknownRecord(id=id or LAST, what=Both(book.kind, book.korean), known=())
    return found


def _check(kept: Workspace, book: Book[Any], now: Record, before: str | None) -> None:
    """Raises BadRecord where taking it back would break what others have built on it."""
    values = [book.value_of(text) for text in (now.text, before) if text is not None]
    if book is CHANGES and any(one.state != "draft" for one in values):
        raise BadRecord(field=book.kind, reason=Both("it has been started", "이미 시작했습니다"))
    if book is IDEAS and any(one.merged is not None for one in values):
        raise BadRecord(field=book.kind, reason=Both("it is part of another idea", "다른 아이디어에 합쳐졌습니다"))
    if (
        book is PROTOTYPES
        and (before is None or values[0].questions != values[-1].questions)
        and _answered(kept, now.id)
    ):
        raise BadRecord(field=book.kind, reason=Both("somebody has answered it", "이미 답변이 있습니다"))
    if before is None and _used(kept, book.kind, now.id):
        raise BadRecord(field=book.kind, reason=Both("others build on it already", "이미 이어진 기록이 있습니다"))
    if now.text is None and book is SEGMENTS and any(one.value.name == values[0].name for one in book.all(kept)):
        raise BadRecord(field="name", reason=Both("there is one of this name", "같은 이름의 세그먼트가 있습니다"))


def _answered(kept: Workspace, id: str) -> bool:
    """Whether a customer has answered a prototype, in its words of now."""
    return bool(answers_of(kept, [PROTOTYPES.get(kept, id)])[id].answers)


def _used(kept: Kept, kind: str, id: str) -> bool:
    """Whether another record builds on this one."""
    return kind in _USES and _USES[kind](kept, id)
