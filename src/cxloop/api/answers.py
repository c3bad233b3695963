"""The JSON routes: one for each question, under the same names as on the command line.

They are plain functions, so that each runs on a thread of its own and never on the event loop.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from fastapi import APIRouter, Query, Request

from cxloop.api.remembered import Remembered
from cxloop.api.scope import Asked, Texts
from cxloop.errors import BadOption, UnknownPain, UnknownWorkspace
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import plain_value

router = APIRouter(prefix="/api/v1")


def workspace_of(request: Request) -> Workspace:
    """The workspace of whoever is signed in."""
    name = request.state.session.workspace
    workspaces: Mapping[str, Workspace] = request.app.state.workspaces
    if name not in workspaces:
        raise UnknownWorkspace(workspace=name, known=list(workspaces))
    return workspaces[name]


def simulated(request: Request) -> bool:
    return bool(request.app.state.simulated or workspace_of(request).simulated)


@router.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/overview")
def overview(request: Request, scope: Asked) -> dict[str, Any]:
    answer = workspace_of(request).overview(**scope).to_dict()
    return answer | {"simulated": simulated(request)}


@router.get("/funnel")
def funnel(
    request: Request,
    scope: Asked,
    step: Texts = [],  # noqa: B006
    order: str = "ordered",
    window: str = "7d",
    breakdown: str | None = None,
) -> dict[str, Any]:
    steps = [name for name in step if name]
    if len(steps) < 2:
        raise BadOption(option="step", reason="two steps or more are needed")
    return (
        workspace_of(request).funnel(steps, order=order, window=window, breakdown=breakdown or None, **scope).to_dict()
    )


@router.get("/paths")
def paths(request: Request, scope: Asked, compare: str | None = None) -> dict[str, Any]:
    return workspace_of(request).paths(compare=compare or None, **scope).to_dict()


@router.get("/retention")
def retention(
    request: Request,
    scope: Asked,
    unit: str = "week",
    mode: str = "bracketed",
    start: str | None = None,
    back: str | None = None,
) -> dict[str, Any]:
    chosen = {"unit": unit, "mode": mode} | {k: v for k, v in {"start": start, "back": back}.items() if v}
    return workspace_of(request).retention(**chosen, **scope).to_dict()


@router.get("/edge")
def edge(request: Request, scope: Asked, source: str = Query(), target: str = Query()) -> dict[str, Any]:
    return workspace_of(request).edge(source, target, **scope).to_dict()


@router.get("/step")
def step(request: Request, scope: Asked, name: str = Query()) -> dict[str, Any]:
    return workspace_of(request).step(name, **scope).to_dict()


@router.get("/journey")
def journey(request: Request, name: str = Query(), per: str = "customer") -> dict[str, Any]:
    return workspace_of(request).journey(name, per=per).to_dict()


@router.get("/pains")
def pains(request: Request, scope: Asked, outcome: Texts = []) -> dict[str, Any]:  # noqa: B006
    return _pains(request, scope, tuple(filter(None, outcome)))


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
    """The imports, and the first rows that were refused with their reasons."""
    workspace = workspace_of(request)
    rows = [plain_value(row) for row in workspace.imports()]
    return {"imports": rows, "refused": [plain_value(row) for row in workspace.state.refused(limit=200)]}


def _pains(request: Request, scope: dict[str, Any], outcomes: tuple[str, ...]) -> dict[str, Any]:
    workspace = workspace_of(request)
    remembered: Remembered = request.app.state.remembered
    question: Hashable = (
        request.state.session.workspace,
        workspace.version(),
        outcomes,
        tuple(sorted(scope.items())),
    )
    answer: dict[str, Any] = remembered.get(question, lambda: workspace.pains(outcomes, **scope).to_dict())
    return answer
