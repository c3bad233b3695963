"""Bringing data in by the browser: files sent in a stream, looked at, imported beside the server, taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from cxloop import wiring
from cxloop.api.answers import workspace_of
from cxloop.api.importing import Importing, Job
from cxloop.api.loop import Given, Text, who
from cxloop.api.release import Released
from cxloop.app.bringing import Choice, look
from cxloop.errors import NoEvents
from cxloop.listen.errors import NotEmpty, UnknownUpload
from cxloop.ports.uploads import Upload
from cxloop.ports.workspace import Workspace
from cxloop.questions.answer import plain_value
from cxloop.web.language import language_of

router = APIRouter(prefix="/api/v1", route_class=Released)
streams = APIRouter(prefix="/api/v1")
"""What comes in, how far it is, and a file shown to whoever sent it: of anybody else's customers they tell nothing."""
_WRITTEN_AT_ONCE: Final = 1 << 20
Column = Annotated[str, Field(max_length=100_000)]
Id = Annotated[str, Field(max_length=64)]


class MappingGiven(Given):
    customer: Column | None = None
    customer_kind: Text = "customer"
    identifiers: list[tuple[Text, Column]] = []  # noqa: RUF012 - pydantic copies it
    case: Column | None = None
    times: list[tuple[Column, Column | None]] = []  # noqa: RUF012
    event: Column | None = None
    event_name: Text | None = None
    channel: Column | None = None
    owner: Column | None = None
    due: Column | None = None
    id: Column | None = None
    value: Column | None = None
    value_at: Text | None = None
    text: Column | None = None
    zone: Text = "UTC"
    dates: Text = ""
    decimal: Text = ""
    orders: list[tuple[Column, Text]] = []  # noqa: RUF012
    header: bool | None = None


class ChoiceGiven(Given):
    upload: Id
    encoding: Text | None = None
    sheet: Text | None = None
    header: bool | None = None
    zone: Text | None = None
    dates: Text | None = None
    mapping: MappingGiven | None = None
    anew: bool = False
    usual: Text | None = None

    def choice(self) -> Choice:
        return Choice(**self.model_dump(exclude={"upload", "name"}))


class FileGiven(ChoiceGiven):
    name: Annotated[str, Field(max_length=200)] = ""
    mapping: MappingGiven


class FilesGiven(Given):
    files: Annotated[list[FileGiven], Field(min_length=1, max_length=1000)]
    again: list[int] = []  # noqa: RUF012


class SimulationGiven(Given):
    world: Literal["shop"]


class QueryGiven(Given):
    host: Text
    port: Annotated[int, Field(ge=1, le=65_535)] = 5432
    database: Text
    user: Text
    password: Text = ""
    query: Annotated[str, Field(max_length=100_000)]
    name: Annotated[str, Field(max_length=200)] = ""


def importing_of(request: Request) -> Importing:
    found: Importing = request.app.state.importing
    return found


@streams.post("/uploads")
async def upload(request: Request, name: str = Query("", max_length=4000)) -> Response:
    """Takes a file in, as the body stands: never whole in memory, and under no path that its name could choose."""
    workspace, length = workspace_of(request), request.headers.get("content-length", "")
    size = int(length) if length.isdigit() else None
    receiving = await run_in_threadpool(workspace.uploads.begin, name, who(request), workspace.now_ms(), size)
    try:
        held = bytearray()
        async for part in request.stream():
            held += part
            if len(held) >= _WRITTEN_AT_ONCE:
                await run_in_threadpool(receiving.write, bytes(held))
                held.clear()
        await run_in_threadpool(receiving.write, bytes(held))
        made = await run_in_threadpool(receiving.end)
    except ClientDisconnect:
        receiving.drop()
        return Response(status_code=400)
    except BaseException:
        receiving.drop()
        raise
    return JSONResponse(_sent(made))


def _sent(made: Upload) -> dict[str, Any]:
    return {"upload": made.id, "name": made.name, "bytes": made.bytes}


def own(request: Request, workspace: Workspace, id: str) -> Upload:
    """A file of whoever asks; somebody else's is unknown to them. Raises UnknownUpload."""
    found = workspace.uploads.get(id)
    if found.by != who(request):
        raise UnknownUpload()
    return found


