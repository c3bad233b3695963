"""Where the rows of the tables come from that SQL can name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import pyarrow as pa

from cxloop.app.belonging import belonging_of
from cxloop.app.catalogue import catalogue
from cxloop.app.sql_seen import AS_THEY_CAME, braced, journeys_of, listed, names_seen, renamed
from cxloop.errors import Both, NoCases, NoEvents
from cxloop.model.event import FILED, SILENT
from cxloop.model.rule import nfc
from cxloop.ports.event_table import Sealing
from cxloop.ports.sql import Given
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import plain_value
from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import Lens

TEXT, COUNT, NUMBER, TIME = "VARCHAR", "BIGINT", "DOUBLE", "TIMESTAMPTZ"
_ARROW: Final = {
    TEXT: pa.string(), COUNT: pa.int64(), NUMBER: pa.float64(), TIME: pa.timestamp("us", tz="UTC"),
    "VARCHAR[]": pa.list_(pa.string()), "BOOLEAN": pa.bool_(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """personal: an identifier becomes a sealed name (`sealed`), anything else is left out (`hidden`) where names are
    masked; `telling`, a text in which an address may stand, loses it."""

    name: str
    type: str
    what: Both
    personal: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who the rows are for. sealing: how names are masked; None where they are shown. zone: of days; who: whether the
    query may look at who the customers are."""

    workspace: Workspace
    sealing: Sealing | None = None
    zone: str = "UTC"
    who: bool = True


@dataclass(frozen=True, slots=True)
class SqlTable:
    """give: its rows as they are now."""

    name: str
    what: Both
    columns: tuple[Column, ...]
    give: Callable[[SqlTable, Asked], Given]


def events(table: SqlTable, asked: Asked) -> Given:
    """Views over the files, so that a log of any length is never copied: as they came in, or as questions see them."""
    raw = table.name == "raw_events"
    names = AS_THEY_CAME if raw else names_seen(asked.workspace, asked.sealing)
    known = (asked.who or names.bots) and len(belonging_of(asked.workspace)) > 0
    customer = "coalesce(aliases.customer, file.customer)" if known else "file.customer"
    made = {
        "time": "file.occurred", "event": renamed("file.event", names.events), "raw_event": "file.event",
        "customer": customer, "channel": renamed("file.channel", names.channels), "case_id": "file.case_id",
        "identifier": "file.customer", "identifier_kind": "file.customer_kind",
        "import_number": f"CASE WHEN file.batch < {FILED} THEN file.batch END",
        "id": "concat(file.batch, ':', file.sequence)",
    }  # fmt: skip
    for name in ("properties", "identifiers"):
        made[name] = f"CAST(file.{name} AS JSON)"
    if asked.sealing is not None:
        made |= {one.name: f"CAST(NULL AS {one.type})" for one in table.columns if one.personal == "hidden"}
    columns = ", ".join(f'{made.get(one.name, f"file.{one.name}")} AS "{one.name}"' for one in table.columns)
    joined = " LEFT JOIN aliases ON file.customer_kind = aliases.identifier_kind AND file.customer = aliases.identifier"
    people = (joined if known else "") + (f" ANTI JOIN bots ON {customer} = bots.customer" if names.bots else "")
    left_out = listed((*SILENT, *names.hidden))
    select, where = f"SELECT {columns} FROM ", f" AS file{people} WHERE file.event NOT IN ({left_out})"
    files = tuple(asked.workspace.table.paths(asked.sealing))
    if not files:
        raise NoEvents()
    return Given(
        braced(select) + "{source}" + braced(where), files, needs=("aliases",) * bool(known) + ("bots",) * names.bots
    )


def aliases(table: SqlTable, asked: Asked) -> Given:
    """Who the identifiers belong to that are not a customer's own."""
    found = belonging_of(asked.workspace)
    return _memory(table, asked, {one.name: found[one.name.removeprefix("identifier_")] for one in table.columns})


def bots(table: SqlTable, asked: Asked) -> Given:
    """Whose journeys no question sees."""

    def found(journeys: Journeys, lens: Lens | None) -> list[str]:
        if lens is None:
            return []
        left_out = lens.of_bots(Lens(merged=lens.merged).apply(journeys))
        return [name for name, out in zip(journeys.names, left_out.tolist(), strict=True) if out]

    return _memory(table, asked, {"customer": list(chain(*journeys_of(asked.workspace, "customer", found)))})


