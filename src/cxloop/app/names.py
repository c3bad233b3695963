"""Names and settings as people write them: what events, steps and channels are called, and how a workspace counts.

Nothing here touches an event. Every version stays, with who wrote it and when, and an earlier one can be written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Final, TypeVar

import msgspec

from cxloop.app.books import CHANNELS, LABELS, SETTINGS, TEAMS, Book, Entry
from cxloop.app.changes import hours_of
from cxloop.app.naming import WORKSPACE, Kept, Naming
from cxloop.app.resolve import event_named, rule_of, zone_named
from cxloop.app.understand import Asker
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.team import owner_of
from cxloop.errors import Both, NoEvents, UnknownStep
from cxloop.model.duration import iso
from cxloop.model.label import DAYS, GUESSED, TOUCHES, ChannelLabel, EventLabel, Settings
from cxloop.model.rule import nfc
from cxloop.particles import particle
from cxloop.ports.index import JourneyIndex
from cxloop.ports.records import Record
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.understand.overview import NONE, ChannelCount, Overview, StepCount

T = TypeVar("T")
_BOOKS: Final[dict[str, Book[Any]]] = {book.kind: book for book in (LABELS, CHANNELS, SETTINGS)}
_NOTHING: Final[dict[str, Any]] = {"label": EventLabel(), "channel": ChannelLabel(), "settings": Settings()}
_LENGTHS: Final = {"ko": 100, "en": 100, "person": 100, "description": 1_000}
_CURRENCY: Final = re.compile(r"[A-Z]{3}|")
_MOST_EDITS: Final = 100_000


@dataclass(frozen=True, slots=True)
class EventNamed:
    """An event by the name it came with, how often it came, and its label; team: whose step it is; version: of the
    label, 0 where nobody wrote one."""

    event: str
    events: int
    customers: int
    label: EventLabel
    team: str | None
    version: int


@dataclass(frozen=True, slots=True)
class ChannelNamed:
    """A channel by the name it came with; kind: what it counts as, by its label or else by its name."""

    channel: str
    kind: str
    events: int
    customers: int
    label: ChannelLabel
    version: int


@dataclass(frozen=True, slots=True)
class Names(Answer):
    """Every event and channel as it came, the most frequent first, with what people call it; and the settings."""

    rows: ClassVar[str] = "events"
    events: tuple[EventNamed, ...]
    channels: tuple[ChannelNamed, ...]
    settings: Settings
    version: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wrote down. number: of this edit; kind: `label`, `channel` or `settings`; changed: each field that
    is another one than before, with what it was and became."""

    number: int
    kind: str
    name: str
    version: int
    by: str
    at: str
    changed: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Edits(Answer):
    """The last one first."""

    rows: ClassVar[str] = "edits"
    edits: tuple[Edit, ...]


def names(workspace: Workspace) -> Names:
    """All of them. Events of a label that the log no longer has are listed last."""
    events, channels, settings = (_entries(workspace, book) for book in (LABELS, CHANNELS, SETTINGS))
    steps, places = _there(workspace)
    teams = [one.value for one in TEAMS.all(workspace)]
    named = [_event(row, events.pop(nfc(row.step), None), teams) for row in steps]
    named += [_event(StepCount(name, 0, 0), one, teams) for name, one in events.items()]
    placed = [_channel(row, channels.get(nfc(row.channel))) for row in places]
    told = settings.get(WORKSPACE)
    return Names(
        tuple(named), tuple(placed), Settings() if told is None else told.value, 0 if told is None else told.version
    )


def set_label(workspace: Workspace, event: str, by: str, given: Mapping[str, Any]) -> EventNamed:
    """Writes these fields of an event's label; the others stay. Events go by their own or by a display name. Raises
    UnknownStep, BadRecord, Outdated."""
    index = _index(workspace)
    known = _entries(workspace, LABELS)
    own = _own(event, known, index)
    name = event_named(own, () if index is None else index.events)
    if name is None and nfc(own) not in known:
        raise UnknownStep(step=event, known=() if index is None else index.events)
    entry = known.get(nfc(own)) or Entry(nfc(own), 0, EventLabel(), "", "")
    label = _with(entry.value, given)
    if label.merged_into:
        label = replace(label, merged_into=_own(label.merged_into, known, index))
    _check_event(entry.id, label, known, index)
    return _event(StepCount(name or own, 0, 0), _put(workspace, LABELS, entry, label, by), [])


