"""A file that was sent: how it would be read, what would come in, and bringing it in as somebody has chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from cxloop.app.expecting import MOST_COUNTED, Expected, expected
from cxloop.app.given import mapping_of
from cxloop.app.listen import ImportReport, Preview, Progress, digest, import_files, preview, undo
from cxloop.app.names import set_settings
from cxloop.app.naming import Naming
from cxloop.app.resolve import one_of, zone_named
from cxloop.app.uploaded import Uploaded
from cxloop.app.workspace import Workspace
from cxloop.errors import BadOption, ColumnUnclear, DatesUnclear, UnknownImport
from cxloop.listen.columns import as_text, chunks_of
from cxloop.listen.columns import shown as rows_shown
from cxloop.listen.date_order import NAMED
from cxloop.listen.errors import ImportCancelled
from cxloop.listen.guess import guess_partly
from cxloop.listen.mapping import Mapping
from cxloop.listen.times import is_local
from cxloop.ports.source import Source
from cxloop.ports.uploads import Upload
from cxloop.questions.answer import Answer

_FIRST: Final = 20
_CELL: Final = 300
_IMPORTED_BY: Final = "imported by"


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants a file to be read. mapping: the part of each column, all of it; None to have it told from the
    file. header: whether the first row holds the names. zone, dates: where only these are said. usual: the zone that
    times without one are read in where nobody has said one, nor the workspace has one. anew: whatever was saved for
    files with these columns."""

    encoding: str | None = None
    sheet: str | None = None
    header: bool | None = None
    zone: str | None = None
    dates: str | None = None
    mapping: dict[str, Any] | None = None
    anew: bool = False
    usual: str | None = None


@dataclass(frozen=True, slots=True)
class Look(Answer):
    """How a file that was sent would be read. source: where the mapping comes from: `chosen`, `saved` for a file with
    these columns, `prescribed` by the format, or `guessed`. unclear: what has to be chosen by hand before it can come
    in: time, event, customer, dates. guessed: columns whose order of dates is a guess. before: the number under which
    the very same file came in. rows_estimate: of the whole file. sheet, sheets, together: of a workbook, the one
    read, all, and those that are read as one.
    header: whether the first row holds the names of the columns, null where the format names them. local: whether times
    in it name no zone, so that the mapping's says when they were; sets_zone: whether that becomes the zone of the
    workspace, which has none."""

    rows: ClassVar[str] = "first"
    upload: str
    name: str
    bytes: int
    format: str
    encoding: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    together: tuple[str, ...]
    header: bool | None
    columns: tuple[str, ...]
    first: tuple[dict[str, str | None], ...]
    skipped: tuple[str, ...]
    mapping: dict[str, Any]
    source: str
    unclear: tuple[str, ...]
    guessed: tuple[str, ...]
    before: int | None
    local: bool
    sets_zone: bool
    rows_estimate: int | None
    expected: Expected | None


def look(workspace: Workspace, upload: Upload, choice: Choice, most: int = MOST_COUNTED) -> Look:
    """Raises what opening and reading the file raises; a column that cannot be told is no error, see `Look.unclear`."""
    source = workspace.source(upload, choice.encoding, choice.sheet, choice.header, anew=choice.anew)
    assert isinstance(source, Uploaded)
    told, unclear, origin = _told(workspace, source, choice)
    mapping = told if isinstance(told, Mapping) else told.mapping
    local = _local(source, mapping)
    if local and origin in ("guessed", "prescribed") and choice.zone is None:
        mapping = replace(mapping, zone=_usual(workspace, choice.usual))
    sets_zone = local and mapping.zone != "UTC" and _zoneless(workspace)
    found = None if unclear else expected(workspace, source, mapping, most)
    layout = source.layout
    return Look(
        upload.id, upload.name, upload.bytes, source.format, layout.encoding, layout.sheet, layout.sheets,
        layout.together, source.header, source.columns, _first(source), source.skipped, mapping.to_dict(), origin,
        unclear, () if isinstance(told, Mapping) else told.settled.guessed, _before(workspace, source), local,
        sets_zone, source.rows_estimate() if found is None else found.about, found,
    )  # fmt: skip


def _told(workspace: Workspace, source: Source, choice: Choice) -> tuple[Preview | Mapping, tuple[str, ...], str]:
    """The preview, or a mapping and what it lacks; and where it comes from."""
    whole = choice.mapping is not None
    given = chosen(choice)
    given.check(source.columns, source.path)
    unclear = lacking(given) if whole else ()
    if unclear:
        return given, unclear, "chosen"
    keeps = not choice.anew and workspace.version() >= 0
    try:
        shown = preview(workspace.state.mapping if keeps else lambda signature: None, source, given, whole=whole)
    except ColumnUnclear:
        partly, unclear = _partly(source, given)
        return partly, unclear, "guessed"
    except DatesUnclear as error:
        column = str(error.details["column"])
        mapping = given if whole else _guessed_dates(source, given, column)
        return mapping, ("dates",), "chosen" if whole else "guessed"
    origin = "chosen" if whole else "saved" if shown.saved else "prescribed" if source.defaults else "guessed"
    return shown, (), origin


