"""The JSON routes of performance: metrics over time, and what happened meanwhile."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import who
from cxloop.api.release import Released
from cxloop.api.remembered import Remembered
from cxloop.api.scope import Asked, Texts
from cxloop.app import marks
from cxloop.app.performance import performance as over_time
from cxloop.learn.mark import SORTS

router = APIRouter(prefix="/api/v1", route_class=Released)
_OLDEST_SECONDS = 30.0


class NewMark(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[str, Field(max_length=300)]
    at: Annotated[str, Field(max_length=40)]
    until: Annotated[str, Field(max_length=40)] | None = None
    sort: Literal[SORTS] = "other"  # type: ignore[valid-type]


@router.get("/performance")
def performance(
    request: Request,
    scope: Asked,
    metric: Texts = [],  # noqa: B006
    unit: str = "week",
    last: int = Query(default=12, ge=1),
    by: str | None = None,
    hours: str | None = None,
) -> dict[str, Any]:
    """Metrics over time; what comes in live is seen within half a minute."""
    workspace = workspace_of(request)
    remembered: Remembered = request.app.state.remembered
    chosen = tuple(filter(None, metric))
    options = {"unit": unit, "last": last, "by": by or None, "hours": hours or None}
    question = ("performance", request.state.workspace, chosen, *options.values(), tuple(sorted(scope.items())))

    def ask() -> dict[str, Any]:
        return over_time(workspace, chosen, **options, **scope).to_dict()  # type: ignore[arg-type]

    answer: dict[str, Any] = remembered.recent(
        question, (workspace.version(), workspace.records.stamp()), ask, _OLDEST_SECONDS
    )
    return answer


@router.get("/marks")
def mark_list(request: Request) -> dict[str, Any]:
    return marks.marks(workspace_of(request)).to_dict()


@router.post("/marks")
def add_mark(request: Request, given: NewMark) -> dict[str, Any]:
    made = marks.add_mark(
        workspace_of(request), given.title, who(request), given.at, until=given.until or None, sort=given.sort
    )
    return made.to_dict()


@router.post("/marks/{number}/remove")
def remove_mark(request: Request, number: str) -> dict[str, Any]:
    return marks.remove_mark(workspace_of(request), number, who(request)).to_dict()
