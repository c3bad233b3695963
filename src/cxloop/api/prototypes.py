"""The JSON routes of prototypes, under the same names as on the command line."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.app import prototypes
from cxloop.app.door import Door
from cxloop.change.prototype import MOST_INVITED, QUESTION_KINDS
from cxloop.errors import InternalError

router = APIRouter(prefix="/api/v1", route_class=Released)


class Asking(Given):
    kind: Literal[QUESTION_KINDS]  # type: ignore[valid-type]
    text: Text
    key: Annotated[str, Field(max_length=40)] = ""


class PrototypeEdit(Given):
    title: Text | None = None
    description: Text | None = None
    address: Text | None = None
    questions: Annotated[list[Asking], Field(max_length=20)] | None = None
    invited: Annotated[list[Text], Field(max_length=MOST_INVITED)] | None = None
    state: Literal["open", "closed"] | None = None


class NewPrototype(PrototypeEdit):
    idea: Text


@router.get("/prototypes")
def prototype_list(request: Request, idea: str | None = None) -> dict[str, Any]:
    return prototypes.prototypes(workspace_of(request), idea or None).to_dict()


@router.post("/prototypes")
def add_prototype(request: Request, given: NewPrototype) -> dict[str, Any]:
    fields = given.fields()
    idea, title = fields.pop("idea"), fields.pop("title", None) or ""
    return prototypes.add_prototype(workspace_of(request), idea, title, who(request), fields).to_dict()


@router.get("/prototypes/{number}")
def prototype(request: Request, number: str) -> dict[str, Any]:
    return prototypes.prototype(workspace_of(request), number).to_dict()


@router.post("/prototypes/{number}")
def edit_prototype(request: Request, number: str, given: PrototypeEdit) -> dict[str, Any]:
    return prototypes.edit_prototype(workspace_of(request), number, who(request), given.fields()).to_dict()


@router.get("/prototypes/{number}/links")
def prototype_links(request: Request, number: str, base: str | None = None, key: str = "KEY") -> dict[str, Any]:
    door: Door | None = request.app.state.door
    if door is None:
        raise InternalError(what="there is nothing to seal codes with")
    workspace = workspace_of(request)
    return prototypes.links(workspace, number, door.seal, base or str(request.base_url), key).to_dict()
