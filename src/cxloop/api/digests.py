"""The week in one answer, when it is written by itself, and the round that writes it."""

from __future__ import annotations

import logging
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.api.rounds import Rounds
from cxloop.app.digest import digest, plan_digest, schedule, write_due
from cxloop.ports.workspace import Workspace

router = APIRouter(prefix="/api/v1", route_class=Released)
EVERY_SECONDS: Final = 60.0


class Planned(Given):
    weekday: Text = "monday"
    hour: int = Field(9, ge=0, le=23)
    zone: Text | None = None
    language: Literal["en", "ko"] = "en"
    on: bool = True


@router.get("/digest")
def the_week(request: Request, zone: str | None = None) -> dict[str, Any]:
    return digest(workspace_of(request), zone=zone).to_dict()


@router.get("/digest/plan")
def planned(request: Request) -> dict[str, Any]:
    return schedule(workspace_of(request)).to_dict()


@router.post("/digest/plan")
def plan(request: Request, given: Planned) -> dict[str, Any]:
    return plan_digest(workspace_of(request), who(request), **given.model_dump()).to_dict()


class Digests(Rounds):
    """See `Rounds`."""

    name, failing = "digests", "the digest of %s could not be written"
    logger = logging.getLogger("cxloop.digests")

    def look_at(self, name: str, workspace: Workspace) -> None:
        write_due(workspace)
