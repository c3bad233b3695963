"""Listen: bring a file in, whole or not at all, once; take it back."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from cxloop.app.headers import Recall, signature
from cxloop.app.refused import RefusedRow, first_refused, summed
from cxloop.app.staging import Stager
from cxloop.app.uploaded import Uploaded
from cxloop.errors import (
    AlreadyImported,
    Busy,
    CxloopError,
    DiskFull,
    FileMissing,
    FolderUnusable,
    MostRefused,
    NothingImported,
    UnknownImport,
)
from cxloop.listen.case_customers import NoCustomer
from cxloop.listen.columns import shown as rows_shown
from cxloop.listen.event_names import PLAIN, event_called
from cxloop.listen.guess import guess
from cxloop.listen.mapping import Mapping
from cxloop.listen.settle import Settled, settle
from cxloop.ports.engine import Engine
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.indexes import Indexes
from cxloop.ports.source import Source
from cxloop.ports.state import ImportRecord, State
from cxloop.questions.answer import Answer
from cxloop.questions.period import Kept
from cxloop.questions.scope import Scope
from cxloop.understand.overview import StrayEvents

_FIRST_REFUSED: Final = 3
_OPEN_ENDED: Final = ("jsonl", "xes")


class Ground(Protocol):
    """What importing stands on; a workspace has it."""

    @property
    def table(self) -> EventTable: ...
    @property
    def state(self) -> State: ...
    @property
    def filings(self) -> Filings: ...
    @property
    def indexes(self) -> Indexes: ...
    @property
    def engine(self) -> Engine: ...
    def now_ms(self) -> int: ...
    def lease(self) -> Any:
        """A context in which nobody else imports into this workspace; Busy where somebody does."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. stage: reading or indexing; done: share of it, 0 to 1; rows: events read so far."""

    stage: str
    done: float
    rows: int


@dataclass(frozen=True, slots=True)
class Imported(Answer):
    """What became of one file. imported, duplicates: events; refused: rows now in quarantine under this import.

    reasons: how many rows were refused for each reason; first_refused: the first few of them. no_customer: rows that
    name a case, but no customer though others do; None where there are none.
    """

    path: str
    number: int
    imported: int
    refused: int
    duplicates: int
    mapping: dict[str, Any]
    reasons: dict[str, int]
    first_refused: tuple[RefusedRow, ...]
    no_customer: NoCustomer | None = None


