"""A file that was sent: how it would be read, what would come in, and bringing it in as somebody has chosen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.app.given import mapping_of
from cxloop.app.listen import ImportReport, Preview, Progress, import_files, preview, undo
from cxloop.app.refused import RefusedRow, summed
from cxloop.app.resolve import one_of, zone_named
from cxloop.app.uploaded import Uploaded
from cxloop.app.workspace import Workspace
from cxloop.errors import ColumnUnclear, DatesUnclear, UnknownImport
from cxloop.listen.columns import shown as rows_shown
from cxloop.listen.date_order import NAMED
from cxloop.listen.errors import ImportCancelled
from cxloop.listen.guess import guess_partly
from cxloop.listen.mapping import Mapping
from cxloop.listen.normalise import normalise
from cxloop.model.duration import iso
from cxloop.ports.source import Source
from cxloop.ports.uploads import Upload
from cxloop.questions.answer import Answer

MOST_COUNTED: Final = 100_000
"""Rows that are read to say what would come in."""
_FIRST: Final = 20
_FIRST_REFUSED: Final = 5
_CELL: Final = 300
_IMPORTED_BY: Final = "imported by"


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody wants a file to be read. mapping: the part of each column, all of it; None to have it told from the
    file. header: whether the first row holds the names. zone, dates: where only these are said. anew: whatever was
    saved for files with these columns."""

    encoding: str | None = None
    sheet: str | None = None
    header: bool | None = None
    zone: str | None = None
    dates: str | None = None
    mapping: dict[str, Any] | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Expected(Answer):
    """What would come in. rows: how many were read for it; whole: whether these are all. refused: rows; reasons: how
    many for each; first_refused: the first of them. begin, end: of the events, ISO 8601 in UTC."""

    rows: ClassVar[str] = "first_refused"
    read: int
    whole: bool
    events: int
    customers: int
    cases: int
    begin: str | None
    end: str | None
    refused: int
    reasons: dict[str, int]
    first_refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class Look(Answer):
    """How a file that was sent would be read. source: where the mapping comes from: `chosen`, `saved` for a file with
    these columns, `prescribed` by the format, or `guessed`. unclear: what has to be chosen by hand before it can come
    in: time, event, customer, dates. guessed: columns whose order of dates is a guess. before: the number under which
    the very same file came in. rows_estimate: of the whole file. sheet, sheets: of a workbook, the one read
    and all. header: whether the first row holds the names of the columns, null where the format names them."""

    rows: ClassVar[str] = "first"
    upload: str
    name: str
    bytes: int
    format: str
    encoding: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header: bool | None
    columns: tuple[str, ...]
    first: tuple[dict[str, str | None], ...]
    skipped: tuple[str, ...]
    mapping: dict[str, Any]
    source: str
    unclear: tuple[str, ...]
    guessed: tuple[str, ...]
    before: int | None
    rows_estimate: int | None
    expected: Expected | None


def look(workspace: Workspace, upload: Upload, choice: Choice, most: int = MOST_COUNTED) -> Look:
    """Raises what opening and reading the file raises; a column that cannot be told is no error, see `Look.unclear`."""
    source = workspace.source(upload, choice.encoding, choice.sheet, choice.header, anew=choice.anew)
    assert isinstance(source, Uploaded)
    told, unclear, origin = _told(workspace, source, choice)
    mapping = told if isinstance(told, Mapping) else told.mapping
    return Look(
        upload.id, upload.name, upload.bytes, source.format, source.encoding, source.sheet, source.sheets,
        source.header, source.columns, _first(source), source.skipped, mapping.to_dict(), origin, unclear,
        () if isinstance(told, Mapping) else told.settled.guessed, _before(workspace, upload), source.rows_estimate(),
        None if unclear else expected(source, mapping, most),
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


def expected(source: Source, mapping: Mapping, most: int = MOST_COUNTED) -> Expected:
    """What would come in of a source, by its first rows: whole batches, until there are `most`."""
    count = _Count()
    whole = True
    for raw in source.batches():
        if count.rows >= most:
            whole = False
            break
        taken = replace(raw, table=raw.table.slice(0, most - count.rows), lines=raw.lines[: most - count.rows])
        whole = taken.table.num_rows == raw.table.num_rows
        done = normalise(taken, mapping)
        count.add(taken.table.num_rows + len(raw.refused), done.events, [*done.refused])
    return count.told(whole)


@dataclass(slots=True)
class _Count:
    rows: int = 0
    events: int = 0
    customers: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    begin: int | None = None
    end: int | None = None
    reasons: list[dict[str, int]] = field(default_factory=list)
    first: list[RefusedRow] = field(default_factory=list)

    def add(self, rows: int, events: pa.RecordBatch, refused: Sequence[Any]) -> None:
        self.rows += rows
        self.events += len(events)
        for kept, name in ((self.customers, "customer"), (self.cases, "case_id")):
            kept.update(pc.unique(events.column(name)).drop_null().to_pylist())
        if len(events):
            span = pc.min_max(events.column("occurred").cast(pa.int64())).as_py()
            self.begin = span["min"] if self.begin is None else min(self.begin, span["min"])
            self.end = span["max"] if self.end is None else max(self.end, span["max"])
        self.reasons += [{one.reason: 1} for one in refused]
        more = refused[: _FIRST_REFUSED - len(self.first)]
        self.first += [RefusedRow(one.line, one.reason, one.detail, one.raw) for one in more]

    def told(self, whole: bool) -> Expected:
        begin, end = (None if one is None else iso(one) for one in (self.begin, self.end))
        return Expected(
            self.rows, whole, self.events, len(self.customers), len(self.cases), begin, end, len(self.reasons),
            summed(self.reasons), tuple(self.first),
        )  # fmt: skip


def _first(source: Source) -> tuple[dict[str, str | None], ...]:
    rows = rows_shown(source.sample(_FIRST).slice(0, _FIRST))
    return tuple({name: None if value is None else str(value)[:_CELL] for name, value in row.items()} for row in rows)


def _before(workspace: Workspace, upload: Upload) -> int | None:
    if workspace.version() < 0:
        return None
    same = [one for one in workspace.state.imports() if one.digest == upload.digest and one.status == "done"]
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
    """Brings files in as chosen. again: imports that are taken back first, because they were read wrongly.

    Whatever is wrong with how a file is to be read is said before anything is taken back. Where `tell` raises
    ImportCancelled, nothing of the call stays. Raises as import_files does.
    """
    sources = [(_source(workspace, one), chosen(one.choice)) for one in wanted]
    for source, mapping in sources:
        preview(lambda signature: None, source, mapping, whole=True)
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
    return report


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