def set_channel(workspace: Workspace, channel: str, by: str, given: Mapping[str, Any]) -> ChannelNamed:
    """Writes these fields of a channel's label; the others stay. Channels go by their own or by a display name. Raises
    BadRecord, Outdated."""
    index, known = _index(workspace), _entries(workspace, CHANNELS)
    there = {*known, *map(nfc, () if index is None else index.channels)}
    if nfc(channel) not in there:
        called = (one.id for one in known.values() if nfc(channel) in (one.value.ko, one.value.en))
        channel = next(called, channel)
    if nfc(channel) not in there:
        raise BadRecord(field="channel", reason=Both(f"there is no “{channel}”", f"“{channel}” 채널이 없습니다"))
    entry = known.get(nfc(channel)) or Entry(nfc(channel), 0, ChannelLabel(), "", "")
    label = _with(entry.value, given)
    _one_of("kind", label.kind, TOUCHES)
    return _channel(ChannelCount(channel, "unknown", 0, 0), _put(workspace, CHANNELS, entry, label, by))


def set_settings(workspace: Workspace, by: str, given: Mapping[str, Any]) -> Settings:
    """Writes these settings; the others stay. Raises BadRecord, BadOption, BadRule, UnknownProperty, Outdated."""
    entry = _entries(workspace, SETTINGS).get(WORKSPACE) or Entry(WORKSPACE, 0, Settings(), "", "")
    settings = _with(entry.value, given)
    if not _CURRENCY.fullmatch(settings.currency):
        raise BadRecord(field="currency", reason=Both("write it like KRW or EUR", "KRW, EUR처럼 쓰세요"))
    if settings.zone:
        zone_named(settings.zone)
    _one_of("week_begins", settings.week_begins, DAYS)
    hours_of(settings.hours or None)
    index = _index(workspace)
    if settings.bots and settings.bots != entry.value.bots and index is not None:
        rule_of(settings.bots, index)
    return _put(workspace, SETTINGS, entry, settings, by).value


def edits(workspace: Kept, limit: int = 200) -> Edits:
    """Who wrote what and when, and what it was before."""
    seen: dict[tuple[str, str], Any] = {}
    found = []
    for number, record in workspace.records.since(0, tuple(_BOOKS), _MOST_EDITS):
        key = (record.kind, record.id)
        before, after = seen.get(key, _NOTHING[record.kind]), _read(record)
        seen[key] = after
        at, changed = iso(record.at_ms * 1000), _changed(before, after)
        found.append(Edit(number, record.kind, record.id, record.version, record.by, at, changed))
    return Edits(tuple(reversed(found[-limit:])))


def undo_edit(workspace: Workspace, number: int, by: str) -> Edits:
    """Writes again what there was before an edit, as a new version. Raises UnknownRecord, Outdated."""
    told = next((one for one in edits(workspace, _MOST_EDITS).edits if one.number == number), None)
    if told is None:
        raise UnknownRecord(id=str(number), what=Both("edit", "편집"), known=())
    book = _BOOKS[told.kind]
    versions = workspace.records.history(told.kind, told.name)
    before = _read(versions[told.version - 2]) if told.version > 1 else _NOTHING[told.kind]
    _put(workspace, book, _entries(workspace, book)[told.name], before, by)
    return edits(workspace)


def _put(workspace: Workspace, book: Book[T], entry: Entry[T], value: T, by: str) -> Entry[T]:
    if entry.value == value:
        return entry
    workspace.mark_named()
    return book.put(workspace, entry, value, by)


def _entries(kept: Kept, book: Book[T]) -> dict[str, Entry[T]]:
    return {one.id: one for one in book.all(kept)}


def _read(record: Record) -> Any:
    return msgspec.json.decode(record.text or "{}", type=_BOOKS[record.kind].type)


def _changed(before: Any, after: Any) -> dict[str, tuple[Any, Any]]:
    was, is_now = asdict(before), asdict(after)
    return {field: (was[field], is_now[field]) for field in was if was[field] != is_now[field]}


def _index(workspace: Workspace) -> JourneyIndex | None:
    try:
        return workspace.indexes.open("customer")
    except NoEvents:
        return None


