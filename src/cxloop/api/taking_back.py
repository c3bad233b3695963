"""The JSON routes that take back what one has just written down: one for each kind, so that each has its role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request

from cxloop.api.answers import workspace_of
from cxloop.api.loop import who
from cxloop.api.release import Released
from cxloop.api.routes import TAKEN_BACK
from cxloop.app.taking_back import take_back

router = APIRouter(prefix="/api/v1", route_class=Released)
Version = Annotated[int | None, Body(embed=True, ge=1)]


def _undoing(kind: str) -> Callable[..., dict[str, Any]]:
    def undo(request: Request, number: str, version: Version = None) -> dict[str, Any]:
        """Writes the version before one's own last one again."""
        return take_back(workspace_of(request), kind, number, who(request), version).to_dict()

    return undo


for _kind in TAKEN_BACK:
    router.add_api_route(f"/records/{_kind}/{{number}}/undo", _undoing(_kind), methods=["POST"], name=f"undo_{_kind}")
