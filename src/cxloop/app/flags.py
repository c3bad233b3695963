"""Flags as people write them: kept in versions, switched off at once, listed with what they gave to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Protocol

import msgspec

from cxloop.app.books import CHANGES
from cxloop.app.segments import members_of
from cxloop.change.errors import BadFlag, Outdated, UnknownFlag
from cxloop.change.flags.flags import Flags
from cxloop.change.flags.lifecycle import Reminder, reminder
from cxloop.change.flags.operators import ANONYMOUS_ID
from cxloop.errors import Both
from cxloop.model.duration import DAY_US, iso, moment_us
from cxloop.ports.records import Assigned, Assignments, Record, Records
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

FLAG: Final = "flag"
RULE: Final = "flag rule"
"""Rules that flags share, by name; flagd's `$evaluators`."""
MOST_BYTES: Final = 256 * 1024
_LONGEST_KEY: Final = 200


class Kept(Protocol):
    """What flags stand on; a workspace has it."""

    @property
    def records(self) -> Records: ...
    @property
    def assignments(self) -> Assignments: ...
    def now_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FlagSeen(Answer):
    """A flag. changed: when this version was written, ISO 8601 in UTC; definition: as flagd writes it, None where this
    version ended it; assigned: units by variant, of what drew lots; reminder: why it should go from the code; written:
    the definition as JSON to the letter, its numbers as somebody wrote them."""

    flag: str
    version: int
    state: str
    changed: str
    by: str
    definition: dict[str, Any] | None
    assigned: dict[str, int]
    reminder: Reminder | None = None
    written: str | None = None


@dataclass(frozen=True, slots=True)
class FlagList(Answer):
    """The flags of a workspace, in the order they were first written."""

    rows: ClassVar[str] = "flags"
    flags: tuple[FlagSeen, ...]


@dataclass(frozen=True, slots=True)
class Evaluation(Answer):
    """What a flag says to a context. variant: None where the caller's own default is to be taken; error: OpenFeature's
    code, None where all is well; rule: which condition of the outermost `if` holds first, counted from 1, None where
    none does or there is none."""

    flag: str
    value: Any
    variant: str | None
    reason: str
    error: str | None
    detail: str
    rule: int | None = None


def flags(workspace: Kept) -> FlagList:
    """The flags there are; ended ones are left out."""
    known = reminders(workspace)
    seen = (_seen(one, workspace.assignments.counts(one.id)) for one in _there(workspace.records))
    return FlagList(tuple(replace(one, reminder=known.get(one.flag)) for one in seen))


def reminders(workspace: Kept) -> dict[str, Reminder]:
    """Flags that should go from the code, and why."""
    ended, now_us = _ended(workspace), workspace.now_ms() * 1000

    def days(since_us: int) -> int:
        return (now_us - since_us) // DAY_US

    found = {}
    for one in _there(workspace.records):
        decided = None if one.id not in ended else days(moment_us(ended[one.id]))
        why = reminder(msgspec.json.decode(one.text or ""), days(one.at_ms * 1000), decided)
        if why is not None:
            found[one.id] = why
    return found


def flag(workspace: Kept, key: str, version: int | None = None) -> FlagSeen:
    """A version of a flag, else the newest. Raises UnknownFlag."""
    versions = workspace.records.history(FLAG, key)
    number = len(versions) if version is None else version
    if not 1 <= number <= len(versions):
        raise UnknownFlag(flag=key, known=_keys(workspace.records))
    return _seen(versions[number - 1], workspace.assignments.counts(key))


def history(workspace: Kept, key: str) -> FlagList:
    """All versions of a flag, the first one first. Raises UnknownFlag."""
    versions = workspace.records.history(FLAG, key)
    if not versions:
        raise UnknownFlag(flag=key, known=_keys(workspace.records))
    given = workspace.assignments.counts(key)
    return FlagList(tuple(_seen(one, given) for one in versions))