def journeys(table: SqlTable, asked: Asked) -> Given:
    """The first and the last moment of each journey of an index, and how many events it has."""

    def spans(journeys: Journeys, lens: Lens | None) -> pa.Table:
        journeys = journeys if lens is None else lens.apply(journeys)
        full = np.diff(journeys.starts) > 0
        begins, ends = journeys.starts[:-1][full], journeys.starts[1:][full] - 1
        times = [pa.array(journeys.time[rows]).cast(_ARROW[TIME]) for rows in (begins, ends)]
        names = pa.array(journeys.names, pa.string()).filter(pa.array(full))
        return pa.table([names, *times, pa.array(ends - begins + 1)], [one.name for one in table.columns])

    per = "customer" if table.name == "journeys" else "case"
    try:
        whole = pa.concat_tables(journeys_of(asked.workspace, per, spans))
    except NoCases:
        return _memory(table, asked, {one.name: [] for one in table.columns})
    return _memory(table, asked, {name: whole[name] for name in whole.column_names})


def records(rows: Callable[[Asked], Iterable[Any]], **renamed: str) -> Callable[[SqlTable, Asked], Given]:
    """A table of the records of an answer; renamed: column → field, where SQL reserves the name."""

    def give(table: SqlTable, asked: Asked) -> Given:
        plain: Sequence[Mapping[str, Any]] = [plain_value(row) for row in rows(asked)]
        names = {one.name: renamed.get(one.name, one.name) for one in table.columns}
        return _memory(table, asked, {name: [row[field] for row in plain] for name, field in names.items()})

    return give


def _memory(table: SqlTable, asked: Asked, columns: Mapping[str, Any]) -> Given:
    made = []
    for one in table.columns:
        values = columns[one.name]
        if one.personal == "telling":
            values = _each(values, nfc)
        if asked.sealing is not None and one.personal:
            values = _sealed(values, one.personal, asked.sealing)
        if not isinstance(values, pa.Array | pa.ChunkedArray):
            kind = pa.int64() if one.type == TIME and values and isinstance(values[0], int) else _ARROW[one.type]
            values = pa.array(values, pa.string() if one.type == TIME and kind is not pa.int64() else kind)
        made.append(values)
    casts = ", ".join(f'CAST("{one.name}" AS {one.type}) AS "{one.name}"' for one in table.columns)
    return Given(f"SELECT {casts} FROM {{source}}", memory=pa.table(made, [one.name for one in table.columns]))


def _sealed(values: Any, personal: str, sealing: Sealing) -> Any:
    if personal == "hidden":
        return [None] * len(values)
    return _each(values, sealing.close if personal == "sealed" else sealing.hide)


def _each(values: Any, make: Callable[[str], str]) -> list[Any]:
    def one(value: Any) -> Any:
        return make(value) if isinstance(value, str) else [make(each) for each in value] if value is not None else None

    return [one(value) for value in (values.to_pylist() if hasattr(values, "to_pylist") else values)]


def cohorts(asked: Asked) -> Iterable[dict[str, Any]]:
    """One row a cohort and period."""
    for cohort in asked.workspace.retention(zone=asked.zone).to_dict()["cohorts"]:
        for period, returned in enumerate(cohort["returned"]):
            if returned is not None:
                told = {name: cohort[name][period] for name in ("low", "high")}
                yield {**cohort, **told, "period": period, "returned": returned, "share": cohort["shares"][period]}


def imports(asked: Asked) -> Iterable[dict[str, Any]]:
    """The imports, with moments instead of milliseconds."""
    for one in map(plain_value, asked.workspace.imports()):
        moments = {name: one[f"{name}_ms"] for name in ("begun", "ended")}
        yield {**one, **{name: None if ms is None else _moment(ms) for name, ms in moments.items()}}


def _moment(milliseconds: int) -> str:
    return str(np.datetime64(milliseconds, "ms")) + "+00"


def catalogue_rows(asked: Asked) -> Iterable[dict[str, Any]]:
    """One row an event, and one for each of its properties."""
    for event in catalogue(asked.workspace.filings).to_dict()["events"]:
        whole = {"event": event["event"], "events": event["count"], "property": None, "types": [], "share": 1.0}
        yield whole
        for one in event["fields"]:
            yield (
                whole
                | {name: one[name] for name in ("types", "share")}
                | {"property": one["name"], "events": one["count"]}
            )


def seen(field: str) -> Callable[[Asked], Iterable[Any]]:
    """A list of the overview."""
    return lambda asked: asked.workspace.overview(zone=asked.zone).to_dict()[field]


def variants(asked: Asked) -> Iterable[dict[str, Any]]:
    """The most frequent variants, numbered."""
    for number, one in enumerate(asked.workspace.paths(top=1000).to_dict()["top_variants"], 1):
        yield {**one, "variant": number}
