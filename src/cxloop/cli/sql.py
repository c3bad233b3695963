"""SQL: sql."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from cxloop.cli import show_sql
from cxloop.cli.progress import waiting
from cxloop.cli.session import Session, owner
from cxloop.errors import BadOption, FileMissing


def sql(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="option.sql_query", metavar="[QUERY]")] = None,
    file: Annotated[Path | None, typer.Option(help="option.sql_file", metavar="FILE", allow_dash=True)] = None,
    saved: Annotated[str | None, typer.Option(help="option.sql_saved", metavar="NAME")] = None,
    name: Annotated[str | None, typer.Option(help="option.sql_name", metavar="NAME")] = None,
    tables: Annotated[bool, typer.Option("--tables", help="option.sql_tables")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="option.sql_csv")] = False,
    rows: Annotated[int, typer.Option(help="option.sql_rows", metavar="N", min=1)] = 1000,
    seconds: Annotated[float, typer.Option(help="option.sql_seconds", metavar="SECONDS", min=1)] = 300,
    zone: Annotated[str | None, typer.Option(help="option.sql_zone", metavar="ZONE")] = None,
) -> None:
    from cxloop.app import queries
    from cxloop.app import sql as asking
    from cxloop.ports.sql import Limits

    session: Session = context.obj.at(zone=zone)
    if tables:
        session.answer(_tables(session.language), show_sql.tables)
        return
    given = sum(one is not None for one in (query, file, saved))
    if given != 1:
        raise BadOption(option="sql", reason=session.say("sql.two" if given else "sql.usage"))
    workspace = session.open()
    text = query or (_read(file) if file is not None else queries.query_named(workspace, str(saved)).query.query)
    limits = Limits(seconds=seconds, rows=rows, size=1_000_000_000)
    session.write_down(f"sql: {text}")
    with waiting(session):
        answer = asking.sql(workspace, text, zone=zone, limits=limits, again=False)
    told = asking.customers_in(workspace, answer.values)
    if told:
        session.write_down("sql", told)
    if name is not None:
        kept = queries.save_query(workspace, name, text, owner(), {})
        session.note("sql.saved", title=kept.query.title, id=kept.id)
    if as_csv and not session.as_json:
        show_sql.write_csv(answer.to_dict())
        if answer.cut:
            session.note(f"sql.cut_{answer.cut}", rows=len(answer.values))
    else:
        session.answer(answer.to_dict(), show_sql.result, workspace)


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise FileMissing(path=file) from None


def _tables(language: str) -> dict[str, Any]:
    from cxloop.app.sql_tables import TABLES

    def told(one: Any) -> dict[str, str]:
        return {"name": one.name, "what": one.what.korean if language == "ko" else str(one.what)}

    return {
        "tables": [
            told(table) | {"columns": [told(one) | {"type": one.type} for one in table.columns]} for table in TABLES
        ]
    }


COMMANDS: Final[dict[str, Any]] = {"sql": sql}
