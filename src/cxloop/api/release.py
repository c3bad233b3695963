"""The way out for every answer: personal fields are hidden unless the policy shows them, and what was shown of whom is
written to the audit log first. What cannot be written down is not shown.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from cxloop.api.guard import Caller
from cxloop.api.leaving import asked_for
from cxloop.api.taking import taken, told, wanted
from cxloop.app.door import Door
from cxloop.errors import InternalError
from cxloop.ports.event_table import Sealing
from cxloop.trust.naming import masked, masked_text, named


class Released(APIRoute):
    """A JSON route whose answer passes here; one that tells of customers takes the request, to know who asks."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, _passing(endpoint), **options)


def release(request: Request, answer: dict[str, Any]) -> dict[str, Any] | Response:
    """The answer as whoever asks may see it, as JSON or as a file (`as`)."""
    caller: Caller = request.state.caller
    if caller.declared is None:
        return answer
    format, path = wanted(request), caller.declared.path
    seen = _seen(request, caller, answer, format)
    return told(request, path, seen) if format is None else taken(request, path, seen, format)


def _seen(request: Request, caller: Caller, answer: dict[str, Any], format: str | None) -> dict[str, Any]:
    if caller.declared is None or caller.declared.need.data == "nothing":
        return answer
    door: Door | None = request.app.state.door
    hidden = caller.decision.masked
    _write(door, caller, answer, hidden, format)
    if not hidden:
        return answer
    return {**masked(answer, lambda name: _sealed(door, caller, name)), "masked": True}


def sealing(request: Request) -> Sealing | None:
    """How personal fields are masked for whoever asks, before anything is done with them; None where they are shown."""
    caller: Caller = request.state.caller
    if not caller.decision.masked:
        return None
    door: Door | None = request.app.state.door
    return Sealing(lambda name: _sealed(door, caller, name), masked_text)


def looked(request: Request, what: str, customers: set[str]) -> None:
    """Writes down what somebody looked at, in words of their own. Raises where that cannot be written."""
    door: Door | None = request.app.state.door
    caller: Caller = request.state.caller
    if door is None or caller.actor is None:
        raise InternalError(what="there is no audit log to write to")
    hidden = caller.decision.masked
    door.write(
        caller.actor.name, masked_text(what), caller.workspace, purpose=caller.purpose, customers=customers,
        masked=hidden,
    )  # fmt: skip


def opened(request: Request, name: str) -> str:
    """An identifier as the workspace knows it; whoever sees names masked asks by the masked ones."""
    door: Door | None = request.app.state.door
    workspace = request.state.workspace
    return name if door is None else door.seal.open(name, workspace)


def _write(door: Door | None, caller: Caller, answer: dict[str, Any], hidden: bool, format: str | None) -> None:
    """format: the kind of file in which it is taken along; that is written down whatever it tells."""
    customers = set(named(answer))
    personal = caller.declared is not None and caller.declared.need.data == "personal"
    if not customers and not personal and format is None:
        return
    if door is None or caller.actor is None or caller.declared is None:
        raise InternalError(what="there is no audit log to write to")
    action = f"{caller.declared.method} {caller.declared.path}" + (f" as {format}" if format else "")
    door.write(caller.actor.name, action, caller.workspace, purpose=caller.purpose, customers=customers, masked=hidden)


def _sealed(door: Door | None, caller: Caller, name: str) -> str:
    return "" if door is None else door.seal.close(name, caller.workspace or "")


def _passing(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if "request" not in inspect.signature(endpoint).parameters:
        return endpoint

    @functools.wraps(endpoint)
    def passed(*values: Any, request: Request, **given: Any) -> Any:
        with asked_for(request):
            return release(request, endpoint(*values, request=request, **given))

    return passed