@dataclass(frozen=True, slots=True)
class ImportReport(Answer):
    """What came in, over all files of one call. reasons: how many rows were refused for each reason. strays: events of
    the whole log that lie far from all others now, None where nothing came in or none do. no_customer: over
    all files."""

    imported: int
    refused: int
    duplicates: int
    files: tuple[Imported, ...]
    reasons: dict[str, int]
    strays: StrayEvents | None = None
    no_customer: NoCustomer | None = None
    rows = "files"


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read: the mapping and the first rows as they stand.

    saved: whether columns play the parts they played in the last file with this header. skipped: the text of each line
    above the header that is passed over. guessed: whether nobody has said, now or before, which column holds the time.
    header: whether the first row holds the names, as Source.header. called: whether its events are called by its name.
    """

    path: str
    format: str
    settled: Settled
    saved: bool
    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    signature: str
    skipped: tuple[str, ...] = ()
    guessed: bool = False
    header: bool | None = None
    called: bool = False

    @property
    def mapping(self) -> Mapping:
        return self.settled.mapping

    def kept(self) -> dict[str, Any]:
        """What is remembered for the next file like it."""
        return self.settled.certain.to_dict() | {"called": self.called}


def previews(
    recall: Recall, sources: Iterable[tuple[Source, Mapping]], *, whole: bool = False
) -> Iterator[tuple[Source, Preview]]:
    """How files would come in one after the other: what one of them tells for certain helps with the next."""
    told: dict[str, dict[str, Any]] = {}
    for source, given in sources:
        shown = preview(lambda signature: told.get(signature) or recall(signature), source, given, whole=whole)
        told[shown.signature] = shown.kept()
        yield source, shown


def preview(recall: Recall, source: Source, given: Mapping, *, whole: bool = False) -> Preview:
    """The mapping a source would come in with: what was given, else what was saved for its header, else a guess.

    whole: what is given is all of it, and a column that it leaves open is meant to play no part.

    What was saved is taken wherever it does not contradict what is given: a column guessed to play one part in last
    month's file and another in this month's would make every row they share a new one.
    """
    columns = _columns(source, given)
    given.check(columns, source.path)
    kind = signature(source)
    kept = None if whole else recall(kind)
    saved = Mapping() if kept is None else Mapping.from_dict(kept)
    # dates and decimals are read anew in each file; what is remembered of them only helps where it does not tell
    header = saved.header if given.header is None else given.header
    again = None if kept is None else replace(saved, dates=given.dates, decimal=given.decimal, orders=(), header=header)
    own = event_called(source.path, columns)
    called = kept is not None and bool(kept.get("called"))
    if again is not None and called and own not in PLAIN:
        again = replace(again, event_name=own)
    if again is not None and given.over(again) != again:
        again = None
    sample = source.sample()
    mapping = given if whole else again
    if mapping is None:
        open_parts = given.over(source.defaults) if source.defaults else given
        mapping = guess(columns, sample, open_parts, source.path, nameless=source.header is False)
        mapping.check(columns, source.path)
    settled = settle(sample, source.batches(), mapping, saved, source.path)
    rows = rows_shown(sample.slice(0, 5))
    known = again is not None
    guessed = not (whole or known or given.times or (source.defaults and source.defaults.times))
    return Preview(
        source.path, source.format, settled, known, columns, rows, kind, source.skipped, guessed, source.header,
        (whole or given.event_name is None) and (called or mapping.event_name == own),
    )  # fmt: skip


def _columns(source: Source, given: Mapping) -> tuple[str, ...]:
    """The columns of a source; where it may show more later, those named as well, if they are anywhere in it."""
    columns = dict.fromkeys(source.columns)
    if source.format in _OPEN_ENDED and not given.named() <= columns.keys():
        for batch in source.batches():
            columns |= {name: None for name in batch.table.schema.names if name in given.named()}
            if given.named() <= columns.keys():
                break
    return tuple(columns)


def import_files(
    ground: Ground,
    sources: Iterable[tuple[Source, Mapping]],
    tell: Callable[[Progress], None] | None = None,
    *,
    whole: bool = False,
) -> ImportReport:
    """Imports files one after the other, then brings the journey index up to date. whole: as for `preview`.

    Each file is whole in the table or not at all. Interrupted, the same call goes on where it stopped. How each of them
    is read is decided before the first one comes in; an error that is met later says in `kept` what came in before it.
    """
    tell = tell or (lambda progress: None)
    reports: list[Imported] = []
    strays = None
    with ground.lease():
        shown = list(previews(ground.state.mapping, sources, whole=whole))
        for source, one in shown:
            _same_file(ground.state.imports(), digest(source), one.mapping, source.path)
        for source, one in shown:
            with _saying(reports):
                reports.append(_import_one(ground, source, one, tell))
        if any(report.imported for report in reports):
            rows = sum(report.imported for report in reports)
            ground.indexes.refresh("customer", progress=lambda share: tell(Progress("indexing", share, rows)))
            strays = _strays(ground)
    return ImportReport(
        sum(report.imported for report in reports),
        sum(report.refused for report in reports),
        sum(report.duplicates for report in reports),
        tuple(reports),
        summed([report.reasons for report in reports]),
        strays,
        sum((one.no_customer for one in reports if one.no_customer), NoCustomer()) or None,
    )


def _strays(ground: Ground) -> StrayEvents | None:
    return StrayEvents.of(ground.engine.ask(ground.indexes.open("customer").address, Kept(), Scope()))


@contextmanager
def _saying(reports: Sequence[Imported]) -> Iterator[None]:
    try:
        yield
    except CxloopError as error:
        error.kept = tuple({"path": one.path, "number": one.number, "imported": one.imported} for one in reports)
        raise


def _import_one(ground: Ground, source: Source, shown: Preview, tell: Callable[[Progress], None]) -> Imported:
    mapping, content = shown.mapping.to_dict(), digest(source)
    record = _same_file(ground.state.imports(), content, shown.mapping, source.path)
    stager = record and Stager(ground.table, ground.state, ground.filings, record, ground.now_ms())
    if record and stager and stager.overtaken():
        _give_up(ground, record)
        record = stager = None
    if record is None:
        record = ground.state.begin_import(source.path, content, mapping, ground.now_ms())
    stager = stager or Stager(ground.table, ground.state, ground.filings, record, ground.now_ms())
    try:
        stager.run(source, shown.mapping, lambda share, rows: tell(Progress("reading", share, rows)))
        if not stager.seen:
            raise NothingImported(path=source.path, reason=stager.first_refusal or "it holds no rows")
        refused = sum(ground.state.reasons(record.number).values())
        if shown.guessed and refused > stager.seen:
            raise MostRefused(
                path=source.path, refused=refused, kept_rows=stager.seen, reason=stager.first_refusal or ""
            )
    except (OSError, DiskFull, FolderUnusable, Busy):
        raise  # what is staged stays, and the same command goes on from there
    except Exception:
        _give_up(ground, record)
        raise
    ground.table.commit(record.number, stager.staged(), ground.now_ms())
    done = ground.state.end_import(record.number, "done", ground.now_ms())
    ground.table.tidy(ground.now_ms())
    ground.state.save_mapping(shown.signature, shown.kept())
    reasons = ground.state.reasons(done.number)
    first = first_refused(ground.state, done.number, _FIRST_REFUSED, source.path)
    return Imported(
        source.path, done.number, done.imported, done.refused, done.duplicates, mapping, reasons, first,
        stager.no_customer or None,
    )  # fmt: skip


def _give_up(ground: Ground, record: ImportRecord) -> None:
    ground.table.discard(record.number)
    ground.filings.unmeet(record.number)
    ground.state.end_import(record.number, "failed", ground.now_ms())


def _same_file(records: Sequence[ImportRecord], digest: str, mapping: Mapping, path: str) -> ImportRecord | None:
    """The interrupted import of the same bytes, to go on with; AlreadyImported where they came in differently."""
    for record in reversed(records):
        if record.digest != digest:
            continue
        same = Mapping.from_dict(record.mapping) == mapping
        if record.status == "running" and same:
            return record
        if record.status == "done" and not same and record.imported:
            raise AlreadyImported(path=path, number=record.number)
    return None


def undo(ground: Ground, number: int) -> ImportRecord:
    """Takes an import back: all its events leave the table in one step."""
    with ground.lease():
        record = next((one for one in ground.state.imports() if one.number == number), None)
        if record is None or record.status in ("undone", "failed"):
            known = [str(one.number) for one in ground.state.imports() if one.status in ("done", "running")]
            raise UnknownImport(number=number, known=known)
        ground.table.undo(number, ground.now_ms())  # one cut off after its commit has events there, too
        ground.table.discard(number)
        ground.filings.unmeet(number)
        ended = ground.state.end_import(number, "undone", ground.now_ms())
        ground.table.tidy(ground.now_ms())
        if ground.table.rows():
            ground.indexes.refresh("customer")
        return ended


def digest(source: Source) -> str:
    """What tells a source that came in before: its bytes, and of a workbook with several sheets those that are read."""
    content = source.upload.digest if isinstance(source, Uploaded) else digest_of(source.path)
    layout = source.layout
    if len(layout.sheets) < 2:
        return content
    read = "\0".join(layout.together or (layout.sheet or "",))
    return hashlib.sha256(f"{content}\0{read}".encode()).hexdigest()


def digest_of(path: str) -> str:
    """SHA-256 of a file, or of the files in a folder, as hexadecimal digits."""
    digest = hashlib.sha256()
    for file in _files(Path(path)):
        with file.open("rb") as data:
            while block := data.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(child for child in path.rglob("*") if child.is_file())
    elif path.exists():
        yield path
    else:
        matches = sorted(Path(name) for name in glob.glob(str(path), recursive=True))
        if not matches:
            raise FileMissing(path=path)
        yield from matches
