"""Queries that people have saved under a name: written, renamed, taken away and brought back."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Final

from cxloop.app.books import QUERIES, Entry, worded
from cxloop.app.sql import MOST_QUERY, SqlAnswer, sql
from cxloop.change.errors import BadRecord, UnknownRecord
from cxloop.change.query import SavedQuery
from cxloop.errors import Both
from cxloop.model.duration import iso
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer

CHARTS: Final = ("line", "bar", "pairs")


@dataclass(frozen=True, slots=True)
class QuerySeen(Answer):
    """A saved query. by, changed: who wrote this version, and when."""

    id: str
    version: int
    query: SavedQuery
    by: str
    changed: str


@dataclass(frozen=True, slots=True)
class QueryList(Answer):
    """By name; a query's versions the first one first."""

    rows: ClassVar[str] = "queries"
    queries: tuple[QuerySeen, ...]


@dataclass(frozen=True, slots=True)
class QueryRows(SqlAnswer):
    """What a saved query gives. title, chart, x, y: as it was saved."""

    question: ClassVar[str] = "sql/{number}"
    title: str
    chart: str | None
    x: str | None
    y: str | None


def query_last(workspace: Workspace, id: str) -> SavedQuery:
    """What a query says, or said before it was taken out of sight. Raises UnknownRecord."""
    return QUERIES.last(workspace, id)


def rows_of(workspace: Workspace, id: str, **options: Any) -> QueryRows:
    """What a saved query gives now; one that was taken out of sight still answers where it is pinned. options: of
    `sql`. Raises UnknownRecord and what `sql` raises."""
    saved = query_last(workspace, id)
    found = sql(workspace, saved.query, **options)
    given = {one.name: getattr(found, one.name) for one in fields(found)}
    return QueryRows(**given, title=saved.title, chart=saved.chart, x=saved.x, y=saved.y)


def queries(workspace: Workspace) -> QueryList:
    """All of them."""
    return QueryList(tuple(map(_seen, sorted(QUERIES.all(workspace), key=lambda one: one.value.title))))


def query_named(workspace: Workspace, name: str) -> QuerySeen:
    """The one of this name or number. Raises UnknownRecord."""
    found = [one for one in QUERIES.all(workspace) if one.value.title == name.strip()]
    return _seen(found[0] if found else QUERIES.get(workspace, name))


def history(workspace: Workspace, id: str) -> QueryList:
    """Every version of one. Raises UnknownRecord."""
    return QueryList(tuple(map(_seen, QUERIES.history(workspace, id))))


def save_query(workspace: Workspace, title: str, query: str, by: str, given: dict[str, Any]) -> QuerySeen:
    """A new one. Raises BadRecord, also where the name is taken."""
    told = SavedQuery(worded("title", title), query, by, iso(workspace.now_ms() * 1000), **given)
    return _seen(QUERIES.add(workspace, _checked(workspace, told), by))


def edit_query(workspace: Workspace, id: str, by: str, given: dict[str, Any]) -> QuerySeen:
    """Its next version: with another name, text or chart. Raises UnknownRecord, BadRecord, Outdated."""
    entry = QUERIES.get(workspace, id)
    told = replace(entry.value, **given)
    told = replace(told, title=worded("title", told.title))
    return _seen(QUERIES.put(workspace, entry, _checked(workspace, told, entry.id), by))


def remove_query(workspace: Workspace, id: str, by: str) -> QuerySeen:
    """Out of sight, until it is brought back. Raises UnknownRecord, Outdated."""
    entry = QUERIES.get(workspace, id)
    QUERIES.end(workspace, entry, by)
    return _seen(entry)


def restore_query(workspace: Workspace, id: str, by: str) -> QuerySeen:
    """One that was taken away, as it was. Raises UnknownRecord, BadRecord where its name is taken, Outdated."""
    before = QUERIES.ended(workspace, id)[1]
    if before is None:
        raise UnknownRecord(id=id, what=Both(QUERIES.kind, QUERIES.korean), known=[])
    _checked(workspace, before.value)
    return _seen(QUERIES.restore(workspace, id, by))


def _checked(workspace: Workspace, told: SavedQuery, own: str | None = None) -> SavedQuery:
    if not told.query.strip() or len(told.query) > MOST_QUERY:
        raise BadRecord(field="query", reason=Both("it is empty or too long", "비어 있거나 너무 깁니다"))
    if told.chart is not None and told.chart not in CHARTS:
        raise BadRecord(field="chart", reason=Both("one of " + ", ".join(CHARTS), ", ".join(CHARTS) + " 중 하나"))
    if any(one.value.title == told.title and one.id != own for one in QUERIES.all(workspace)):
        raise BadRecord(field="title", reason=Both("another query has this name", "같은 이름의 쿼리가 있습니다"))
    return told


def _seen(entry: Entry[SavedQuery]) -> QuerySeen:
    return QuerySeen(entry.id, entry.version, entry.value, entry.by, entry.changed)
