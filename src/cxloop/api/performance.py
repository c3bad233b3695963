"""The JSON routes of performance: metrics over time, what happened meanwhile, and segments."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.comparing import Compared
from cxloop.api.loop import Given, who
from cxloop.api.release import Released
from cxloop.api.remembered import Remembered
from cxloop.api.scope import AskedWhole, Texts
from cxloop.app import marks, segments
from cxloop.app.comparing import metrics_beside
from cxloop.app.performance import performance as over_time
from cxloop.app.workspace import DAY_MS
from cxloop.learn.mark import SORTS

router = APIRouter(prefix="/api/v1", route_class=Released)
_OLDEST_SECONDS = 30.0


class NewMark(Given):
    title: Annotated[str, Field(max_length=300)]
    at: Annotated[str, Field(max_length=40)]
    until: Annotated[str, Field(max_length=40)] | None = None
    sort: Literal[SORTS] = "other"  # type: ignore[valid-type]


class MarkEdit(Given):
    title: Annotated[str, Field(max_length=300)] | None = None
    at: Annotated[str, Field(max_length=40)] | None = None
    until: Annotated[str, Field(max_length=40)] | None = None
    sort: Literal[SORTS] | None = None  # type: ignore[valid-type]


@router.get("/performance")
def performance(
    request: Request,
    scope: AskedWhole,
    sides: Compared,
    metric: Texts = [],  # noqa: B006
    unit: str = "week",
    last: int = Query(default=12, ge=1),
    by: str | None = None,
    hours: str | None = None,
) -> dict[str, Any]:
    """Metrics over time; what comes in live is seen within half a minute, what is brought in or taken back at once."""
    workspace = workspace_of(request)
    remembered: Remembered = request.app.state.remembered
    chosen = list(filter(None, metric))
    options: dict[str, Any] = {"unit": unit, "last": last, "by": by or None, "hours": hours or None}
    written = workspace.records.stamp()  # what somebody has just written down is seen at once
    asked = (tuple(chosen), *options.values(), sides, tuple(sorted(scope.items())))
    today = workspace.now_ms() // DAY_MS  # the last days are others tomorrow
    brought = tuple(one.number for one in workspace.state.imports() if one.status == "done")
    question = ("performance", request.state.workspace, written, brought, today, asked)

    def ask() -> dict[str, Any]:
        return metrics_beside(workspace, partial(over_time, workspace, **options), sides, scope, chosen)

    answer: dict[str, Any] = remembered.recent(question, workspace.version(), ask, _OLDEST_SECONDS)
    return answer


class NewSegment(Given):
    name: Annotated[str, Field(max_length=100)]
    having: Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=20)] = ()
    lacking: Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=20)] = ()
    pain: Annotated[str, Field(max_length=200)] | None = None
    outcome: Annotated[str, Field(max_length=500)] | None = None
    beta: Annotated[str, Field(max_length=100)] | None = None
    within_days: float | None = None


@router.get("/segments")
def segment_list(request: Request) -> dict[str, Any]:
    return segments.segments(workspace_of(request)).to_dict()


@router.post("/segments")
def add_segment(request: Request, given: NewSegment) -> dict[str, Any]:
    made = segments.add_segment(
        workspace_of(request), given.name, who(request), having=given.having, lacking=given.lacking, pain=given.pain,
        beta=given.beta, within_days=given.within_days, asked={"outcomes": (given.outcome,)} if given.outcome else {},
    )  # fmt: skip
    return segments.SegmentList((made,)).to_dict()


@router.post("/segments/end")
def end_segment(request: Request, name: Annotated[str, Body(embed=True, max_length=100)]) -> dict[str, Any]:
    return segments.end_segment(workspace_of(request), name, who(request)).to_dict()


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


@router.post("/marks/{number}")
def edit_mark(request: Request, number: str, given: MarkEdit) -> dict[str, Any]:
    fields = {name: value or None for name, value in given.fields().items() if value or name == "until"}
    return marks.edit_mark(workspace_of(request), number, who(request), fields).to_dict()


@router.post("/marks/{number}/restore")
def restore_mark(request: Request, number: str) -> dict[str, Any]:
    return marks.restore_mark(workspace_of(request), number, who(request)).to_dict()
