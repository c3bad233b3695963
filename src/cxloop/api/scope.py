"""The query string of a page or a JSON route, read into the words of the workspace."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Depends, Query, Request

from cxloop.api.remembered import Remembered
from cxloop.app.addresses import channel_rule
from cxloop.app.segments import members
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
    segment: Texts = [],  # noqa: B006
) -> dict[str, Any]:
    """The scope of a question: period (`from`, `to`), filter, kind of journey, segments by name. Empty parameters say
    nothing.

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
        "among": among(request, list(filter(None, segment))),
    }
    said = {name: value for name, value in scope.items() if value or (name == "among" and value is not None)}
    return {"per": per or "customer"} | said


def whole_scope_of(
    request: Request,
    to: str | None = None,
    where: str | None = None,
    per: str = "customer",
    channel: Texts = [],  # noqa: B006
    having: Texts = [],  # noqa: B006
    lacking: Texts = [],  # noqa: B006
    zone: str | None = None,
    segment: Texts = [],  # noqa: B006
) -> dict[str, Any]:
    """The same of whole journeys: where `last` is no step but a number."""
    return scope_of(request, to, where, per, channel, having, lacking, None, None, zone, segment)


Asked = Annotated[dict[str, Any], Depends(scope_of)]
AskedWhole = Annotated[dict[str, Any], Depends(whole_scope_of)]


def among(request: Request, names: list[str]) -> frozenset[str] | None:
    """Who is in all of these segments; None where none is named. Raises UnknownRecord."""
    workspace = request.app.state.workspaces.get(request.state.workspace)
    if not names or workspace is None:
        return None
    remembered: Remembered = request.app.state.remembered
    known = (workspace.name, workspace.version(), workspace.records.stamp())
    found = [remembered.get(("segment", name, *known), partial(members, workspace, name)) for name in names]
    return frozenset.intersection(*found)
