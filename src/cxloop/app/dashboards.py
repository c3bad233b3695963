"""Dashboards: made, arranged, deleted, brought back, and what each tile of one asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, Literal
from urllib.parse import parse_qsl, urlencode

from cxloop.app.addresses import address_of, followed, question_of, takes_period
from cxloop.app.books import DASHBOARDS, QUERIES, SAVED, Entry, worded
from cxloop.app.recent import last_day
from cxloop.app.saved import LONGEST_NAME
from cxloop.app.understand import Asker
from cxloop.change.errors import BadRecord, Outdated, UnknownRecord
from cxloop.errors import Both, NoEvents
from cxloop.model.duration import iso, moment_us
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import Answer
from cxloop.understand.dashboard import SIZES, Dashboard, Tile

MOST_TILES: Final = 40
_MOST_DAYS: Final = 3660
_STEPS: Final = 4
_QUERY: Final = "/sql/"
PeriodOf = Literal["board", "own", "all", "recent", "none"]


@dataclass(frozen=True, slots=True)
class TileSeen:
    """A tile as it is shown. page, query: as it was written; address: of the page that it opens; question, asked: route
    and parameters of its answer, the dashboard's period in both; name: of its saved question, None where it has none
    or it was deleted, or of the query whose rows it shows; period: `board` where it is asked for that of the dashboard,
    `own` for begin and end, as its query has them, `all` for all data, `recent` for its last weeks or months, `none`
    where what it shows has no period."""

    id: str
    title: str
    page: str
    query: str
    address: str
    question: str
    asked: str
    saved: str | None
    name: str | None
    size: str
    follows: bool
    period: PeriodOf
    begin: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class DashboardSeen(Answer):
    """A dashboard. begin, end: dates that its tiles are asked for now; days: see `Dashboard`; by, changed: who wrote
    this version, and when, ISO 8601 in UTC."""

    rows: ClassVar[str] = "tiles"
    id: str
    version: int
    name: str
    description: str
    author: str
    begin: str | None
    end: str | None
    days: int | None
    by: str
    changed: str
    tiles: tuple[TileSeen, ...]


@dataclass(frozen=True, slots=True)
class DashboardLine:
    """A dashboard in the list. count: of its tiles."""

    id: str
    name: str
    description: str
    author: str
    by: str
    changed: str
    count: int


@dataclass(frozen=True, slots=True)
class DashboardList(Answer):
    """In the order of their names."""

    rows: ClassVar[str] = "dashboards"
    dashboards: tuple[DashboardLine, ...]


def dashboards(workspace: Workspace) -> DashboardList:
    """All of them."""
    found = [
        DashboardLine(one.id, one.value.name, one.value.description, one.value.author, one.by, one.changed,
                      len(one.value.tiles)) for one in DASHBOARDS.all(workspace)
    ]  # fmt: skip
    return DashboardList(tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id))))


def dashboard(workspace: Workspace, id: str) -> DashboardSeen:
    """One with its tiles, by number or name. Raises UnknownRecord."""
    named = [one.id for one in DASHBOARDS.all(workspace) if one.value.name.casefold() == id.strip().casefold()]
    return _seen(workspace, DASHBOARDS.get(workspace, named[0] if named else id))


def add_dashboard(
    workspace: Workspace, name: str, by: str, *, description: str = "", tiles: Sequence[Tile] = (), **period: Any
) -> DashboardSeen:
    """A new one under a name that no other has. period: begin, end, days. Raises BadRecord, BadPeriod."""
    now = iso(workspace.now_ms() * 1000)
    made = Dashboard(name, by, now, description, tiles=tuple(tiles), **period)
    return _seen(workspace, DASHBOARDS.add(workspace, _checked(workspace, made), by))


def edit_dashboard(
    workspace: Workspace, id: str, by: str, fields: Mapping[str, Any], version: int | None = None
) -> DashboardSeen:
    """Changes name, description, begin, end, days or tiles. version: the one that was looked at.

    Raises UnknownRecord, BadRecord, BadPeriod, Outdated where it is another one by now.
    """
    entry = DASHBOARDS.get(workspace, id)
    if version is not None and version != entry.version:
        raise Outdated(what=f"dashboard {entry.id}")
    made = _checked(workspace, replace(entry.value, **fields), entry.id)
    return _seen(workspace, DASHBOARDS.put(workspace, entry, made, by))


def pin(workspace: Workspace, id: str, by: str, tile: Tile) -> DashboardSeen:
    """Puts a tile at the end; its id is given here. Raises UnknownRecord, BadRecord, Outdated."""
    entry = DASHBOARDS.get(workspace, id)
    taken = [int(one.id) for one in entry.value.tiles if one.id.isdecimal()]
    tiles = (*entry.value.tiles, replace(tile, id=str(max(taken, default=0) + 1)))
    made = _checked(workspace, replace(entry.value, tiles=tiles), entry.id)
    return _seen(workspace, DASHBOARDS.put(workspace, entry, made, by))


def remove_dashboard(workspace: Workspace, id: str, by: str) -> DashboardList:
    """Takes it out of the list. Raises UnknownRecord, Outdated."""
    DASHBOARDS.end(workspace, DASHBOARDS.get(workspace, id), by)
    return dashboards(workspace)


def restore_dashboard(workspace: Workspace, id: str, by: str) -> DashboardSeen:
    """Brings back what was deleted. Raises UnknownRecord, BadRecord where its name was given away, Outdated."""
    _checked(workspace, DASHBOARDS.last(workspace, id), id)
    return _seen(workspace, DASHBOARDS.restore(workspace, id, by))


def ready_tiles(workspace: Workspace, titles: Mapping[str, str]) -> tuple[Tile, ...]:
    """What matters this week, from the log: overview, pain points, performance, the way most customers go as a funnel,
    retention. What needs many weeks keeps its own period. titles: of `funnel`. Raises NoEvents."""
    ways = [list(dict.fromkeys(way["steps"]))[:_STEPS] for way in workspace.paths().to_dict().get("top_variants") or ()]
    steps = next((way for way in ways if len(way) > 1), [])
    asked = [("/", "", "wide"), ("/pains", "", "small"), ("/performance", "", "small"), ("/retention", "", "small")]
    tiles = [Tile("", page, query, size=size, follows=page == "/") for page, query, size in asked]  # type: ignore[arg-type]
    if steps:
        query = urlencode([("step", step) for step in steps])
        tiles.insert(3, Tile("", "/funnel", query, title=titles.get("funnel", "")))
    return tuple(replace(tile, id=str(number)) for number, tile in enumerate(tiles, 1))


def _checked(workspace: Workspace, made: Dashboard, id: str | None = None) -> Dashboard:
    name = worded("name", made.name, LONGEST_NAME)
    if any(one.id != id and one.value.name.casefold() == name.casefold() for one in DASHBOARDS.all(workspace)):
        raise BadRecord(field="name", reason=Both("there is one of this name", "같은 이름의 대시보드가 있습니다"))
    if len(made.tiles) > MOST_TILES:
        reason = Both(f"there are more than {MOST_TILES}", f"{MOST_TILES}개를 넘습니다")
        raise BadRecord(field="tiles", reason=reason)
    if len({one.id for one in made.tiles}) < len(made.tiles):
        raise BadRecord(field="tiles", reason=Both("two have the same id", "id가 겹칩니다"))
    if made.days is not None and not 0 < made.days <= _MOST_DAYS:
        raise BadRecord(field="days", reason=Both(f"it is from 1 to {_MOST_DAYS}", f"1에서 {_MOST_DAYS}까지입니다"))
    for day in (made.begin, made.end):
        if day is not None:
            moment_us(day)
    return replace(made, name=name, description=made.description.strip(), tiles=tuple(map(_tile, made.tiles)))


def _tile(tile: Tile) -> Tile:
    if tile.size not in SIZES:
        raise BadRecord(field="size", reason=Both(f"it is none of {', '.join(SIZES)}", "쓸 수 없는 값입니다"))
    page, query = address_of(f"{tile.page}?{tile.query}" if tile.query else tile.page)
    title = worded("title", tile.title, LONGEST_NAME) if tile.title.strip() else ""
    return replace(tile, page=page, query=query, title=title)


def _seen(workspace: Workspace, entry: Entry[Dashboard]) -> DashboardSeen:
    one = entry.value
    period = _period(workspace, one)
    tiles = tuple(_tile_seen(workspace, tile, period) for tile in one.tiles)
    return DashboardSeen(
        entry.id, entry.version, one.name, one.description, one.author, period.get("from"), period.get("to"), one.days,
        entry.by, entry.changed, tiles,
    )  # fmt: skip


def _tile_seen(workspace: Workspace, tile: Tile, period: Mapping[str, str]) -> TileSeen:
    page, query, name = tile.page, tile.query, None
    if tile.saved is not None:
        with suppress(UnknownRecord):  # where it was deleted, what it asked when it was pinned stays
            known = SAVED.get(workspace, tile.saved).value
            page, query, name = known.page, known.query, known.name
    kept = name is not None
    if name is None and page.startswith(_QUERY):
        with suppress(UnknownRecord):
            name = QUERIES.last(workspace, page.removeprefix(_QUERY)).title
    own = period if tile.follows else {}
    asked = question_of(page, query, own)
    shown = followed(parse_qsl(query), own)
    if kept and tile.saved is not None:
        shown.append(("saved", tile.saved))
    address = f"{page}?{urlencode(shown)}" if shown else page
    return TileSeen(
        tile.id, tile.title, tile.page, tile.query, address, asked.question, asked.query, tile.saved, name, tile.size,
        tile.follows, *_period_of(page, parse_qsl(asked.query), follows=bool(own)),
    )  # fmt: skip


def _period_of(
    page: str, asked: Sequence[tuple[str, str]], *, follows: bool
) -> tuple[PeriodOf, str | None, str | None]:
    """What period a tile is asked for, and its first and last day."""
    given = dict(asked)
    begin, end = given.get("from"), given.get("to")
    if not takes_period(page):
        return "none", None, None
    if begin or end:
        return "board" if follows else "own", begin, end
    return "recent" if page == "/performance" else "all", None, None


def _period(workspace: Workspace, one: Dashboard) -> dict[str, str]:
    """The dates that tiles are asked for; empty where they keep their own."""
    if one.days is None:
        return {name: day for name, day in (("from", one.begin), ("to", one.end)) if day}
    try:
        asker = Asker(workspace)
        end = last_day(workspace, asker.index, asker.zone)
    except NoEvents:
        end = datetime.fromtimestamp(workspace.now_ms() // 1000, UTC).date()
    return {"from": str(end - timedelta(one.days - 1)), "to": str(end)}
