"""What failed, for whoever asked: a page for people, JSON for programs, both with a code, a message and a way out."""

from __future__ import annotations

import logging
from typing import Final

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from cxloop.api.routes import Declared, declared_for
from cxloop.change.errors import BadFlag
from cxloop.errors import BadOption, BadRule, Both, CxloopError, InternalError
from cxloop.model.rule import parse
from cxloop.model.segment import segment_named
from cxloop.web.errors import NoSuchPage, NotSignedIn
from cxloop.web.language import language_of, told_on_pages
from cxloop.web.rendering import failure_page, sign_in_page

logger = logging.getLogger("cxloop.api")
_RULES: Final = ("where", "compare", "having", "lacking", "first", "last", "step", "start", "back")
_WRITTEN: Final = (
    *_RULES,
    "breakdown",
    "outcome",
    "from",
    "to",
    "compare_from",
    "compare_to",
    "window",
    "step_window",
    "zone",
    "segment",
)
_NAMED: Final = ("step", "property", "moment", "duration", "outcome", "id")
"""Under these names errors keep what was written."""


def refused(request: Request, error: CxloopError, declared: Declared | None = None) -> Response:
    """The answer to a request that failed with `error`."""
    declared = declared or declared_for(request.method, request.scope["path"])
    wants_page = (declared is None and not request.scope["path"].startswith("/api/")) or (
        declared is not None and declared.audience == "page"
    )
    if not wants_page:
        told: dict[str, str | None] = {**told_on_pages(error, language_of(request)), "field": mistaken(request, error)}
        return JSONResponse(told, status_code=error.http_status)
    if isinstance(error, NotSignedIn):
        return sign_in_page(request, status=error.http_status)
    return failure_page(request, told_on_pages(error, language_of(request)), status=error.http_status)


def mistaken(request: Request, error: CxloopError) -> str | None:
    """The query parameter, or the place in a flag, that an error is about, so that a form can say it there; None where
    that is not clear."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if value]
    if isinstance(error, BadOption):
        option = str(error.details["option"]).lstrip("-")
        return option if any(name == option for name, _ in asked) else None
    if isinstance(error, BadFlag):
        return str(error.details["place"])
    if isinstance(error, BadRule):
        return next((name for name, value in asked if name in _RULES and not _readable(value)), None)
    named = next((str(error.details[key]) for key in _NAMED if key in error.details), None)
    fits = (lambda value: value == named, lambda value: named is not None and named in value)
    return next((name for fit in fits for name, value in asked if name in _WRITTEN and fit(value)), None)


def _readable(rule: str) -> bool:
    if segment_named(rule) is not None:
        return True
    try:
        parse(rule)
    except CxloopError:
        return False
    return True


async def on_known(request: Request, error: Exception) -> Response:
    assert isinstance(error, CxloopError)
    return refused(request, error)


async def on_invalid(request: Request, error: Exception) -> Response:
    """A query parameter of the wrong kind."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return refused(request, BadOption(option=first["loc"][-1], reason=Both(first["msg"], "값의 형식이 맞지 않습니다")))


async def on_missing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code >= 500:
        return refused(request, InternalError(what=error.detail))
    return refused(request, NoSuchPage(page=request.scope["path"][:200]))


async def on_unknown(request: Request, error: Exception) -> Response:
    """Ours. The page names the kind of failure and no more; the log has the rest."""
    logger.error("%s %s failed", request.method, request.scope["path"], exc_info=error)
    return refused(request, InternalError(what=type(error).__name__))
