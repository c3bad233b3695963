"""Every route there is: its path, its method, who may use it, and for whom a refusal is written.

What is not in this table does not answer, whatever else is registered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from starlette.routing import compile_path

Role = Literal["viewer", "editor", "owner"]
Audience = Literal["page", "answer", "asset"]
ROLES: Final[tuple[Role, ...]] = ("viewer", "editor", "owner")


@dataclass(frozen=True, slots=True)
class Declared:
    """role: the least role needed; None lets in who has not signed in. audience: a refusal is a page or JSON."""

    method: str
    path: str
    role: Role | None
    audience: Audience


ROUTES: Final[tuple[Declared, ...]] = (
    Declared("GET", "/static/{path:path}", None, "asset"),
    Declared("GET", "/sign-in", None, "page"),
    Declared("POST", "/preferences", None, "page"),
    Declared("GET", "/api/v1/health", None, "answer"),
    Declared("POST", "/sign-out", "viewer", "page"),
    Declared("POST", "/workspace", "viewer", "page"),
    Declared("GET", "/", "viewer", "page"),
    Declared("GET", "/imports", "viewer", "page"),
    Declared("GET", "/touchpoints", "viewer", "page"),
    Declared("GET", "/journeys", "viewer", "page"),
    Declared("GET", "/journeys/of", "viewer", "page"),
    Declared("GET", "/journeys/of/{name:path}", "viewer", "page"),
    Declared("GET", "/funnel", "viewer", "page"),
    Declared("GET", "/retention", "viewer", "page"),
    Declared("GET", "/pains", "viewer", "page"),
    Declared("GET", "/pains/{pain}", "viewer", "page"),
    Declared("GET", "/api/v1/overview", "viewer", "answer"),
    Declared("GET", "/api/v1/funnel", "viewer", "answer"),
    Declared("GET", "/api/v1/funnel/customers", "viewer", "answer"),
    Declared("GET", "/api/v1/paths", "viewer", "answer"),
    Declared("GET", "/api/v1/retention", "viewer", "answer"),
    Declared("GET", "/api/v1/edge", "viewer", "answer"),
    Declared("GET", "/api/v1/step", "viewer", "answer"),
    Declared("GET", "/api/v1/journey", "viewer", "answer"),
    Declared("GET", "/api/v1/pains", "viewer", "answer"),
    Declared("GET", "/api/v1/pains/{pain}", "viewer", "answer"),
    Declared("GET", "/api/v1/imports", "viewer", "answer"),
    Declared("GET", "/api/v1/fields", "viewer", "answer"),
)

CAPTURE: Final[dict[str, str]] = {
    **{f"/v1/{name}": name for name in ("track", "identify", "page", "screen", "group", "alias", "batch")},
    **{f"/v1/{name[0]}": name for name in ("track", "identify", "page", "screen", "group", "alias", "batch")},
    "/batch/": "batch",
    "/batch": "batch",
}
"""Where events are posted to, with a write key: path to the kind of message."""

HANDED_OUT: Final[tuple[Declared, ...]] = (
    Declared("GET", "/cxloop.js", None, "asset"),
    Declared("GET", "/touch.js", None, "asset"),
    Declared("GET", "/touch/reaction", None, "page"),
    Declared("GET", "/touch/inquiry", None, "page"),
    Declared("GET", "/v1/projects/{key}/settings", None, "answer"),
)
"""What a company hands out to its customers and puts on its own pages: open to all, from any origin."""

_PATTERNS: Final[tuple[tuple[re.Pattern[str], Declared], ...]] = tuple(
    (compile_path(declared.path)[0], declared) for declared in ROUTES
)


_HANDED_OUT: Final = tuple((compile_path(declared.path)[0], declared) for declared in HANDED_OUT)


def handed_out(method: str, path: str) -> Declared | None:
    """The row of what is handed out for a request, or None.

    >>> handed_out("GET", "/v1/projects/cxi_1/settings").audience
    'answer'
    >>> handed_out("POST", "/touch/reaction") is None
    True
    """
    if method not in ("GET", "HEAD"):
        return None
    return next((declared for pattern, declared in _HANDED_OUT if pattern.match(path)), None)


def declared_for(method: str, path: str) -> Declared | None:
    """The row of the table for a request, or None.

    >>> declared_for("GET", "/pains/7").path
    '/pains/{pain}'
    >>> declared_for("DELETE", "/pains/7") is None
    True
    """
    asked = "GET" if method == "HEAD" else method
    for pattern, declared in _PATTERNS:
        if declared.method == asked and pattern.match(path):
            return declared
    return None


def allows(declared: Declared, role: Role | None) -> bool:
    """Whether somebody with this role, None for nobody in particular, may use a route.

    >>> allows(Declared("GET", "/", "editor", "page"), "viewer")
    False
    """
    if declared.role is None:
        return True
    return role is not None and ROLES.index(role) >= ROLES.index(declared.role)
