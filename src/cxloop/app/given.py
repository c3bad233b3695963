"""The columns that a person names for an import, read against those the file has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from cxloop.app.resolve import one_of, zone_named
from cxloop.errors import BadOption, Both
from cxloop.listen.date_order import NAMED
from cxloop.listen.mapping import Mapping
from cxloop.model.rule import nfc
from cxloop.particles import particle

Given = TypeVar("Given")


def mapping_of(
    columns: Sequence[str],
    *,
    customer: str | None = None,
    identifiers: str | Iterable[str | tuple[str, str]] = (),
    times: str | Iterable[str | tuple[str, str | None]] = (),
    event: str | None = None,
    event_name: str | None = None,
    value: str | None = None,
    zone: str | None = None,
    dates: str | None = None,
    **single: str | None,
) -> Mapping:
    """The mapping that the options say, open where they say nothing.

    customer: `COLUMN` or `COLUMN:KIND`. identifiers: `KIND=COLUMN` or pairs. times: `COLUMN`, `COLUMN=NAME` or pairs.
    event: `COLUMN` or `=NAME`. value: `COLUMN`, or `COLUMN=NAME` with the event of a wide table that carries it.
    single: case, channel, owner, due, id, text. A name that is a column as it stands is taken whole, so that columns
    with colons and equals signs need no quoting; whether Hangul and accents are written composed or not makes no
    difference.

    >>> mapping_of(["mail", "at"], customer="mail:e-mail", times="at", event="=visit")
    ... # doctest: +ELLIPSIS +NORMALIZE_WHITESPACE
    Mapping(customer='mail', customer_kind='e-mail', ..., times=(('at', None),), event=None, event_name='visit', ...)
    """
    known = {nfc(column): column for column in columns} | {column: column for column in columns}

    def named(column: str) -> str:
        return known.get(column, known.get(nfc(column), column))

    given: dict[str, Any] = {name: named(column) for name, column in single.items() if column is not None}
    if customer is not None:
        given["customer"], given["customer_kind"] = _with_kind(named(customer), known)
        given["customer"] = named(given["customer"])
    if event is not None and event.startswith("=") and named(event) not in known:
        event_name, event = event[1:], None
    if event_name == "":
        raise BadOption(option="--event", reason=Both("a name is missing after =", "= 뒤에 이름이 없습니다"))
    if value is not None:
        given["value"], given["value_at"] = _pair("--value", value, known)
        given["value"] = named(given["value"])
    if zone is not None:
        given["zone"] = zone_named(zone)
    if dates is not None:
        given["dates"] = one_of("--dates", dates, NAMED)
    return Mapping(
        identifiers=tuple((kind, named(column)) for kind, column in map(_identifier, _each(identifiers))),
        times=tuple((named(column), name) for column, name in (_time(text, known) for text in _each(times))),
        event=event and named(event),
        event_name=event_name,
        **given,
    )


def _with_kind(text: str, columns: Collection[str]) -> tuple[str, str]:
    column, colon, kind = text.rpartition(":")
    if text in columns or not colon or not column or not kind:
        return text, "customer"
    return column, kind


def _each(given: str | Iterable[Given]) -> Iterable[str | Given]:
    return (given,) if isinstance(given, str) else given


def _identifier(text: str | tuple[str, str]) -> tuple[str, str]:
    if not isinstance(text, str):
        return text
    kind, equals, column = text.partition("=")
    if not equals or not kind or not column:
        raise BadOption(
            option="--identifier",
            reason=Both(f"“{text}” is not KIND=COLUMN", f"“{text}”{particle(text, '은')} KIND=COLUMN 꼴이 아닙니다"),
        )
    return kind, column


def _time(text: str | tuple[str, str | None], columns: Collection[str]) -> tuple[str, str | None]:
    return text if not isinstance(text, str) else _pair("--time", text, columns)


def _pair(option: str, text: str, columns: Collection[str]) -> tuple[str, str | None]:
    """`COLUMN` or `COLUMN=NAME`."""
    column, equals, name = text.partition("=")
    if text in columns or nfc(text) in columns or not equals:
        return text, None
    while column not in columns and nfc(column) not in columns and "=" in name:
        more, _, name = name.partition("=")
        column = f"{column}={more}"
    if not name:
        raise BadOption(
            option=option, reason=Both(f"a name is missing after {column}=", f"{column}= 뒤에 이름이 없습니다")
        )
    return column, name
