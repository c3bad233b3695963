"""The pages: each is a shell that comes at once; its island asks the JSON routes for the answer and draws it."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from cxloop.trust.accounts import Session
from cxloop.trust.policy import reaches
from cxloop.web import rendering
from cxloop.web.glossary import both
from cxloop.web.rooms import room
from cxloop.web.touchpoints import codes

router = APIRouter(include_in_schema=False)
_ROOMS_OF: Final = {
    **dict.fromkeys(("step", "start", "end", "edge", "variant"), "journeys"),
    "funnel": "funnel", "cohort": "retention", "pain": "pains", "period": "performance", "arm": "board", "event": "sql",
}  # fmt: skip
"""Rooms by what a number in them is of; any other one stands in the overview."""


class Assets(StaticFiles):
    """Static files; scripts name their character set, or browsers garble the Korean in them."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        kind = response.headers.get("content-type", "")
        if kind.startswith(("text/javascript", "application/javascript", "text/css")):
            response.headers["content-type"] = f"{kind.partition(';')[0]}; charset=utf-8"
        return response


def assets() -> Assets:
    return Assets(directory=rendering.ROOT / "static", check_dir=False)


@router.get("/")
def overview(request: Request) -> Response:
    return rendering.page(request, "overview", room="overview", title="room.overview", given=may_import(request))


@router.get("/imports")
def imports(request: Request) -> Response:
    return rendering.page(request, "imports", room="imports", title="room.imports", given=may_import(request))


def may_import(request: Request) -> dict[str, bool]:
    """What whoever looks may bring in: files, and what databases answer; and whether nothing is here yet."""
    session: Session = request.state.session
    workspace = request.app.state.workspaces.get(request.state.workspace)
    empty = workspace is not None and workspace.version() < 0
    return {"may": reaches(session.role, "maker"), "admin": reaches(session.role, "admin"), "empty": empty}


def may_make(request: Request) -> dict[str, bool]:
    """Whether whoever looks may make something of it."""
    session: Session = request.state.session
    return {"may": reaches(session.role, "maker")}


@router.get("/live")
def live(request: Request) -> Response:
    return rendering.page(request, "live", room="live", title="room.live")


@router.get("/catalogue")
def catalogue(request: Request) -> Response:
    return rendering.page(request, "catalogue", room="catalogue", title="room.catalogue")


@router.get("/names")
def names(request: Request) -> Response:
    return rendering.page(request, "names", room="names", title="room.names")


@router.get("/quarantine")
def quarantine(request: Request) -> Response:
    return rendering.page(request, "quarantine", room="quarantine", title="room.quarantine")


_TOUCHPOINTS: Final = (
    ("touchpoints.reaction", "touchpoints.reaction.line", ("reaction", "reaction_link")),
    ("touchpoints.inquiry", "touchpoints.inquiry.line", ("inquiry", "inquiry_link")),
    ("touchpoints.snippet", "touchpoints.snippet.line", ("snippet",)),
    ("touchpoints.sdks", "touchpoints.sdks.line", ("python", "node", "browser")),
)


@router.get("/touchpoints")
def touchpoints(request: Request) -> Response:
    values: dict[str, Any] = {
        "command": f"cxloop --workspace {request.state.workspace} key create --purpose ingest",
        "codes": codes(str(request.base_url).rstrip("/")),
        "parts": _TOUCHPOINTS,
        "island": "",
    }
    return rendering.page(request, "touchpoints", room="touchpoints", title="room.touchpoints", **values)


@router.get("/journeys")
def journeys(request: Request) -> Response:
    return rendering.page(request, "journeys", room="journeys", title="room.journeys")


@router.get("/journeys/of")
def journey_asked(request: Request, name: str = "", per: str = "customer") -> Response:
    return _journey(request, name, per)


@router.get("/journeys/of/{name:path}")
def journey(request: Request, name: str, per: str = "customer") -> Response:
    return _journey(request, name, per)