def _there(workspace: Workspace) -> tuple[tuple[StepCount, ...], tuple[ChannelCount, ...]]:
    """Events and channels of the whole log as it came, without a lens."""
    try:
        asker = Asker(workspace)
    except NoEvents:
        return (), ()
    asker.scope = replace(asker.scope, lens=None)
    found = asker.ask(Overview(meanings=asker.naming.meanings))
    return found.steps, tuple(one for one in found.channels if one.channel != NONE)


def _event(row: StepCount, entry: Entry[EventLabel] | None, teams: list[Any]) -> EventNamed:
    label, version = (EventLabel(), 0) if entry is None else (entry.value, entry.version)
    return EventNamed(row.step, row.events, row.customers, label, owner_of(row.step, teams), version)


def _channel(row: ChannelCount, entry: Entry[ChannelLabel] | None) -> ChannelNamed:
    label, version = (ChannelLabel(), 0) if entry is None else (entry.value, entry.version)
    return ChannelNamed(row.channel, label.kind or row.kind, row.events, row.customers, label, version)


def _with(value: T, given: Mapping[str, Any]) -> T:
    """The record with these fields, their texts composed and trimmed. Raises BadRecord."""
    told = {field: nfc(one).strip() if isinstance(one, str) else one for field, one in given.items()}
    for field, most in _LENGTHS.items():
        if len(told.get(field, "")) > most:
            raise BadRecord(field=field, reason=Both(f"it has more than {most} signs", f"{most}자를 넘습니다"))
    return replace(value, **told)  # type: ignore[type-var]


def _one_of(field: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        known = ", ".join(filter(None, allowed))
        raise BadRecord(field=field, reason=Both(f"it is none of {known}", f"{known} 중 하나여야 합니다"))


def _check_event(
    name: str, label: EventLabel, known: Mapping[str, Entry[EventLabel]], index: JourneyIndex | None
) -> None:
    """Raises BadRecord, UnknownStep."""
    _one_of("kind", label.kind, TOUCHES)
    _one_of("error", label.error, GUESSED)
    _check_display(name, label, known, index)
    if not label.merged_into:
        return
    if label.hidden:
        raise BadRecord(field="merged_into", reason=Both("it is hidden", "숨긴 이벤트입니다"))
    if event_named(label.merged_into, () if index is None else index.events) is None:
        raise UnknownStep(step=label.merged_into, known=_seen(known, index))
    into, passed = nfc(label.merged_into), {name}
    while into and into not in passed:
        passed.add(into)
        into = nfc(known[into].value.merged_into) if into in known else ""
    if into:
        raise BadRecord(field="merged_into", reason=Both("it would go round in a circle", "서로 맞물려 돌게 됩니다"))


def _own(text: str, known: Mapping[str, Entry[EventLabel]], index: JourneyIndex | None) -> str:
    """The event's own name where a text is one of its display names; else the text."""
    if nfc(text) in known or event_named(text, () if index is None else index.events) is not None:
        return text
    called = [one for one in known.values() if nfc(text) in (nfc(one.value.ko), nfc(one.value.en))]
    return min(called, key=lambda one: bool(one.value.merged_into)).id if called else text


def _seen(known: Mapping[str, Entry[EventLabel]], index: JourneyIndex | None) -> list[str]:
    """The events of the log that are neither hidden nor seen as another one."""
    unseen = {name for name, one in known.items() if one.value.hidden or one.value.merged_into}
    return [name for name in (() if index is None else index.events) if nfc(name) not in unseen]


def _check_display(
    name: str, label: EventLabel, known: Mapping[str, Entry[EventLabel]], index: JourneyIndex | None
) -> None:
    """One name, one event: else typing it would ask for another one than is meant."""
    taken = {nfc(event): str(event) for event in (() if index is None else index.events)}
    taken |= {nfc(text): one.id for one in known.values() for text in (one.value.ko, one.value.en) if text}
    for field, text in (("ko", label.ko), ("en", label.en)):
        whose = taken.get(nfc(text)) if text else None
        if whose is not None and nfc(whose) != name and not _one(name, whose, known):
            raise BadRecord(
                field=field,
                reason=Both(
                    f"“{whose}” is called so already", f"“{whose}”{particle(whose, '이')} 이미 쓰는 이름입니다"
                ),
            )


def _one(name: str, other: str, known: Mapping[str, Entry[EventLabel]]) -> bool:
    """Whether two events are seen as one."""
    merged = Naming({key: one.value for key, one in known.items()}, {}, Settings()).merged
    return merged.get(name, name) == merged.get(nfc(other), nfc(other))