def put(workspace: Kept, text: str | bytes, by: str, key: str | None = None, version: int | None = None) -> FlagList:
    """Keeps flags as their next versions: one of this key, or all of a file as flagd writes it, shared rules too.

    What is as it was makes no version. version: of this key, the one that was looked at, 0 where there was none. Raises
    BadFlag, Outdated where it is another one by now; nothing is kept then.
    """
    read = _read(text)
    if key is not None and version is not None:
        last = workspace.records.one(FLAG, key)
        if version != (0 if last is None or last.text is None else last.version):
            raise Outdated(what=key)
    written = {key: read} if key is not None else _objects(read, "flags")
    rules = {} if key is not None else _objects(read, "$evaluators")
    if key is None and not written and not rules:
        raise BadFlag(place="flags", reason=Both("there are none", "플래그가 없습니다"))
    for name in (*written, *rules):
        if not 0 < len(name) <= _LONGEST_KEY or any(ord(sign) < 32 for sign in name):
            raise BadFlag(place=name[:40] or "flags", reason=Both("it is no name for a flag", "쓸 수 없는 이름입니다"))
    shared = {**_current(workspace.records, RULE), **rules}
    checked(written, shared)
    if rules:
        checked({**_current(workspace.records, FLAG), **written}, shared)
    for kind, some in ((RULE, rules), (FLAG, written)):
        for name, one in some.items():
            _keep(workspace, kind, name, one, by)
    return FlagList(tuple(flag(workspace, name) for name in written))


def switch(workspace: Kept, key: str, on: bool, by: str) -> FlagSeen:
    """Switches a flag on or off: off, everybody gets the caller's own default. Raises UnknownFlag."""
    last = workspace.records.one(FLAG, key)
    if last is None or last.text is None:
        raise UnknownFlag(flag=key, known=_keys(workspace.records))
    definition = msgspec.json.decode(last.text)
    _keep(workspace, FLAG, key, {**definition, "state": "ENABLED" if on else "DISABLED"}, by)
    return flag(workspace, key)


def end(workspace: Kept, key: str, by: str) -> FlagSeen:
    """Ends a flag; its versions stay. Raises UnknownFlag."""
    if key not in _keys(workspace.records):
        raise UnknownFlag(flag=key, known=_keys(workspace.records))
    _keep(workspace, FLAG, key, None, by)
    return flag(workspace, key)


def take_back(workspace: Kept, key: str, by: str, version: int | None = None) -> FlagSeen:
    """Writes the version before one's own last one again; a flag that was new ends. version: the one to take back.

    Raises UnknownFlag; Outdated where somebody else has written since; BadFlag where a change is about a new one, or
    the one before can no longer be read.
    """
    versions = workspace.records.history(FLAG, key)
    if not versions:
        raise UnknownFlag(flag=key, known=_keys(workspace.records))
    now, before = versions[-1], versions[-2].text if len(versions) > 1 else None
    if now.by != by or version not in (None, now.version):
        raise Outdated(what=key)
    if before is None and any(one.value.flag == key for one in CHANGES.all(workspace)):
        raise BadFlag(place=key, reason=Both("a change is about it", "이 플래그를 쓰는 변경이 있습니다"))
    definition = None if before is None else msgspec.json.decode(before)
    if definition is not None:
        checked({key: definition}, _current(workspace.records, RULE))
    _keep(workspace, FLAG, key, definition, by)
    return flag(workspace, key)


