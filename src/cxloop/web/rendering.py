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

from cxloop.errors import ConsoleMissing
from cxloop.web import rooms, zone
from cxloop.web.language import language_of, translate

THEME_COOKIE: Final = "cxloop_theme"
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


def sign_in_page(request: Request, *, spent: bool = False, status: int = 200) -> HTMLResponse:
    """Says in a friendly way how to get a link; `spent`: the link that was opened no longer works."""
    return _rendered(request, "sign_in", status, _plain("sign_in") | {"spent": spent, "workspace": None})


def failure_page(request: Request, failure: Mapping[str, str], *, status: int) -> HTMLResponse:
    """What went wrong, with its code and the way out."""
    return _rendered(request, "failure", status, _plain("failure") | {"failure": failure})


def _plain(name: str) -> dict[str, Any]:
    return {"room": "", "crumbs": (), "given": {}, "island": "", "title": f"{name}.title"}


def _rendered(request: Request, name: str, status: int, values: Mapping[str, Any]) -> HTMLResponse:
    language = language_of(request)
    theme = request.cookies.get(THEME_COOKIE, "auto")
    common = {
        "t": functools.partial(translate, language),
        "language": language,
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "stages": rooms.STAGES,
        "stage": rooms.stage_of(values["room"]),
        "back": _here(request),
        "simulated": _simulated(request),
        "workspace": _workspace(request),
        "workspaces": getattr(getattr(request.state, "session", None), "workspaces", ()),
        "zone": zone.zone_of(request),
        "zones": zone.choices(zone.zone_of(request)),
    }
    html = _environment().get_template(f"{name}.html").render(common | dict(values))
    return HTMLResponse(
        html, status_code=status, headers={"content-language": language, "vary": "accept-language, cookie"}
    )


def _workspace(request: Request) -> str | None:
    """The name of the workspace of whoever is signed in; None for anybody else."""
    name: str | None = getattr(request.state, "workspace", None)
    return name


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
