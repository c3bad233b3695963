"""The JSON routes of SQL: run a query, what it can name, and the queries that were saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final, Literal

from anyio import from_thread
from fastapi import APIRouter, Body, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released, looked, sealing
from cxloop.api.remembered import Remembered
from cxloop.app import queries
from cxloop.app.naming import Naming
from cxloop.app.sql import MOST_QUERY, SqlAnswer, customers_in, sql, tables
from cxloop.app.sql_rows import Column, SqlTable
from cxloop.errors import CxloopError, NoEvents
from cxloop.model.rule import nfc
from cxloop.ports.event_table import Sealing
from cxloop.ports.sql import USUAL
from cxloop.web.language import language_of

router = APIRouter(prefix="/api/v1", route_class=Released)
Query = Annotated[str, Field(max_length=MOST_QUERY)]
Kind = Literal["line", "bar", "pairs"]
MOST_ROWS: Final = 10_000
_OLDEST_SECONDS: Final = 10.0


class QueryEdit(Given):
    title: Text | None = None
    query: Query | None = None
    chart: Kind | None = None
    x: Text | None = None
    y: Text | None = None


@router.post("/sql")
def run(
    request: Request,
    query: Annotated[Query, Body()],
    rows: Annotated[int, Body(ge=1, le=MOST_ROWS)] = USUAL.rows,
    chart: Annotated[Kind | None, Body()] = None,
    x: Annotated[Text | None, Body()] = None,
    y: Annotated[Text | None, Body()] = None,
    zone: str | None = None,
) -> dict[str, Any]:
    """The rows of one SELECT, as a file where `as` says so. It ends when whoever asked goes away; the query and whom it
    told of is in the audit log before it is answered. chart, x, y: how a file draws them."""
    limits = replace(USUAL, rows=rows)

    def ask(shut: Sealing | None) -> SqlAnswer:
        return sql(
            workspace_of(request), query, sealing=shut, zone=zone, limits=limits, cancelled=partial(_gone, request)
        )

    drawn = {name: value for name, value in (("chart", chart), ("x", x), ("y", y)) if value is not None}
    return _written_down(request, query, ask).to_dict() | drawn


def _gone(request: Request) -> bool:
    return bool(from_thread.run(request.is_disconnected))


def _written_down(request: Request, query: str, ask: Callable[[Sealing | None], SqlAnswer]) -> SqlAnswer:
    """What a query gives whoever asks, once that stands in the audit log."""
    workspace, shut = workspace_of(request), sealing(request)
    try:
        answer = ask(shut)
    except CxloopError as error:
        looked(request, f"SQL ({error.code}): {query}", set())  # what goes wrong may tell something as well
        raise
    customers = customers_in(workspace, answer.values) if shut is None else set()
    looked(request, f"SQL ({', '.join(answer.tables)}): {query}", customers)
    return answer


@router.get("/sql/tables")
def table_list(request: Request) -> dict[str, Any]:
    """What a query can name, and what it means."""
    told = partial(_told, language=language_of(request))
    return {"tables": [told(table) | {"columns": [told(one) for one in table.columns]} for table in tables()]}


@router.get("/sql/names")
def names(request: Request) -> dict[str, Any]:
    """The steps, channels and properties of the log, for whoever writes a query."""
    workspace = workspace_of(request)
    try:
        index = workspace.indexes.open("customer")
    except NoEvents:
        return {"steps": [], "channels": [], "properties": []}
    steps = Naming.of(workspace).seen(index.events)
    found = {"steps": map(nfc, steps), "channels": map(nfc, index.channels), "properties": index.properties}
    return {name: list(dict.fromkeys(texts)) for name, texts in found.items()}


@router.get("/sql/{number}")
def saved_rows(request: Request, number: str, zone: str | None = None) -> dict[str, Any]:
    """The rows of a saved query, as `POST /api/v1/sql` gives them to whoever asks; at most some seconds old, so that
    what a dashboard shows as a picture and in words is one run."""
    workspace = workspace_of(request)
    saved = queries.query_last(workspace, number)
    wanted = Naming.of(workspace).zone(zone)
    remembered: Remembered = request.app.state.remembered

    def ask(shut: Sealing | None) -> SqlAnswer:
        question = ("query", workspace.name, saved, wanted, shut is None)
        run = partial(queries.rows_of, workspace, number, sealing=shut, zone=wanted, cancelled=partial(_gone, request))
        answer: SqlAnswer = remembered.recent(question, workspace.version(), run, _OLDEST_SECONDS)
        return answer

    return _written_down(request, saved.query, ask).to_dict()


@router.get("/queries")
def query_list(request: Request) -> dict[str, Any]:
    return queries.queries(workspace_of(request)).to_dict()


@router.post("/queries")
def save(request: Request, given: QueryEdit) -> dict[str, Any]:
    fields = given.fields()
    title, query = (fields.pop(name, None) or "" for name in ("title", "query"))
    return queries.save_query(workspace_of(request), title, query, who(request), fields).to_dict()


@router.get("/queries/{number}/history")
def history(request: Request, number: str) -> dict[str, Any]:
    return queries.history(workspace_of(request), number).to_dict()


@router.post("/queries/{number}")
def edit(request: Request, number: str, given: QueryEdit) -> dict[str, Any]:
    fields = {name: value for name, value in given.fields().items() if value is not None or name in ("chart", "x", "y")}
    return queries.edit_query(workspace_of(request), number, who(request), fields).to_dict()


@router.post("/queries/{number}/remove")
def remove(request: Request, number: str) -> dict[str, Any]:
    return queries.remove_query(workspace_of(request), number, who(request)).to_dict()


@router.post("/queries/{number}/restore")
def restore(request: Request, number: str) -> dict[str, Any]:
    return queries.restore_query(workspace_of(request), number, who(request)).to_dict()


def _told(one: SqlTable | Column, language: str) -> dict[str, Any]:
    told = {"name": one.name, "what": one.what.korean if language == "ko" else str(one.what)}
    return told | {"type": one.type} if isinstance(one, Column) else told
