"""What happened when: marks that people set, and those that changes and their verdicts leave by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from cxloop.app.books import CHANGES, MARKS, VERDICTS, Entry, worded
from cxloop.app.naming import Naming
from cxloop.change.errors import BadRecord
from cxloop.errors import Both
from cxloop.learn.mark import SORTS, Mark
from cxloop.model.duration import iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer


@dataclass(frozen=True, slots=True)
class MarkSeen:
    """at, until: ISO 8601 in UTC, of a whole day its first and its last moment. date, until_date: such days as they
    were written, None of moments. sort: release, incident or other; of changes: started, verdict, rolled_back. ref: the
    record it stands for, such as `change:3`."""

    at: str
    until: str | None
    sort: str
    title: str
    ref: str
    date: str | None = None
    until_date: str | None = None


@dataclass(frozen=True, slots=True)
class MarkList(Answer):
    """In the order of time."""

    rows: ClassVar[str] = "marks"
    marks: tuple[MarkSeen, ...]


def add_mark(
    workspace: Workspace, title: str, by: str, at: str, *, until: str | None = None, sort: str = "other"
) -> MarkList:
    """Sets a mark. Raises BadRecord, BadPeriod."""
    now = iso(workspace.now_ms() * 1000)
    MARKS.add(workspace, _checked(Mark(title, by, now, at, until, sort)), by)  # type: ignore[arg-type]
    return marks(workspace)


def edit_mark(workspace: Workspace, id: str, by: str, fields: Mapping[str, Any]) -> MarkList:
    """Changes title, at, until or sort. Raises UnknownRecord, BadRecord, BadPeriod, Outdated."""
    entry = MARKS.get(workspace, id)
    MARKS.put(workspace, entry, _checked(replace(entry.value, **fields)), by)
    return marks(workspace)


def restore_mark(workspace: Workspace, id: str, by: str) -> MarkList:
    """Sets a mark again that was taken away. Raises UnknownRecord, Outdated."""
    MARKS.restore(workspace, id, by)
    return marks(workspace)


def remove_mark(workspace: Workspace, id: str, by: str) -> MarkList:
    """Takes a mark away; that it was there stays on the record. Raises UnknownRecord, Outdated."""
    MARKS.end(workspace, MARKS.get(workspace, id), by)
    return marks(workspace)


def marks(workspace: Workspace) -> MarkList:
    """All of them; days are those of the workspace's zone."""
    zone = Naming.of(workspace).zone()
    own = [_seen(one, zone) for one in MARKS.all(workspace)]
    titles = {}
    for change in CHANGES.all(workspace):
        titles[change.id] = change.value.title
        if change.value.started is not None:
            own.append(MarkSeen(change.value.started, None, "started", change.value.title, f"change:{change.id}"))
        if change.value.state == "rolled_back" and change.value.ended is not None:
            own.append(MarkSeen(change.value.ended, None, "rolled_back", change.value.title, f"change:{change.id}"))
    for verdict in VERDICTS.all(workspace):
        about = verdict.value.change
        own.append(MarkSeen(verdict.value.begun, None, "verdict", titles.get(about, about), f"change:{about}"))
    return MarkList(tuple(sorted(own, key=lambda one: (one.at, one.ref))))


def _checked(mark: Mark) -> Mark:
    if mark.sort not in SORTS:
        raise BadRecord(field="sort", reason=Both(f"it is none of {', '.join(SORTS)}", "쓸 수 없는 값입니다"))
    if mark.until is not None and moment_us(mark.until, end=True) <= moment_us(mark.at):
        raise BadRecord(field="until", reason=Both("it is before the beginning", "시작보다 앞섭니다"))
    moment_us(mark.at)
    return replace(mark, title=worded("title", mark.title))


def _seen(entry: Entry[Mark], zone: str) -> MarkSeen:
    one = entry.value
    day, until_day = _date(one.at), _date(one.until)
    last = one.until or (one.at if day else None)
    until = None if last is None else iso(moment_us(last, zone, end=True) - 1)
    return MarkSeen(iso(moment_us(one.at, zone)), until, one.sort, one.title, f"mark:{entry.id}", day, until_day)


def _date(text: str | None) -> str | None:
    """The day, where it is written without a time."""
    try:
        return None if text is None else date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        return None
