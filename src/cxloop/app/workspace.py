"""One workspace in the words of the command line: import, ask, take back."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Final, ParamSpec, Protocol, cast

from cxloop.ports.deliveries import Deliveries
from cxloop.ports.engine import Engine
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.ports.indexes import Indexes
from cxloop.ports.records import Assignments, Records
from cxloop.ports.sql import SqlRunner
from cxloop.ports.state import State
from cxloop.ports.uploads import Receiving, Upload, Uploads
from cxloop.questions.answer import Answer

if TYPE_CHECKING:  # importing is not paid for by those who only ask
    from cxloop.app.listen import ImportReport, Preview, Progress
    from cxloop.listen.mapping import Mapping
    from cxloop.ports.source import Source

_Given = ParamSpec("_Given")
PathText = str | os.PathLike[str] | Upload
DAY_MS: Final = 24 * 3_600_000
SIMULATED: Final = "SIMULATED"
"""The file in a workspace's folder that says so, and of what recipe it is."""

NAMED: Final = "NAMED"
"""The file in a workspace's folder that says that there are names or settings."""


class SourceOpener(Protocol):
    """Opens a file or folder by its path."""

    def __call__(
        self, path: str, *, encoding: str | None = None, sheet: str | None = None, header: bool | None = None
    ) -> Source: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workspace is put together from; wiring does it."""

    folder: Path
    table: EventTable
    state: Callable[[], State]
    indexes: Indexes
    engine: Engine
    open_source: SourceOpener
    filings: Callable[[], Filings]
    records: Callable[[], Records]
    assignments: Callable[[], Assignments]
    deliveries: Callable[[], Deliveries]
    lease: Callable[[], AbstractContextManager[None]]
    filing_lease: Callable[[], AbstractContextManager[bool]]
    now_ms: Callable[[], int]
    uploads: Callable[[], Uploads]
    runner: Callable[[], SqlRunner]


def _question(ask: Callable[_Given, Any]) -> Callable[_Given, Any]:
    """What it answers is told as this workspace has things told: in its zone, with the names that people use."""

    @wraps(ask)
    def asked(*given: _Given.args, **options: _Given.kwargs) -> Any:
        from cxloop.app.naming import Naming

        answer: Answer = ask(*given, **options)
        naming, zone = Naming.of(cast(Workspace, given[0])), cast(str | None, options.get("zone"))
        return answer.told_by(partial(naming.speech, asked=zone))

    return asked


class Workspace:
    """Everything one can do with the event logs of one workspace; `cxloop.open` gives it.

    Questions take the scope's options by keyword: begin, end (dates as text), where (a rule), per ("customer" or
    "case"), having, lacking (steps), between (two steps), zone (of dates and days; the workspace's else).
    Answers turn into dictionaries, Arrow, pandas and Polars.
    """

    def __init__(self, name: str, parts: Parts) -> None:
        self.name, self.folder = name, parts.folder
        self.table, self.indexes, self.engine = parts.table, parts.indexes, parts.engine
        self.lease, self.filing_lease, self._now_ms = parts.lease, parts.filing_lease, parts.now_ms
        self._open_source, self._open_state = parts.open_source, parts.state
        self._open_filings, self._open_records, self._open_assignments = (
            parts.filings, parts.records, parts.assignments
        )  # fmt: skip
        self._open_deliveries, self._open_uploads = parts.deliveries, parts.uploads
        self._open_runner = parts.runner

    @property
    def state(self) -> State:
        """Opened, and made, when it is first needed: a file that cannot be read leaves nothing behind."""
        return self._open_state()

    @property
    def filings(self) -> Filings:
        """What filing remembers: messages seen and refused, the catalogue, who was seen with whom."""
        return self._open_filings()

    @property
    def records(self) -> Records:
        """What people have written down: flags, opportunities, ideas, changes, verdicts, lessons."""
        return self._open_records()

    @property
    def assignments(self) -> Assignments:
        """Who was given what by flags that draw lots."""
        return self._open_assignments()

    @property
    def deliveries(self) -> Deliveries:
        """How far sending to each webhook has come."""
        return self._open_deliveries()

    @property
    def uploads(self) -> Uploads:
        """Files that were sent and have not come in yet."""
        return self._open_uploads()

    @property
    def runner(self) -> SqlRunner:
        """What runs SQL."""
        return self._open_runner()

    @property
    def simulated(self) -> bool:
        """Whether its events are a simulation."""
        return (self.folder / SIMULATED).exists()

    @property
    def simulation(self) -> str | None:
        """What it is a simulation of; None where it is none."""
        return (self.folder / SIMULATED).read_text("utf-8") if self.simulated else None

    def mark_simulated(self, recipe: str) -> None:
        """Makes every page and answer say that these events are a simulation."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / SIMULATED).write_text(recipe, "utf-8")

    def unmark_simulated(self) -> None:
        """Takes that back: its events are gone."""
        (self.folder / SIMULATED).unlink(missing_ok=True)

    @property
    def named(self) -> bool:
        """Whether anybody ever wrote a name or a setting; else no question opens the records for them."""
        return (self.folder / NAMED).exists()

    def mark_named(self) -> None:
        """Says so, before the first one is kept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / NAMED).touch()

    def now_ms(self) -> int:
        """The time, in milliseconds since 1970 UTC."""
        return self._now_ms()

    def version(self) -> int:
        """Grows with every change of the events; -1 where there are none yet."""
        return self.table.version()

    def preview(self, path: PathText | Iterable[PathText], **given: Any) -> list[Reading]:
        """How files would be read; `given` as for `import_`."""
        from cxloop.app.listen import previews

        opened = self._opened(path, given)
        shown = [one for _, one in previews(self.recall, opened)]
        return [_reading(one, source, said) for one, (source, said) in zip(shown, opened, strict=True)]

    def import_(
        self, path: PathText | Iterable[PathText], *, progress: Callable[[Progress], None] | None = None, **given: Any
    ) -> ImportReport:
        """Brings files in, each whole or not at all; what was there before is not added again.

        given: customer (`COLUMN` or `COLUMN:KIND`), identifiers (`KIND=COLUMN`), case, times (`COLUMN` or
        `COLUMN=NAME`), event (`COLUMN` or `=NAME`), event_name, channel, owner, due, id, value (`COLUMN` or
        `COLUMN=NAME`), text, zone, dates (`day-first`, `month-first`, `year-first`: of dates such as 05/03/24),
        encoding, sheet, header (whether the first row of a CSV file or sheet holds the names of the columns, which are
        `column_1` … where it does not).
        What is not given is guessed, or taken from the last import of a file with the same columns; times that name no
        zone are of the workspace's.
        """
        from cxloop.app.listen import import_files

        return import_files(self, self._opened(path, given), progress)

    def sent(self, name: str, write: Callable[[Receiving], None]) -> Upload:
        """What `write` writes, as a file that was sent: for `preview` and `import_`. It is kept for a day at most."""
        self.uploads.tidy(self.now_ms() - DAY_MS)
        receiving = self.uploads.begin(name, "", self.now_ms())
        try:
            write(receiving)
            return receiving.end()
        except BaseException:
            receiving.drop()
            raise

    def imports(self) -> list[dict[str, Any]]:
        """The imports so far, the first one first."""
        return [dataclasses.asdict(record) for record in self.state.imports()]

    def refused(self, number: int, limit: int = 100) -> Any:
        """The rows of an import that could not come in, with line, reason and the row as it stands; UnknownImport."""
        from cxloop.app.refused import refusals

        return refusals(self.state, number, limit)

    def undo(self, number: int) -> dict[str, Any]:
        """Takes an import back; UnknownImport where there is none of this number."""
        from cxloop.app.listen import undo

        record = undo(self, number)
        if self.simulated and not self.table.rows():
            self.unmark_simulated()
        return dataclasses.asdict(record)

    @_question
    def overview(self, **options: Any) -> Any:
        """Customers, events, channels, period, events over time, what came in and what was refused."""
        return _understand().overview(self, **options)

    @_question
    def funnel(self, steps: Sequence[str], **options: Any) -> Any:
        """How many come from step to step: order, window, step_windows, breakdown, compare, and the scope's options."""
        return _understand().funnel(self, steps, **options)

    @_question
    def customers_in(self, steps: Sequence[str], *, step: int, **options: Any) -> Any:
        """Who came as far as the step of this number, the first being 1: lost (no further), limit, funnel's options."""
        return _understand().customers_in(self, steps, step=step, **options)

    @_question
    def paths(self, **options: Any) -> Any:
        """The follows-graph with waits, starts, ends and variants: compare, top, least, and the scope's options."""
        return _understand().paths(self, **options)

    @_question
    def retention(self, **options: Any) -> Any:
        """Who comes back, by cohort: unit, mode, start, back, compare, and the scope's options."""
        return _understand().retention(self, **options)

    def segment(self, name: str) -> Any:
        """A segment by its name, with those who are in it now; UnknownRecord where there is none."""
        from cxloop.app.segments import listed

        return listed(self, name)

    @_question
    def edge(self, source: str, target: str, /, **scope: Any) -> Any:
        """One step directly followed by another: waits, channels, examples."""
        return _understand().edge(self, source, target, **scope)

    @_question
    def step(self, name: str, /, **scope: Any) -> Any:
        """One step: what comes before and after, channels, examples."""
        return _understand().step(self, name, **scope)

    @_question
    def journey(self, identifier: str, per: str = "customer") -> Any:
        """The events of one customer or case, in order."""
        from cxloop.app.journey import journey

        return journey(self, identifier, per)

    @_question
    def behind(self, of: str, *what: str, **options: Any) -> Any:
        """Who is behind a number: of all, step, start, end, channel, time, edge, variant, funnel, cohort, pain, period,
        arm, event; what: its names; sort, reverse, limit, offset, and the options of the question that it is an answer
        to."""
        from cxloop.app.behind import behind

        return behind(self, of, what, **options)

    @_question
    def differences(self, compare: str | Sequence[str] = (), **options: Any) -> Any:
        """What differs between two groups of journeys, or two periods (compare_begin, compare_end): steps for a funnel,
        order, window, and the scope's options."""
        from cxloop.app.differences import differences

        return differences(self, compare, **options)

    @_question
    def pains(self, outcomes: Sequence[str] = (), **options: Any) -> Any:
        """Where customers struggle, ranked by cost, measured by outcomes such as `reaches:order placed`: compare, and
        the scope's options."""
        from cxloop.app.pain_points import pains

        return pains(self, outcomes, **options)

    def source(
        self,
        path: PathText,
        encoding: str | None = None,
        sheet: str | None = None,
        header: bool | None = None,
        *,
        anew: bool = False,
    ) -> Source:
        """A file, or one that was sent, ready to be read. anew: whatever was said of the header of such files before.
        Raises FileMissing, FileEmpty, FileBroken, FileUnknown."""
        from cxloop.app.headers import with_header

        def opened(header: bool | None) -> Source:
            if isinstance(path, Upload):
                from cxloop.app.uploaded import Uploaded

                read = self._open_source
                return Uploaded(path, lambda: read(path.path, encoding=encoding, sheet=sheet, header=header))
            return self._open_source(os.fspath(path), encoding=encoding, sheet=sheet, header=header)

        return with_header(opened, header, (lambda signature: None) if anew else self.recall)

    def recall(self, signature: str) -> dict[str, Any] | None:
        """The mapping kept for files of this signature; before the first import there is none."""
        return self.state.mapping(signature) if self.version() >= 0 else None

    def sql(self, query: str, **options: Any) -> Any:
        """The rows of one SELECT over `events`, `journeys` and the other tables: zone, limits. It runs in a process of
        its own that can do nothing else."""
        from cxloop.app.sql import sql

        return sql(self, query, **options)

    def _opened(self, path: PathText | Iterable[PathText], given: dict[str, Any]) -> list[tuple[Source, Mapping]]:
        from cxloop.app.given import mapping_of

        columns = dict(given)
        reading = {name: columns.pop(name, None) for name in ("encoding", "sheet", "header")}
        paths = [path] if isinstance(path, str | os.PathLike | Upload) else list(path)
        sources = [self.source(each, **reading) for each in paths]
        named = [(source, mapping_of(source.columns, **self._zoned(source, columns))) for source in sources]
        return [(source, dataclasses.replace(mapping, header=reading["header"])) for source, mapping in named]

    def _zoned(self, source: Source, columns: dict[str, Any]) -> dict[str, Any]:
        """Where nobody says in which zone the times of a file are, nor has for one like it, it is the workspace's."""
        from cxloop.app.headers import signature
        from cxloop.app.naming import Naming

        known = columns.get("zone") is not None or self.recall(signature(source)) is not None
        return columns if known else columns | {"zone": Naming.of(self).zone()}


def _understand() -> ModuleType:
    """All the questions, with their kernels: those who only file or import need none of it."""
    from cxloop.app import understand

    return understand


@dataclass(frozen=True, slots=True)
class Reading(Answer):
    """How a file would be read. unsure: part of it is a guess that nobody has confirmed. sheet, other_sheets: of a
    workbook, the one that is read."""

    preview: Preview
    unsure: bool
    sheet: str | None
    together: tuple[str, ...]
    other_sheets: tuple[str, ...]
    rows: ClassVar[str] = "rows"

    def to_dict(self) -> dict[str, Any]:
        shown = self.preview
        roles = shown.mapping.named()
        return {
            "path": shown.path,
            "format": shown.format,
            "mapping": shown.mapping.to_dict(),
            "named": [column for column in shown.columns if column in roles],
            "columns": list(shown.columns),
            "rows": [
                {name: None if value is None else str(value) for name, value in row.items()} for row in shown.rows
            ],
            "saved": shown.saved,
            "skipped": list(shown.skipped),
            "header": shown.header,
            "sheet": self.sheet,
            "together": list(self.together),
            "other_sheets": list(self.other_sheets),
            "guessed": [
                {"column": column, "dates": shown.mapping.order_of(column)} for column in shown.settled.guessed
            ],
            "unsure": self.unsure,
        }


def _reading(shown: Preview, source: Source, given: Mapping) -> Reading:
    decided = given.over(source.defaults) if source.defaults else given
    told = decided.customer or decided.case or decided.identifiers
    named = told and decided.times and (decided.event or decided.event_name or decided.wide)
    layout = source.layout
    others = tuple(name for name in layout.sheets if name != layout.sheet and name not in layout.together)
    unsure = bool(shown.settled.guessed) or not (shown.saved or named)
    return Reading(shown, unsure, layout.sheet, layout.together, others)
