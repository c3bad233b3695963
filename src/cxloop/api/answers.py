"""The JSON routes: one for each question, under the same names as on the command line.

They are plain functions, so that each runs on a thread of its own and never on the event loop.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from cxloop.api.comparing import Compared
from cxloop.api.release import Released, opened
from cxloop.api.remembered import Remembered
from cxloop.api.scope import Asked, Texts
from cxloop.app.addresses import windows_kept
from cxloop.app.bringing import signed
from cxloop.app.comparing import NOTHING, Sides, beside, edges_beside
from cxloop.app.marks import marks
from cxloop.app.naming import Naming
from cxloop.app.performance import measurable
from cxloop.app.resolve import window_of
from cxloop.app.workspace import DAY_MS
from cxloop.errors import BadOption, Both, UnknownPain, UnknownWorkspace
from cxloop.model.rule import FIELDS
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import plain_value

router = APIRouter(prefix="/api/v1", route_class=Released)
_OLDEST_PAINS_SECONDS = 50.0
_MOST_REFUSED = 200


def workspace_of(request: Request) -> Workspace:
    """The workspace of whoever is signed in."""
    name = request.state.workspace
    workspaces: Mapping[str, Workspace] = request.app.state.workspaces
    if name not in workspaces:
        raise UnknownWorkspace(workspace=name, known=list(workspaces))
    return workspaces[name]


def simulated(request: Request) -> bool:
    return bool(request.app.state.simulated or workspace_of(request).simulated)


@router.get("/health")
def health(request: Request) -> dict[str, str | int]:
    """`degraded` as long as files that were damaged and set aside are in the data folder."""
    damaged: int = request.app.state.damaged
    return {"status": "degraded" if damaged else "ok", "damaged": damaged}


@router.get("/overview")
def overview(request: Request, scope: Asked, sides: Compared) -> dict[str, Any]:
    workspace = workspace_of(request)
    answer = beside(workspace, workspace.overview, sides, scope)
    return answer | {"simulated": simulated(request), **marks(workspace).to_dict()}


def steps_of(
    step: Texts = [],  # noqa: B006
    order: str = "ordered",
    window: str = "7d",
    step_window: Texts = [],  # noqa: B006
) -> dict[str, Any]:
    """The steps of a funnel and their windows; `any` is no limit, and a step left empty takes its window with it."""
    steps, limits = windows_kept(step, step_window)
    if len(steps) < 2:
        raise BadOption(option="step", reason=Both("two steps or more are needed", "단계가 둘 이상 필요합니다"))
    return {"steps": steps, "order": order, "window": window_of(window), "step_windows": limits}


Stepped = Annotated[dict[str, Any], Depends(steps_of)]


@router.get("/funnel")
def funnel(
    request: Request, scope: Asked, stepped: Stepped, sides: Compared, breakdown: str | None = None
) -> dict[str, Any]:
    workspace = workspace_of(request)
    ask = partial(workspace.funnel, **stepped, breakdown=breakdown or None)
    return beside(workspace, ask, sides, scope)


@router.get("/funnel/customers")
def funnel_customers(
    request: Request,
    scope: Asked,
    stepped: Stepped,
    number: int = Query(ge=0),
    lost: bool = False,
    limit: int = Query(default=100, ge=1, le=1000),
) -> dict[str, Any]:
    """Who came as far as the step of this number, the first being 1; lost: and no further."""
    steps = stepped.pop("steps")
    return workspace_of(request).customers_in(steps, step=number, lost=lost, limit=limit, **stepped, **scope).to_dict()


@router.get("/paths")
def paths(
    request: Request, scope: Asked, sides: Compared, least: int | None = Query(default=None, ge=1)
) -> dict[str, Any]:
    workspace = workspace_of(request)
    return edges_beside(workspace, partial(workspace.paths, least=least), sides, scope)


@router.get("/retention")
def retention(
    request: Request,
    scope: Asked,
    sides: Compared,
    unit: str = "week",
    mode: str = "bracketed",
    start: str | None = None,
    back: str | None = None,
) -> dict[str, Any]:
    chosen = {"unit": unit, "mode": mode} | {k: v for k, v in {"start": start, "back": back}.items() if v}
    workspace = workspace_of(request)
    return beside(workspace, partial(workspace.retention, **chosen), sides, scope)


@router.get("/edge")
def edge(request: Request, scope: Asked, source: str = Query(), target: str = Query()) -> dict[str, Any]:
    return workspace_of(request).edge(source, target, **scope).to_dict()


@router.get("/step")
def step(request: Request, scope: Asked, name: str = Query()) -> dict[str, Any]:
    return workspace_of(request).step(name, **scope).to_dict()


@router.get("/journey")
def journey(request: Request, name: str = Query(), per: str = "customer") -> dict[str, Any]:
    answer: dict[str, Any] = workspace_of(request).journey(opened(request, name), per=per).to_dict()
    return answer


@router.get("/behind")
def behind(
    request: Request,
    scope: Asked,
    of: str = Query(),
    what: Texts = [],  # noqa: B006
    sort: str = "last",
    reverse: bool = False,
    limit: int = Query(default=100, ge=1),
    offset: int = Query(default=0, ge=0),
    customer: str | None = None,
    number: int | None = Query(default=None, ge=0, le=1000),
    who: str | None = None,
    unit: str | None = None,
    mode: str = "bracketed",
    start: str | None = None,
    back: str | None = None,
    order: str = "ordered",
    window: str = "7d",
    step_window: Texts = [],  # noqa: B006
    metric: str | None = None,
    hours: str | None = None,
    outcome: Texts = [],  # noqa: B006
    by: str | None = None,
    group: str | None = None,
    low: float | None = None,
    high: float | None = None,
) -> dict[str, Any]:
    """The customers behind a number, and of one of them (`customer`) the events that make it."""
    limits = windows_kept(what, step_window)[1] if of == "funnel" else None
    return (
        workspace_of(request)
        .behind(
            of, *filter(None, what), sort=sort, reverse=reverse, limit=limit, offset=offset,
            customer=opened(request, customer) if customer else None, number=number, who=who or None, unit=unit or None,
            mode=mode, start=start or None, back=back or None, order=order, window=window_of(window),
            step_windows=limits, metric=metric or None, hours=hours or None, outcomes=tuple(filter(None, outcome)),
            by=by or None, group=opened(request, group) if group else None, low=low, high=high, **scope,
        )
        .to_dict()
    )  # fmt: skip


@router.get("/differences")
def differences(
    request: Request,
    scope: Asked,
    sides: Compared,
    step: Texts = [],  # noqa: B006
    order: str = "ordered",
    window: str = "7d",
) -> dict[str, Any]:
    """What differs between two groups or periods; with two steps or more, their funnel as well."""
    steps = [name for name in step if name]
    answer = workspace_of(request).differences(
        **sides.options, steps=steps if len(steps) > 1 else (),
        order=order, window=window_of(window), **scope,
    )  # fmt: skip
    return answer.to_dict()


@router.get("/pains")
def pains(request: Request, scope: Asked, sides: Compared, outcome: Texts = []) -> dict[str, Any]:  # noqa: B006
    """Where customers struggle; with something to compare, how many of both sides each of it hits."""
    return _pains(request, scope, tuple(filter(None, outcome)), sides)


@router.get("/pains/{pain}")
def one_pain(request: Request, pain: str, scope: Asked, outcome: Texts = []) -> dict[str, Any]:  # noqa: B006
    """One pain point, under the key `pain`, with everything else that the list says of itself."""
    answer = _pains(request, scope, tuple(filter(None, outcome)))
    found = [row for row in answer["pains"] if str(row["id"]) == pain]
    if not found:
        raise UnknownPain(pain=pain, known=[])
    return {name: value for name, value in answer.items() if name != "pains"} | {"pain": found[0]}


@router.get("/imports")
def imports(request: Request) -> dict[str, Any]:
    """The imports, and the first rows that were refused, with their reasons, of those that were not taken back."""
    workspace = workspace_of(request)
    by = signed(workspace) if workspace.version() >= 0 else {}
    rows = [plain_value(row) | {"by": by.get(str(row["number"]), "")} for row in workspace.imports()]
    refused: list[Any] = []
    for row in rows:
        if row["status"] != "undone" and row["refused"] and len(refused) < _MOST_REFUSED:
            some = workspace.state.refused(row["number"], _MOST_REFUSED - len(refused))
            refused += [plain_value(one) | {"path": row["path"]} for one in some]
    return {"imports": rows, "refused": refused}


@router.get("/fields")
def fields(request: Request) -> dict[str, Any]:
    """What rules and breakdowns can name: the fields every log has, and the properties of this one; amounts: whether
    some event has one; metrics: those of what customers rate."""
    workspace = workspace_of(request)
    remembered: Remembered = request.app.state.remembered
    question = ("measurable", request.state.workspace, workspace.version())
    found = remembered.get(question, partial(measurable, workspace))
    rows = [plain_value(row) for row in workspace.imports()]
    properties = {name for row in rows if row["status"] == "done" for name in row["properties"]}
    return {"fields": list(FIELDS), "properties": sorted(properties), **found.to_dict()}


def _pains(
    request: Request, scope: dict[str, Any], outcomes: tuple[str, ...], sides: Sides = NOTHING
) -> dict[str, Any]:
    workspace = workspace_of(request)
    remembered: Remembered = request.app.state.remembered
    if not scope.keys() & {"begin", "end"}:
        scope.pop("zone", None)  # days are all it is needed for, and the same question is worked out once
    # what is imported or taken back is seen at once; what comes in live, within a minute
    imports = tuple((row["number"], row["status"]) for row in workspace.imports())
    named = Naming.of(workspace).key  # so is what somebody hides, or calls an error
    written = workspace.records.stamp() if sides.groups else 0  # who is in a segment may have been changed
    asked = (outcomes, sides, tuple(sorted(scope.items())))
    today = workspace.now_ms() // DAY_MS  # the last days are others tomorrow
    question: Hashable = (request.state.workspace, imports, named, written, today, asked)
    ask = partial(workspace.pains, outcomes, **sides.options, **scope)
    answer: dict[str, Any] = remembered.recent(
        question, workspace.version(), lambda: ask().to_dict(), _OLDEST_PAINS_SECONDS
    )
    return answer
