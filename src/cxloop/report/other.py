"""Any other answer: its tables as they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cxloop.report.parts import Column, Report, Table
from cxloop.report.speech import Speech
from cxloop.report.texts import TEXTS

_LONGEST: Final = 300


def other(question: str, plain: Mapping[str, Any], speech: Speech) -> Report:
    """Each list of records in an answer becomes a table; what is nested is spread out as `outer.inner`."""
    key = f"title.{question.partition('/')[0]}"
    title = speech.t(key if key in TEXTS else "title.answer")
    tables = tuple(_table(name, rows) for name, rows in plain.items() if _records(rows))
    if not tables:
        flat = [(name, value) for name, value in _flat(plain) if value is not None]
        tables = (Table(title, (Column(speech.t("word.text")), Column(speech.t("word.value"))), tuple(flat)),)
    says = speech.say("other.says", title=title, rows=speech.some("row", len(tables[0].rows)))
    return Report(title, says, tables=tables)


def _records(value: Any) -> bool:
    return isinstance(value, Sequence) and bool(value) and isinstance(value[0], Mapping)


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    spread = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in spread for name in row))
    kinds = {name: {type(row[name]) for row in spread if row.get(name) is not None} for name in names}
    columns = tuple(Column(name, "number" if kinds[name] and kinds[name] <= {int, float} else "text") for name in names)
    return Table(title, columns, tuple(tuple(row.get(name) for name in names) for row in spread))


def _flat(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        elif isinstance(value, list | tuple):
            text = ", ".join(map(str, value)) if not _records(value) else json.dumps(value, ensure_ascii=False)
            yield f"{before}{name}", text[:_LONGEST]
        else:
            yield f"{before}{name}", value
