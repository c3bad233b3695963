"""The JSON routes of names and settings: what events and channels are called, how a workspace counts, who said so."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from cxloop.api.answers import workspace_of
from cxloop.api.loop import Given, who
from cxloop.api.release import Released
from cxloop.app import names
from cxloop.model.label import DAYS, GUESSED, TOUCHES
from cxloop.questions.answer import plain_value

router = APIRouter(prefix="/api/v1", route_class=Released)
Name = Annotated[str, Field(max_length=100)]
Source = Annotated[str, Field(min_length=1, max_length=20_000)]
"""A name as it came with the data."""


class EventEdit(Given):
    event: Source
    ko: Name | None = None
    en: Name | None = None
    description: Annotated[str, Field(max_length=1_000)] | None = None
    person: Name | None = None
    kind: Literal[TOUCHES] | None = None  # type: ignore[valid-type]
    error: Literal[GUESSED] | None = None  # type: ignore[valid-type]
    hidden: bool | None = None
    merged_into: Annotated[str, Field(max_length=20_000)] | None = None


class ChannelEdit(Given):
    channel: Source
    ko: Name | None = None
    en: Name | None = None
    kind: Literal[TOUCHES] | None = None  # type: ignore[valid-type]


class SettingsEdit(Given):
    currency: Annotated[str, Field(max_length=3)] | None = None
    zone: Annotated[str, Field(max_length=100)] | None = None
    week_begins: Literal[DAYS] | None = None  # type: ignore[valid-type]
    hours: Annotated[str, Field(max_length=200)] | None = None
    bots: Annotated[str, Field(max_length=5_000)] | None = None


@router.get("/names")
def name_list(request: Request) -> dict[str, Any]:
    """Events and channels as they came, whatever is hidden or merged, and the settings."""
    return names.names(workspace_of(request)).to_dict()


@router.post("/names/event")
def set_label(request: Request, given: EventEdit) -> dict[str, Any]:
    told = _fields(given, "event")
    return {"events": [plain_value(names.set_label(workspace_of(request), given.event, who(request), told))]}


@router.post("/names/channel")
def set_channel(request: Request, given: ChannelEdit) -> dict[str, Any]:
    told = _fields(given, "channel")
    return {"channels": [plain_value(names.set_channel(workspace_of(request), given.channel, who(request), told))]}


@router.post("/names/settings")
def set_settings(request: Request, given: SettingsEdit) -> dict[str, Any]:
    return {"settings": plain_value(names.set_settings(workspace_of(request), who(request), _fields(given)))}


@router.get("/names/history")
def edit_list(request: Request) -> dict[str, Any]:
    return names.edits(workspace_of(request)).to_dict()


@router.post("/names/history/{number}/undo")
def undo_edit(request: Request, number: int) -> dict[str, Any]:
    """Writes again what there was before an edit."""
    return names.undo_edit(workspace_of(request), number, who(request)).to_dict()


def _fields(given: Given, *named: str) -> dict[str, Any]:
    return {name: value for name, value in given.fields().items() if name not in named and value is not None}
