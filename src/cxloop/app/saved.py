"""Questions kept under a name: listed, added, changed, deleted, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from cxloop.app.addresses import address_of
from cxloop.app.books import SAVED, Entry, Kept, worded
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.questions.answer import Answer
from cxloop.understand.saved import SavedQuestion

LONGEST_NAME: Final = 100
_LONGEST_DESCRIPTION: Final = 1000


@dataclass(frozen=True, slots=True)
class SavedSeen(Answer):
    """A saved question. by, changed: who wrote this version, and when, ISO 8601 in UTC."""

    rows: ClassVar[str] = "saved"
    id: str
    version: int
    saved: SavedQuestion
    by: str
    changed: str


@dataclass(frozen=True, slots=True)
class SavedList(Answer):
    """What was changed last comes first."""

    rows: ClassVar[str] = "saved"
    saved: tuple[SavedSeen, ...]


def saved_questions(kept: Kept) -> SavedList:
    """All of them."""
    found = [_seen(one) for one in SAVED.all(kept)]
    return SavedList(tuple(sorted(found, key=lambda one: (one.changed, int(one.id)), reverse=True)))


def saved_question(kept: Kept, id: str) -> SavedSeen:
    """By its number. Raises UnknownRecord."""
    return _seen(SAVED.get(kept, id))


def named_question(kept: Kept, name: str) -> SavedSeen:
    """By its name or number. Raises UnknownRecord."""
    known = SAVED.all(kept)
    found = next((one for one in known if name.strip().casefold() == one.value.name.casefold()), None)
    found = found or next((one for one in known if name in (one.id, f"saved question:{one.id}")), None)
    if found is None:
        raise UnknownRecord(id=name, what=Both(SAVED.kind, SAVED.korean), known=[one.value.name for one in known])
    return _seen(found)


def save_question(kept: Kept, name: str, page: str, query: str, by: str, description: str = "") -> SavedSeen:
    """Keeps the question of an address under a name that no other has. Raises BadRecord."""
    page, query = address_of(f"{page}?{query}" if query else page)
    made = SavedQuestion(name, by, iso(kept.now_ms() * 1000), page, query, description)
    return _seen(SAVED.add(kept, _checked(kept, made), by))


def edit_question(kept: Kept, id: str, by: str, fields: Mapping[str, Any]) -> SavedSeen:
    """Changes name, description, or page and query. Raises UnknownRecord, BadRecord, Outdated."""
    entry = SAVED.get(kept, id)
    changed = replace(entry.value, **fields)
    page, query = address_of(f"{changed.page}?{changed.query}" if changed.query else changed.page)
    return _seen(SAVED.put(kept, entry, _checked(kept, replace(changed, page=page, query=query), entry.id), by))


def remove_question(kept: Kept, id: str, by: str) -> SavedList:
    """Takes it out of the list; dashboards go on showing what it asked. Raises UnknownRecord, Outdated."""
    SAVED.end(kept, SAVED.get(kept, id), by)
    return saved_questions(kept)


def restore_question(kept: Kept, id: str, by: str) -> SavedSeen:
    """Brings back what was deleted. Raises UnknownRecord, BadRecord where its name was given away, Outdated."""
    last = SAVED.last(kept, id)
    _checked(kept, last, id)
    return _seen(SAVED.restore(kept, id, by))


def _checked(kept: Kept, made: SavedQuestion, id: str | None = None) -> SavedQuestion:
    name = worded("name", made.name, LONGEST_NAME)
    others = [one for one in SAVED.all(kept) if one.id != id]
    if any(one.value.name.casefold() == name.casefold() for one in others):
        raise BadRecord(field="name", reason=Both("there is one of this name", "같은 이름의 질문이 있습니다"))
    if len(made.description) > _LONGEST_DESCRIPTION:
        raise BadRecord(field="description", reason=Both("it is too long", "너무 깁니다"))
    return replace(made, name=name, description=made.description.strip())


def _seen(entry: Entry[SavedQuestion]) -> SavedSeen:
    return SavedSeen(entry.id, entry.version, entry.value, entry.by, entry.changed)