def evaluate(workspace: Workspace, key: str, context: Mapping[str, Any], text: str | None = None) -> Evaluation:
    """What a flag would say now; nobody is assigned by it. text: a definition to be tried that is not kept yet.

    Raises UnknownFlag, BadFlag where the text is none.
    """
    if text is None and key not in _keys(workspace.records):
        raise UnknownFlag(flag=key, known=_keys(workspace.records))

    def held(name: str, unit: str, context: Mapping[str, Any], variants: Any, lot: Callable[[], str]) -> str:
        before = had(workspace.assignments, name, unit, context)
        return before.variant if before is not None and before.variant in variants else lot()

    written = definitions(workspace.records)
    if text is not None:
        read = _read(text)
        checked({key: read}, written["$evaluators"])
        written["flags"][key] = read
    placed = members_of(workspace, msgspec.json.encode(written)).placed(context, workspace.assignments)
    found = Flags(written, lambda: workspace.now_ms() // 1000, held).evaluate(key, placed)
    rule = None if found.reason in ("DISABLED", "ERROR") else _holding(workspace, key, written, placed)
    return Evaluation(key, found.value, found.variant, found.reason, found.code, found.message, rule)


def _holding(workspace: Workspace, key: str, written: Mapping[str, Any], context: Mapping[str, Any]) -> int | None:
    """Which condition of the outermost `if` holds first: each is asked as a flag of its own."""
    flag = written["flags"][key]
    pairs = (flag.get("targeting") or {}).get("if")
    if not isinstance(pairs, list):
        return None
    asked = {"state": "ENABLED", "variants": {"yes": True}}
    for at in range(len(pairs) // 2):
        one = {**asked, "targeting": {"if": [pairs[2 * at], "yes"]}}
        alone = {"flags": {key: one}, "$evaluators": written["$evaluators"]}
        if Flags(alone, lambda: workspace.now_ms() // 1000).evaluate(key, context).variant is not None:
            return at + 1
    return None


def had(assignments: Assignments, experiment: str, unit: str, context: Mapping[str, Any]) -> Assigned | None:
    """What a unit was given before: its own, else the first that was given to whoever it is known as as well, in the
    log or by this context."""
    own = assignments.of(experiment, [unit])
    if own is not None:
        return own
    anonymous = context.get(ANONYMOUS_ID)
    others = [*assignments.known_as(unit), *([anonymous] if isinstance(anonymous, str) else [])]
    return assignments.of(experiment, others) if others else None


def definitions(records: Records) -> dict[str, Any]:
    """All flags and the rules they share, as flagd writes them."""
    return {"flags": _current(records, FLAG), "$evaluators": _current(records, RULE)}


def checked(written: Mapping[str, Any], shared: Mapping[str, Any]) -> None:
    """Raises BadFlag with the place of the first thing that is wrong."""
    problems = Flags({"flags": written, "$evaluators": shared}, lambda: 0).problems
    if problems:
        place, what = problems[0]
        raise BadFlag(place=place, reason=what)


def _ended(workspace: Kept) -> dict[str, str]:
    """When the last change on each flag ended; none where one is planned or runs on it."""
    found: dict[str, str] = {}
    changes = [one.value for one in CHANGES.all(workspace) if one.value.flag is not None]
    for change in changes:
        if change.ended is not None:
            found[str(change.flag)] = max(found.get(str(change.flag), ""), change.ended)
    needed = {change.flag for change in changes if change.state in ("draft", "running")}
    return {name: ended for name, ended in found.items() if name not in needed}


def _there(records: Records) -> list[Record]:
    """The flags there are, as they are now."""
    return [one for one in records.current(FLAG) if one.text is not None]


def _current(records: Records, kind: str) -> dict[str, Any]:
    return {one.id: msgspec.json.decode(one.text) for one in records.current(kind) if one.text is not None}


def _keys(records: Records) -> list[str]:
    return [one.id for one in _there(records)]


def _keep(workspace: Kept, kind: str, name: str, definition: Any, by: str) -> None:
    text = None if definition is None else msgspec.json.encode(definition).decode()
    last = workspace.records.one(kind, name)
    if last is not None and last.text == text:
        return
    record = Record(kind, name, 1 if last is None else last.version + 1, text, by, workspace.now_ms())
    if not workspace.records.write(record):
        raise Outdated(what=name)


def _read(text: str | bytes) -> dict[str, Any]:
    if len(text) > MOST_BYTES:
        raise BadFlag(place="flags", reason=Both("it is too long", "너무 깁니다"))
    try:
        read = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadFlag(place="JSON", reason=str(error)) from None
    if not isinstance(read, dict):
        raise BadFlag(place="JSON", reason=Both("it is no object", "객체가 아닙니다"))
    return read


def _objects(read: dict[str, Any], name: str) -> dict[str, Any]:
    found = read.get(name, {})
    if not isinstance(found, dict):
        raise BadFlag(place=name, reason=Both("it is no object", "객체가 아닙니다"))
    return found


def _seen(record: Record, given: dict[str, int]) -> FlagSeen:
    definition = None if record.text is None else msgspec.json.decode(record.text)
    state = "ENDED" if definition is None else str(definition["state"])
    return FlagSeen(
        record.id, record.version, state, iso(record.at_ms * 1000), record.by, definition, given, written=record.text
    )
