"""Every route there is: its path, its method, who may use it, for whom a refusal is written, and what it tells.

What is not in this table does not answer, whatever else is registered. Who may do what is decided in `trust.policy`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from starlette.routing import compile_path

from cxloop.trust.keys import Purpose
from cxloop.trust.policy import Data, Need, Role

Audience = Literal["page", "answer", "asset", "capture", "flags", "hook"]


@dataclass(frozen=True, slots=True)
class Declared:
    """role: the least role needed; None lets in who has not signed in. audience: a refusal is a page or JSON;
    a `hook` is opened by a signature over the body alone, which it checks itself.

    data: what the answer tells of customers; what nobody declared counts as personal. key: the purpose of the keys that
    open it for programs.
    """

    method: str
    path: str
    role: Role | None
    audience: Audience
    data: Data | None = None
    key: Purpose | None = None

    @property
    def need(self) -> Need:
        return Need(self.role, self.data or "personal", self.key)


CAPTURE: Final[dict[str, str]] = {
    **{f"/v1/{name}": name for name in ("track", "identify", "page", "screen", "group", "alias", "batch")},
    **{f"/v1/{name[0]}": name for name in ("track", "identify", "page", "screen", "group", "alias", "batch")},
    "/batch/": "batch",
    "/batch": "batch",
}
"""Where events are posted to, with a write key: path to the kind of message."""

EVALUATE: Final = "/ofrep/v1/evaluate/flags"
FLAG_STREAM: Final = "/ofrep/v1/stream"
DEFINITIONS: Final = "/ofrep/v1/definitions"
"""Where flags are asked for, with a flags key; where it is said that they have changed; and where programs that
evaluate them themselves get them as they are written, with a rules key."""

TAKEN_BACK: Final[dict[str, Role]] = {
    **dict.fromkeys(("idea", "comment"), "viewer"),
    **dict.fromkeys(("opportunity", "lesson", "share", "prototype", "mark"), "analyst"),
    **dict.fromkeys(("change", "goal", "team", "segment"), "maker"),
}  # fmt: skip
"""Records that whoever wrote them last may take back, and the least role: the one it takes to write them."""

HANDED_OUT: Final[tuple[Declared, ...]] = (
    Declared("GET", "/cxloop.js", None, "asset", "nothing"),
    Declared("GET", "/touch.js", None, "asset", "nothing"),
    Declared("GET", "/touch/reaction", None, "page", "nothing"),
    Declared("GET", "/touch/inquiry", None, "page", "nothing"),
    Declared("GET", "/touch/prototype", None, "page", "nothing"),
    Declared("POST", "/touch/prototype", None, "answer", "nothing"),
    Declared("GET", "/v1/projects/{key}/settings", None, "answer", "nothing"),
)
"""What a company hands out to its customers and puts on its own pages: open to all, from any origin."""

ROUTES: Final[tuple[Declared, ...]] = (
    Declared("GET", "/static/{path:path}", None, "asset", "nothing"),
    Declared("GET", "/sign-in", None, "page", "nothing"),
    Declared("POST", "/sign-in", None, "page", "nothing"),
    Declared("GET", "/sign-in/with", None, "page", "nothing"),
    Declared("GET", "/sign-in/callback", None, "page", "nothing"),
    Declared("POST", "/preferences", None, "page", "nothing"),
    Declared("GET", "/api/v1/health", None, "answer", "nothing"),
    Declared("GET", "/healthz", None, "answer", "nothing"),
    Declared("GET", "/readyz", None, "answer", "nothing"),
    Declared("GET", "/metrics", "viewer", "answer", "nothing", "read"),
    Declared("POST", "/sign-out", "viewer", "page", "nothing"),
    Declared("GET", "/password", "viewer", "page", "nothing"),
    Declared("POST", "/password", "viewer", "page", "nothing"),
    Declared("POST", "/purpose", "viewer", "page", "nothing"),
    Declared("POST", "/workspace", "viewer", "page", "nothing"),
    Declared("GET", "/", "viewer", "page", "nothing"),
    Declared("GET", "/imports", "viewer", "page", "nothing"),
    Declared("GET", "/live", "viewer", "page", "nothing"),
    Declared("GET", "/touchpoints", "viewer", "page", "nothing"),
    Declared("GET", "/catalogue", "analyst", "page", "nothing"),
    Declared("GET", "/quarantine", "analyst", "page", "nothing"),
    Declared("GET", "/journeys", "viewer", "page", "nothing"),
    Declared("GET", "/journeys/of", "viewer", "page", "nothing"),
    Declared("GET", "/journeys/of/{name:path}", "viewer", "page", "nothing"),
    Declared("GET", "/funnel", "viewer", "page", "nothing"),
    Declared("GET", "/retention", "viewer", "page", "nothing"),
    Declared("GET", "/behind", "viewer", "page", "nothing"),
    Declared("GET", "/pains", "viewer", "page", "nothing"),
    Declared("GET", "/pains/{pain}", "viewer", "page", "nothing"),
    Declared("GET", "/board", "viewer", "page", "nothing"),
    Declared("GET", "/opportunities/{number}", "viewer", "page", "nothing"),
    Declared("GET", "/changes/{number}", "viewer", "page", "nothing"),
    Declared("GET", "/goals", "viewer", "page", "nothing"),
    Declared("GET", "/prototypes/{number}", "viewer", "page", "nothing"),
    Declared("GET", "/thread", "viewer", "page", "nothing"),
    Declared("GET", "/flags", "viewer", "page", "nothing"),
    Declared("GET", "/lessons", "viewer", "page", "nothing"),
    Declared("GET", "/performance", "viewer", "page", "nothing"),
    Declared("GET", "/saved", "viewer", "page", "nothing"),
    Declared("GET", "/dashboards", "viewer", "page", "nothing"),
    Declared("GET", "/dashboards/{number}", "viewer", "page", "nothing"),
    Declared("GET", "/sql", "analyst", "page", "nothing"),
    Declared("POST", "/api/v1/sql", "analyst", "answer", "personal"),
    Declared("GET", "/api/v1/sql/tables", "analyst", "answer", "nothing"),
    Declared("GET", "/api/v1/sql/names", "analyst", "answer", "aggregate"),
    Declared("GET", "/sql/{number}", "viewer", "page", "nothing"),
    Declared("GET", "/api/v1/sql/{number}", "viewer", "answer", "personal", "read"),
    Declared("GET", "/api/v1/queries", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/queries", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/queries/{number}/history", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/queries/{number}", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/queries/{number}/remove", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/queries/{number}/restore", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/overview", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/funnel", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/funnel/customers", "viewer", "answer", "personal", "read"),
    Declared("GET", "/api/v1/paths", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/retention", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/next", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/values", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/rule", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/edge", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/step", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/compare", "viewer", "page", "nothing"),
    Declared("GET", "/api/v1/differences", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/behind", "viewer", "answer", "personal", "read"),
    Declared("GET", "/api/v1/journey", "viewer", "answer", "personal", "read"),
    Declared("GET", "/api/v1/pains", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/pains/{pain}", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/imports", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/imports", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/imports/preview", "maker", "answer", "nothing"),
    Declared("POST", "/api/v1/imports/query", "admin", "answer", "personal"),
    Declared("POST", "/api/v1/imports/simulation", "maker", "answer", "personal"),
    Declared("GET", "/api/v1/imports/job", "viewer", "answer", "nothing"),
    Declared("POST", "/api/v1/imports/job/cancel", "maker", "answer", "nothing"),
    Declared("POST", "/api/v1/imports/{number}/undo", "maker", "answer", "personal"),
    Declared("GET", "/api/v1/imports/{number}/refused", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/uploads", "maker", "answer", "nothing"),
    Declared("POST", "/api/v1/uploads/{upload}/drop", "maker", "answer", "nothing"),
    Declared("GET", "/api/v1/live", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/live/stream", "viewer", "answer", "nothing"),
    Declared("GET", "/api/v1/catalogue", "analyst", "answer", "personal", "read"),
    Declared("GET", "/api/v1/schemas", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/schemas/of", "analyst", "answer", "personal", "read"),
    Declared("POST", "/api/v1/schemas/of", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/schemas/end", "maker", "answer", "personal"),
    Declared("GET", "/api/v1/schemas/differences", "analyst", "answer", "personal", "read"),
    Declared("GET", "/api/v1/quarantine", "analyst", "answer", "personal", "read"),
    Declared("POST", "/api/v1/quarantine/replay", "maker", "answer", "aggregate"),
    Declared("POST", "/api/v1/quarantine/{number}/drop", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/quarantine/{number}/restore", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/quarantine/{number}/fix", "maker", "answer", "personal"),
    Declared("GET", "/api/v1/fields", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/flags", "viewer", "answer", "personal", "read"),
    Declared("GET", "/api/v1/flags/history", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/flags/of", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/flags/try", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/flags/switch", "maker", "answer", "personal"),
    Declared("POST", "/api/v1/flags/undo", "maker", "answer", "personal"),
    Declared("GET", "/api/v1/opportunities", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/opportunities", "analyst", "answer", "personal"),
    Declared("GET", "/api/v1/opportunities/{number}", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/opportunities/{number}", "analyst", "answer", "personal"),
    Declared("GET", "/api/v1/ideas", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/ideas", "viewer", "answer", "aggregate"),
    Declared("POST", "/api/v1/ideas/{number}/vote", "viewer", "answer", "aggregate"),
    Declared("POST", "/api/v1/ideas/{number}/comment", "viewer", "answer", "aggregate"),
    Declared("POST", "/api/v1/ideas/{number}/merge", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/prototypes", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/prototypes", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/prototypes/{number}", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/prototypes/{number}", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/prototypes/{number}/links", "analyst", "answer", "personal"),
    Declared("GET", "/api/v1/changes", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/changes", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/changes/{number}", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/changes/{number}", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/changes/{number}/history", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/changes/{number}/decay", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/changes/{number}/start", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/verdicts/{number}", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/verdicts/{number}/segments", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/verdicts/{number}", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/performance", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/segments", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/segments", "maker", "answer", "aggregate"),
    Declared("POST", "/api/v1/segments/end", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/marks", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/marks", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/marks/{number}", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/marks/{number}/remove", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/marks/{number}/restore", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/saved", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/saved", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/saved/{number}", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/saved/{number}", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/saved/{number}/remove", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/saved/{number}/restore", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/dashboards", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/dashboards", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/dashboards/{number}", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/dashboards/{number}", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/dashboards/{number}/tiles", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/dashboards/{number}/remove", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/dashboards/{number}/restore", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/lessons", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/lessons", "analyst", "answer", "aggregate"),
    Declared("GET", "/api/v1/thread", "viewer", "answer", "personal", "read"),
    Declared("POST", "/api/v1/opportunities/{number}/tell", "analyst", "answer", "personal"),
    Declared("GET", "/api/v1/loop", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/goals", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/goals", "maker", "answer", "aggregate"),
    Declared("POST", "/api/v1/goals/{number}/figure", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/loop/stream", "viewer", "answer", "nothing"),
    Declared("GET", "/api/v1/teams", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/teams", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/met", "viewer", "answer", "personal", "read"),
    Declared("GET", "/names", "viewer", "page", "nothing"),
    Declared("GET", "/api/v1/names", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/names/event", "maker", "answer", "aggregate"),
    Declared("POST", "/api/v1/names/channel", "maker", "answer", "aggregate"),
    Declared("POST", "/api/v1/names/settings", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/names/history", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/names/history/{number}/undo", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/webhooks", "admin", "answer", "nothing"),
    Declared("POST", "/api/v1/webhooks", "admin", "answer", "nothing"),
    Declared("POST", "/api/v1/webhooks/{number}/remove", "admin", "answer", "nothing"),
    Declared("POST", "/api/v1/webhooks/{number}/test", "admin", "answer", "nothing"),
    Declared("POST", "/api/v1/webhooks/{number}/resume", "admin", "answer", "nothing"),
    Declared("POST", "/hooks/{workspace}/{number}", None, "hook", "nothing"),
    Declared("GET", "/digest", "viewer", "page", "nothing"),
    Declared("GET", "/api/v1/digest", "viewer", "answer", "aggregate", "read"),
    Declared("GET", "/api/v1/digest/plan", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/digest/plan", "maker", "answer", "aggregate"),
    Declared("GET", "/api/v1/shares", "viewer", "answer", "aggregate", "read"),
    Declared("POST", "/api/v1/shares", "analyst", "answer", "aggregate"),
    Declared("POST", "/api/v1/shares/{number}/remove", "analyst", "answer", "aggregate"),
    Declared("GET", "/help", "viewer", "page", "nothing"),
    Declared("GET", "/help/images/{path:path}", "viewer", "asset", "nothing"),
    Declared("GET", "/help/{page:path}", "viewer", "page", "nothing"),
    Declared("GET", "/shared/{workspace}/{number}/{secret}", None, "page", "nothing"),
    Declared("GET", "/glossary", "viewer", "page", "nothing"),
    *(
        Declared("POST", f"/api/v1/records/{kind}/{{number}}/undo", role, "answer", "nothing")
        for kind, role in TAKEN_BACK.items()
    ),
    *HANDED_OUT,
    *(Declared("POST", path, None, "capture", "nothing", "ingest") for path in CAPTURE),
    Declared("POST", EVALUATE, None, "flags", "nothing", "flags"),
    Declared("POST", f"{EVALUATE}/{{key:path}}", None, "flags", "nothing", "flags"),
    Declared("GET", FLAG_STREAM, None, "flags", "nothing", "flags"),
    Declared("GET", DEFINITIONS, None, "flags", "nothing", "rules"),
)

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
