"""Templates into pages. Everything is escaped, and a name the template does not know is an error."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from cxloop.app.naming import Naming
from cxloop.errors import CxloopError
from cxloop.trust.accounts import LONGEST_PURPOSE, OWNER_PURPOSE, Session
from cxloop.trust.policy import SEES_PERSONAL, Role
from cxloop.web import allowed, rooms, zone
from cxloop.web.errors import ConsoleMissing
from cxloop.web.language import language_of, told_on_pages, translate

THEME_COOKIE: Final = "cxloop_theme"
_WITH_NAMES: Final = frozenset(("imports", "journeys", "funnel", "pains", "goals", "prototype", "sql", "query"))
"""Rooms, and single pages, that show names or texts of customers."""
THEMES: Final = ("auto", "light", "dark")
ROOT: Final = Path(str(resources.files("cxloop.web")))
BUILT: Final = ROOT / "static" / "dist"


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of the console from its template; `values` are what only this page shows."""
    if not (BUILT / "shell.js").exists():
        raise ConsoleMissing()
    return _rendered(request, name, status, {"room": "", "crumbs": (), "given": {}, "island": name} | values)


def render(name: str, values: Mapping[str, Any]) -> str:
    """A template that stands outside of the console, with these values and no others."""
    return _environment().get_template(f"{name}.html").render(values)


def sign_in_page(
    request: Request,
    *,
    spent: bool = False,
    failed: CxloopError | None = None,
    status: int = 200,
    back: str | None = None,
) -> HTMLResponse:
    """Asks for name and password, and says how to get a link. spent: the link that was opened no longer works;
    failed: why the last try was refused;
    back: where to go then, if not to the page that was asked for."""
    state = request.app.state
    own = {
        "spent": spent,
        "workspace": None,
        "by_password": getattr(state, "door", None) is not None,
        "elsewhere": getattr(state, "openid", None) is not None,
        "failed": _said(request, failed),
        "back": back or _here(request),
    }
    return _rendered(request, "sign_in", status, _plain("sign_in") | own, _retry(failed))


def password_page(
    request: Request, *, old_needed: bool, failed: CxloopError | None = None, status: int = 200
) -> HTMLResponse:
    """Asks for a new password."""
    own = {"old_needed": old_needed, "failed": _said(request, failed)}
    return _rendered(request, "password", status, _plain("password") | own, _retry(failed))


def failure_page(request: Request, failure: Mapping[str, str], *, status: int) -> HTMLResponse:
    """What went wrong, with its code and the way out."""
    return _rendered(request, "failure", status, _plain("failure") | {"failure": failure})


def _plain(name: str) -> dict[str, Any]:
    return {"room": "", "crumbs": (), "given": {}, "island": "", "title": f"{name}.title"}


def _said(request: Request, failed: CxloopError | None) -> dict[str, Any] | None:
    return None if failed is None else told_on_pages(failed, language_of(request))


def _retry(failed: CxloopError | None) -> dict[str, str]:
    seconds = None if failed is None else failed.details.get("seconds")
    return {} if seconds is None else {"retry-after": str(seconds)}


def _rendered(
    request: Request, name: str, status: int, values: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> HTMLResponse:
    language = language_of(request)
    theme = request.cookies.get(THEME_COOKIE, "auto")
    labels = _labels(request, language)
    chosen = zone.zone_of(request, labels.get("settings", {}).get("zone"))
    role: Role | None = getattr(getattr(request.state, "session", None), "role", None)
    common = {
        "t": functools.partial(translate, language),
        "language": language,
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "stages": rooms.STAGES,
        "stage": rooms.stage_of(values["room"]),
        "help": rooms.HELP.get(values["room"], "index"),
        "back": _here(request),
        "simulated": _simulated(request),
        "workspace": _workspace(request),
        "role": role or "",
        "refused": {} if role is None else allowed.refused(role),
        "closed": {} if role is None else allowed.closed(role),
        "empty": _empty(request),
        "workspaces": getattr(getattr(request.state, "session", None), "workspaces", ()),
        "names": _names(request, {values["room"], name}),
        "zone": chosen,
        "zones": zone.choices(chosen),
        "labels": labels,
    }
    html = _environment().get_template(f"{name}.html").render(common | dict(values))
    own = {"content-language": language, "vary": "accept-language, cookie", **(headers or {})}
    return HTMLResponse(html, status_code=status, headers=own)


def _workspace(request: Request) -> str | None:
    """The name of the workspace of whoever is signed in; None for anybody else."""
    name: str | None = getattr(request.state, "workspace", None)
    return name


def _empty(request: Request) -> bool:
    """Whether nothing has been brought in yet."""
    workspace = request.app.state.workspaces.get(_workspace(request))
    return workspace is not None and workspace.version() < 0


def _names(request: Request, here: set[str]) -> dict[str, Any] | None:
    """Whether the names on this page are shown, and what for; None where there are none, or they are one's own."""
    session: Session | None = getattr(request.state, "session", None)
    if session is None or not here & _WITH_NAMES or session.purpose == OWNER_PURPOSE:
        return None
    return {"may": session.role in SEES_PERSONAL, "purpose": session.purpose, "most": LONGEST_PURPOSE}


def _labels(request: Request, language: str) -> dict[str, Any]:
    """What the workspace calls its events and channels in the page's language, and how it counts; nothing for those who
    have not signed in."""
    workspace = request.app.state.workspaces.get(_workspace(request))
    if workspace is None:
        return {}
    naming = Naming.of(workspace)
    settings = naming.settings
    called, shown = naming.called(language), {"currency": settings.currency, "zone": settings.zone}
    return {"events": called.events, "channels": called.channels, "also": naming.also, "settings": shown}


def _simulated(request: Request) -> bool:
    """Whether what is shown is a simulation: all of the server's, or the workspace of whoever is signed in."""
    workspace = request.app.state.workspaces.get(_workspace(request))
    return bool(request.app.state.simulated or getattr(workspace, "simulated", False))


def _here(request: Request) -> str:
    """The address to come back to after a switch; never one that holds a sign-in token."""
    if request.method != "GET" or request.scope["path"] == "/sign-in":
        return "/"
    raw: bytes = request.scope.get("raw_path") or b"/"
    query: bytes = request.scope.get("query_string") or b""
    return (raw.split(b"?")[0] + (b"?" + query if query else b"")).decode("latin-1")