@router.get("/behind")
def behind(request: Request, of: str = "") -> Response:
    """Those behind a number, below the room that it stands in. of: what it is a number of."""
    whose = _ROOMS_OF.get(of, "overview")
    crumbs = () if whose == "overview" else (room(whose),)
    return rendering.page(request, "behind", room=whose, title="room.behind", crumbs=crumbs, given=may_make(request))


@router.get("/funnel")
def funnel(request: Request) -> Response:
    return rendering.page(request, "funnel", room="funnel", title="room.funnel")


@router.get("/retention")
def retention(request: Request) -> Response:
    return rendering.page(request, "retention", room="retention", title="room.retention")


@router.get("/compare")
def compare(request: Request) -> Response:
    return rendering.page(request, "compare", room="compare", title="room.compare")


@router.get("/sql")
def sql(request: Request) -> Response:
    return rendering.page(request, "sql", room="sql", title="room.sql")


@router.get("/sql/{number}")
def query(request: Request, number: str) -> Response:
    session: Session = request.state.session
    given = {"query": number, "may": reaches(session.role, "analyst")}
    return rendering.page(request, "query", room="sql", title="room.query", crumbs=(room("sql"),), given=given)


@router.get("/pains")
def pains(request: Request) -> Response:
    return rendering.page(request, "pains", room="pains", title="room.pains")


@router.get("/pains/{pain}")
def pain(request: Request, pain: str) -> Response:
    crumbs = (room("pains"),)
    return rendering.page(request, "pain", room="pains", title="room.pain", crumbs=crumbs, given={"pain": pain})


@router.get("/board")
def board(request: Request) -> Response:
    return rendering.page(request, "board", room="board", title="room.board")


@router.get("/opportunities/{number}")
def opportunity(request: Request, number: str) -> Response:
    crumbs, given = (room("board"),), {"opportunity": number}
    return rendering.page(request, "opportunity", room="board", title="room.opportunity", crumbs=crumbs, given=given)


@router.get("/goals")
def goals(request: Request) -> Response:
    return rendering.page(request, "goals", room="goals", title="room.goals")


@router.get("/changes/{number}")
def change(request: Request, number: str) -> Response:
    crumbs = (room("board"),)
    return rendering.page(request, "change", room="board", title="room.change", crumbs=crumbs, given={"change": number})


@router.get("/prototypes/{number}")
def prototype(request: Request, number: str) -> Response:
    crumbs, given = (room("board"),), {"prototype": number}
    return rendering.page(request, "prototype", room="board", title="room.prototype", crumbs=crumbs, given=given)


@router.get("/thread")
def thread(request: Request) -> Response:
    return rendering.page(request, "thread", room="board", title="room.thread", crumbs=(room("board"),))


@router.get("/flags")
def flags(request: Request) -> Response:
    return rendering.page(request, "flags", room="flags", title="room.flags")


@router.get("/performance")
def performance(request: Request) -> Response:
    return rendering.page(request, "performance", room="performance", title="room.performance")


@router.get("/saved")
def saved(request: Request) -> Response:
    return rendering.page(request, "saved", room="saved", title="room.saved")


@router.get("/dashboards")
def dashboards(request: Request) -> Response:
    return rendering.page(request, "dashboards", room="dashboards", title="room.dashboards")


@router.get("/dashboards/{number}")
def dashboard(request: Request, number: str) -> Response:
    crumbs, given = (room("dashboards"),), {"dashboard": number}
    return rendering.page(request, "dashboard", room="dashboards", title="room.dashboard", crumbs=crumbs, given=given)


@router.get("/digest")
def digest(request: Request) -> Response:
    return rendering.page(request, "digest", room="digest", title="room.digest")


@router.get("/lessons")
def lessons(request: Request) -> Response:
    return rendering.page(request, "lessons", room="lessons", title="room.lessons")


@router.get("/glossary")
def glossary(request: Request) -> Response:
    return rendering.page(request, "glossary", title="glossary.title", terms=both())


def _journey(request: Request, name: str, per: str) -> Response:
    crumbs = (room("journeys"),)
    given = {"name": name, "per": per}
    return rendering.page(request, "journey", room="journeys", title="room.journey", crumbs=crumbs, given=given)
