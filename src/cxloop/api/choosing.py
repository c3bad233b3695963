"""The JSON routes that say what there is to choose from: steps, values of a field, and whether a rule can be read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query, Request

from cxloop.api.answers import workspace_of
from cxloop.api.release import Released
from cxloop.api.scope import Asked, Texts
from cxloop.app import choosing
from cxloop.app.addresses import windows_kept
from cxloop.app.resolve import window_of

router = APIRouter(prefix="/api/v1", route_class=Released)


@router.get("/next")
def next_steps(
    request: Request,
    scope: Asked,
    step: Texts = [],  # noqa: B006
    order: str = "ordered",
    window: str = "any",
    step_window: Texts = [],  # noqa: B006
) -> dict[str, Any]:
    """What customers do after these steps, and how many: the funnel's own count, were it one step longer."""
    steps, limits = windows_kept(step, step_window)
    answer = choosing.next_steps(
        workspace_of(request), steps, order=order, window=window_of(window),
        step_windows=limits, **scope,
    )  # fmt: skip
    return answer.to_dict()


@router.get("/values")
def values(
    request: Request,
    scope: Asked,
    field: str = Query(max_length=500),
    search: str = Query(default="", max_length=500),
    limit: int = Query(default=50, ge=1, le=200),
) -> dict[str, Any]:
    """The values of a field that most customers have, with counts."""
    return choosing.values(workspace_of(request), field, search=search, most=limit, **scope).to_dict()


@router.get("/rule")
def rule(request: Request, rule: str = Query(max_length=10_000), per: str = "customer") -> dict[str, Any]:
    """The rule again, where it can be asked; else what is wrong with it, and where."""
    choosing.check(workspace_of(request), rule, per)
    return {"rule": rule}
