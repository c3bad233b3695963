"""The query string of a page or a JSON route, read into the words of the workspace."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from cxloop.errors import BadOption, Both
from cxloop.model.rule import parse

Texts = Annotated[list[str], Query()]


def scope_of(
    request: Request,
    to: str | None = None,
    where: str | None = None,
    per: str = "customer",
    channel: Texts = [],  # noqa: B006 - FastAPI copies it
    having: Texts = [],  # noqa: B006
    lacking: Texts = [],  # noqa: B006
    first: str | None = None,
    last: str | None = None,
    zone: str | None = None,
) -> dict[str, Any]:
    """The scope of a question: period (`from`, `to`), filter, kind of journey. Empty parameters say nothing.

    Raises BadRule here already, where the position still counts from the beginning of what was written.
    """
    if where:
        parse(where)
    if bool(first) != bool(last):
        raise BadOption(
            option="last" if first else "first", reason=Both("two steps are needed", "단계 두 개가 필요합니다")
        )
    rules = [rule for rule in (where, channel_rule(channel)) if rule]
    scope: dict[str, Any] = {
        "begin": request.query_params.get("from") or None,
        "end": to or None,
        "where": rules[0] if len(rules) == 1 else " and ".join(f"({rule})" for rule in rules),
        "having": tuple(filter(None, having)),
        "lacking": tuple(filter(None, lacking)),
        "between": (first, last) if first and last else None,
        "zone": zone,
    }
    return {"per": per or "customer"} | {name: value for name, value in scope.items() if value}


Asked = Annotated[dict[str, Any], Depends(scope_of)]


def channel_rule(channels: list[str]) -> str:
    """A rule that holds for events in one of the channels; empty where none is named.

    >>> channel_rule(["web", 'a"b'])
    'channel in ("web", "a\\\\"b")'
    """
    named = [quoted(channel) for channel in channels if channel]
    return f"channel in ({', '.join(named)})" if named else ""


def quoted(text: str) -> str:
    """Text as the rule language writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