def _local(source: Source, mapping: Mapping) -> bool:
    sample, columns = source.sample(), [column for column, _ in mapping.times]
    chunks = ((column, chunk, json) for column in columns for chunk, json in chunks_of(sample, column))
    return any(
        is_local(as_text(chunk, json) if json else chunk, mapping.order_of(column), source.format == "excel")
        for column, chunk, json in chunks
    )


def _usual(workspace: Workspace, usual: str | None) -> str:
    """The zone of the workspace, else the usual one, else UTC."""
    try:
        return Naming.of(workspace).settings.zone or zone_named(usual or "UTC")
    except BadOption:
        return "UTC"


def _zoneless(workspace: Workspace) -> bool:
    """Whether the workspace has no zone, and nothing came in from files."""
    if Naming.of(workspace).settings.zone:
        return False
    return workspace.version() < 0 or all(one.status != "done" for one in workspace.state.imports())


def _guessed_dates(source: Source, given: Mapping, column: str) -> Mapping:
    mapping, _ = _partly(source, given)
    return mapping if mapping.times else replace(mapping, times=((column, None),))


def _partly(source: Source, given: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    return guess_partly(source.columns, source.sample(), given, source.path, nameless=source.header is False)


def chosen(choice: Choice) -> Mapping:
    """The mapping that a choice says, open where it says nothing. Raises BadOption."""
    if choice.mapping is None:
        return replace(mapping_of((), zone=choice.zone, dates=choice.dates or None), header=choice.header)
    mapping = Mapping.from_dict(choice.mapping)
    zone_named(mapping.zone)
    if mapping.dates:
        one_of("--dates", mapping.dates, NAMED)
    return mapping


def lacking(mapping: Mapping) -> tuple[str, ...]:
    """The roles without which no row can come in.

    >>> lacking(Mapping(customer="who")), lacking(Mapping(case="no", event_name="visit", times=(("at", None),)))
    (('time', 'event'), ())
    """
    named = mapping.event or mapping.event_name or (mapping.wide and all(name for _, name in mapping.times))
    who = mapping.customer or mapping.case or mapping.identifiers
    missing = {"time": not mapping.times, "event": not named, "customer": not who}
    return tuple(role for role, is_missing in missing.items() if is_missing)


def _first(source: Source) -> tuple[dict[str, str | None], ...]:
    rows = rows_shown(source.sample(_FIRST).slice(0, _FIRST))
    return tuple({name: None if value is None else str(value)[:_CELL] for name, value in row.items()} for row in rows)


def _before(workspace: Workspace, source: Source) -> int | None:
    if workspace.version() < 0:
        return None
    content = digest(source)
    same = [one for one in workspace.state.imports() if one.digest == content and one.status == "done"]
    return same[-1].number if same else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to come in. name: what it is called from now on, where that is not its own name."""

    upload: Upload
    choice: Choice
    name: str = ""


def bring(
    workspace: Workspace,
    wanted: Iterable[Wanted],
    by: str,
    tell: Callable[[Progress], None] | None = None,
    again: Iterable[int] = (),
) -> ImportReport:
    """Brings files in as chosen. again: imports that are taken back first, because they were read wrongly. Where the
    workspace has no zone and nothing came in before, it gets the one that these files' times are read in.

    Whatever is wrong with how a file is to be read is said before anything is taken back. Where `tell` raises
    ImportCancelled, nothing of the call stays. Raises as import_files does.
    """
    sources = [(_source(workspace, one), chosen(one.choice)) for one in wanted]
    for source, mapping in sources:
        preview(lambda signature: None, source, mapping, whole=True)
    again = tuple(again)
    first = _zoneless(workspace) or _of_these(workspace, again)
    for number in again:
        with suppress(UnknownImport):  # somebody has taken it back meanwhile
            undo(workspace, number)
    try:
        report = import_files(workspace, sources, tell, whole=True)
    except ImportCancelled as error:
        for one in error.kept:
            undo(workspace, int(str(one["number"])))
        error.kept = ()
        raise
    for file in report.files:
        sign(workspace, file.number, by)
    zone = next((mapping.zone for source, mapping in sources if _local(source, mapping)), "UTC")
    if first and zone not in ("UTC", Naming.of(workspace).settings.zone):
        set_settings(workspace, by, {"zone": zone})
    return report


def _of_these(workspace: Workspace, numbers: Sequence[int]) -> bool:
    """Whether these are all the imports there are, and the zone of the workspace is as they said."""
    done = [one for one in workspace.state.imports() if one.status == "done"] if numbers else []
    zone = Naming.of(workspace).settings.zone
    return bool(done) and all(one.number in numbers and one.mapping["zone"] == zone for one in done)


def _source(workspace: Workspace, wanted: Wanted) -> Source:
    upload = replace(wanted.upload, name=wanted.name) if wanted.name else wanted.upload
    choice = wanted.choice
    said = choice.header if choice.header is not None else (choice.mapping or {}).get("header")
    return workspace.source(upload, choice.encoding, choice.sheet, said)


def sign(workspace: Workspace, number: int, by: str) -> None:
    """Notes who brought something in."""
    workspace.state.save_setting(_IMPORTED_BY, json.dumps(signed(workspace) | {str(number): by}))


def signed(workspace: Any) -> dict[str, str]:
    """Who brought what in, by the number of the import; those of the command line are nobody's."""
    return dict(json.loads(workspace.state.setting(_IMPORTED_BY) or "{}"))
