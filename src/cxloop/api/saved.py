"""The JSON routes of saved questions and dashboards."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import Given, who
from cxloop.api.release import Released
from cxloop.app import dashboards, saved
from cxloop.app.addresses import LONGEST_QUERY, address_of, sealed
from cxloop.app.door import Door
from cxloop.change.errors import UnknownRecord
from cxloop.understand.dashboard import SIZES, Tile

router = APIRouter(prefix="/api/v1", route_class=Released)
Name = Annotated[str, Field(max_length=1000)]
Address = Annotated[str, Field(max_length=LONGEST_QUERY)]
Day = Annotated[str, Field(max_length=40)]


class NewQuestion(Given):
    name: Name
    page: Address
    query: Address = ""
    description: Name = ""


class QuestionEdit(Given):
    name: Name | None = None
    page: Address | None = None
    query: Address | None = None
    description: Name | None = None


class Pinned(Given):
    """saved: the number of a saved question; page and query else. follows: whether the period of the dashboard goes
    before its own; if it does not say, a question shows what was pinned, and a page without a period follows."""

    saved: Name | None = None
    page: Address = "/"
    query: Address = ""
    title: Name = ""
    size: Literal[SIZES] = "small"  # type: ignore[valid-type]
    follows: bool | None = None


class GivenTile(Pinned):
    id: Annotated[str, Field(max_length=20)]


class NewDashboard(Given):
    """ready: with the tiles that a workspace begins with; titles: of those that need one (`funnel`)."""

    name: Name
    description: Name = ""
    ready: bool = False
    titles: dict[str, Name] = Field(default_factory=dict)


class DashboardEdit(Given):
    """version: the one that was looked at."""

    name: Name | None = None
    description: Name | None = None
    begin: Day | None = None
    end: Day | None = None
    days: int | None = None
    tiles: Annotated[list[GivenTile], Field(max_length=100)] | None = None
    version: int | None = None


@router.get("/saved")
def saved_list(request: Request) -> dict[str, Any]:
    return saved.saved_questions(workspace_of(request)).to_dict()


@router.post("/saved")
def save_question(request: Request, given: NewQuestion) -> dict[str, Any]:
    page, query = _sealed(request, given.page, given.query)
    made = saved.save_question(
        workspace_of(request), given.name, page, query, who(request), description=given.description
    )
    return made.to_dict()


@router.get("/saved/{number}")
def saved_question(request: Request, number: str) -> dict[str, Any]:
    return saved.saved_question(workspace_of(request), number).to_dict()


@router.post("/saved/{number}")
def edit_question(request: Request, number: str, given: QuestionEdit) -> dict[str, Any]:
    fields = {name: value for name, value in given.fields().items() if value is not None}
    if given.page is not None:
        fields["page"], fields["query"] = _sealed(request, given.page, given.query or "")
    return saved.edit_question(workspace_of(request), number, who(request), fields).to_dict()


@router.post("/saved/{number}/remove")
def remove_question(request: Request, number: str) -> dict[str, Any]:
    return saved.remove_question(workspace_of(request), number, who(request)).to_dict()


@router.post("/saved/{number}/restore")
def restore_question(request: Request, number: str) -> dict[str, Any]:
    return saved.restore_question(workspace_of(request), number, who(request)).to_dict()


@router.get("/dashboards")
def dashboard_list(request: Request) -> dict[str, Any]:
    return dashboards.dashboards(workspace_of(request)).to_dict()


@router.post("/dashboards")
def add_dashboard(request: Request, given: NewDashboard) -> dict[str, Any]:
    """A new one; `ready` with what a workspace begins with, for the last seven days."""
    workspace = workspace_of(request)
    more: dict[str, Any] = {}
    if given.ready:
        more = {"tiles": dashboards.ready_tiles(workspace, given.titles), "days": 7}
    made = dashboards.add_dashboard(workspace, given.name, who(request), description=given.description, **more)
    return made.to_dict()


@router.get("/dashboards/{number}")
def dashboard(request: Request, number: str) -> dict[str, Any]:
    return dashboards.dashboard(workspace_of(request), number).to_dict()


@router.post("/dashboards/{number}")
def edit_dashboard(request: Request, number: str, given: DashboardEdit) -> dict[str, Any]:
    fields = given.fields()
    version = fields.pop("version", None)
    fields = {name: value for name, value in fields.items() if value is not None or name in ("begin", "end", "days")}
    if given.tiles is not None:
        fields["tiles"] = tuple(_tile(request, one) for one in given.tiles)
    return dashboards.edit_dashboard(workspace_of(request), number, who(request), fields, version).to_dict()


@router.post("/dashboards/{number}/tiles")
def pin(request: Request, number: str, given: Pinned) -> dict[str, Any]:
    if given.saved is not None:
        saved.saved_question(workspace_of(request), given.saved)  # there has to be one
    tile = _tile(request, GivenTile(id="", **given.model_dump()))
    return dashboards.pin(workspace_of(request), number, who(request), tile).to_dict()


@router.post("/dashboards/{number}/remove")
def remove_dashboard(request: Request, number: str) -> dict[str, Any]:
    return dashboards.remove_dashboard(workspace_of(request), number, who(request)).to_dict()


@router.post("/dashboards/{number}/restore")
def restore_dashboard(request: Request, number: str) -> dict[str, Any]:
    return dashboards.restore_dashboard(workspace_of(request), number, who(request)).to_dict()


def _tile(request: Request, given: GivenTile) -> Tile:
    """A tile; that of a saved question has a copy of what it asks, for when it is deleted. Raises BadRecord."""
    page, query = _sealed(request, given.page, given.query)
    if given.saved is not None:
        with suppress(UnknownRecord):
            known = saved.saved_question(workspace_of(request), given.saved).saved
            page, query = known.page, known.query
    follows = given.saved is None and not query if given.follows is None else given.follows
    return Tile(given.id, page, query, given.title, given.saved, given.size, follows)


def _sealed(request: Request, page: str, query: str) -> tuple[str, str]:
    """Page and query of an address, the name of a customer in it sealed. Raises BadRecord."""
    door: Door | None = request.app.state.door
    workspace = request.state.workspace
    page, query = address_of(f"{page}?{query}" if query else page)
    if door is None:
        return page, query
    seal = door.seal
    return sealed(page, query, lambda name: seal.close(seal.open(name, workspace), workspace))