@streams.post("/uploads/{upload}/drop")
def drop_upload(request: Request, upload: str) -> dict[str, Any]:
    """Removes a file that is not wanted after all."""
    workspace = workspace_of(request)
    with suppress(UnknownUpload):
        workspace.uploads.drop(own(request, workspace, upload).id)
    return {"dropped": upload[:64]}


@streams.post("/imports/preview")
def preview(request: Request, given: ChoiceGiven) -> dict[str, Any]:
    """How a file would be read, and what would come in; only to whoever sent it."""
    workspace = workspace_of(request)
    return look(workspace, own(request, workspace, given.upload), given.choice()).to_dict()  # type: ignore[arg-type]


@router.post("/imports")
def begin(request: Request, given: FilesGiven) -> dict[str, Any]:
    """Begins to import files as chosen. again: imports that are taken back first."""
    workspace = workspace_of(request)
    uploads = [own(request, workspace, one.upload) for one in given.files]
    names = [one.name or upload.name for one, upload in zip(given.files, uploads, strict=True)]
    files = [
        {"upload": one.upload, "name": one.name, "choice": plain_value(asdict(one.choice()))} for one in given.files
    ]
    job = Job(who(request), names, [one.id for one in uploads], workspace.now_ms(), simulated=False)
    importing_of(request).begin(workspace, {"files": files, "again": given.again}, job)
    return job.told(language_of(request), own=True)


@router.post("/imports/simulation")
def simulation(request: Request, given: SimulationGiven) -> dict[str, Any]:
    """Begins to fill an empty workspace with the simulated shop."""
    workspace = workspace_of(request)
    if workspace.version() >= 0 and workspace.table.rows():
        raise NotEmpty()
    job = Job(who(request), (), (), workspace.now_ms(), simulated=True)
    importing_of(request).begin(workspace, {"simulate": language_of(request)}, job)
    return job.told(language_of(request), own=True)


@streams.get("/imports/job")
def job(request: Request) -> dict[str, Any]:
    """The import that runs, or the last one that did; and how large a file may be."""
    workspace = workspace_of(request)
    found = importing_of(request).job(workspace.name)
    told = None if found is None else found.told(language_of(request), own=found.by == who(request))
    return {"job": told, "most_bytes": workspace.uploads.most_bytes}


@streams.post("/imports/job/cancel")
def cancel(request: Request) -> dict[str, Any]:
    """Stops the import that runs; nothing of it stays."""
    found = importing_of(request).job(workspace_of(request).name)
    if found is not None and found.state == "running":
        found.cancel()
    return {"job": None if found is None else found.told(language_of(request), own=found.by == who(request))}


@router.post("/imports/query")
def query(request: Request, given: QueryGiven) -> dict[str, Any]:
    """The answer of a PostgreSQL database to a query, as a file that was sent. The password is kept nowhere."""
    workspace, place = workspace_of(request), given.model_dump(exclude={"query", "name"})
    name = given.name or f"{given.host}/{given.database}"
    receiving = workspace.uploads.begin(f"{name.replace('/', ' ')}.csv", who(request), workspace.now_ms())
    try:
        wiring.queried_from_afar(place, given.query, receiving)
        return _sent(receiving.end())
    except BaseException:
        receiving.drop()
        raise


@router.post("/imports/{number}/undo")
def undo(request: Request, number: int) -> dict[str, Any]:
    """Takes an import back, whole; it stays in the list."""
    workspace = workspace_of(request)
    if workspace.version() < 0:
        raise NoEvents()
    record = workspace.undo(number)
    return {"number": record["number"], "status": record["status"], "imported": record["imported"]}


@router.get("/imports/{number}/refused")
def refused(request: Request, number: int, limit: int = Query(default=100, ge=1, le=10_000)) -> dict[str, Any]:
    """The rows of an import that could not come in."""
    workspace = workspace_of(request)
    if workspace.version() < 0:
        raise NoEvents()
    return workspace.refused(number, limit).to_dict()
