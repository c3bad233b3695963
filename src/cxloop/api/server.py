"""The application: the door, the JSON routes and the pages, put together."""

from __future__ import annotations

import signal
import socket
from collections.abc import Mapping
from types import FrameType
from typing import Final

import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from cxloop.api import (
    answers,
    choosing,
    digests,
    failures,
    imports,
    listening,
    loop,
    names,
    openid,
    passwords,
    performance,
    prototypes,
    saved,
    sessions,
    sharing,
    sql,
    status,
    taking_back,
    teams,
    webhooks,
)
from cxloop.api.guard import LOCAL_HOSTS, Guard
from cxloop.api.importing import Importing
from cxloop.api.live import Live
from cxloop.api.memory import give_back_memory
from cxloop.api.remembered import Remembered
from cxloop.api.shedding import shedding
from cxloop.api.sign_in import SignIn
from cxloop.api.stamps import Stamps
from cxloop.app.door import Door
from cxloop.app.post import Post
from cxloop.errors import CxloopError
from cxloop.ports.openid import OpenId
from cxloop.ports.workspace import Workspace
from cxloop.web import documentation, pages

_PATIENCE_SECONDS: Final = 20
"""How long answers that are not complete may take once the server is told to end."""


def create_app(
    workspaces: Mapping[str, Workspace],
    *,
    sign_in: SignIn,
    simulated: bool = False,
    damaged: int = 0,
    hosts: frozenset[str] = LOCAL_HOSTS,
    door: Door | None = None,
    live: Live | None = None,
    provider: OpenId | None = None,
    post: Post | None = None,
) -> FastAPI:
    """The console and its JSON API over these workspaces, by name.

    sign_in: hands out the links that let people in. simulated: every page says that what it shows is a simulation.
    hosts: the names, as browsers send them, under which the console answers. door: the keys, accounts and audit log of
    the data folder; without it no program comes in, and nothing personal is shown. live: capture, where it goes on
    beside. provider: another system that people sign in with. post: what webhooks need; without it there are none.
    damaged: how many stores were damaged and set aside; `health` says so.
    """
    app = FastAPI(title="cxloop", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.workspaces = workspaces
    app.state.sign_in = sign_in
    app.state.door, app.state.openid = door, provider
    app.state.simulated, app.state.live = simulated, live
    app.state.damaged, app.state.post = damaged, post
    app.state.remembered, app.state.stamps = Remembered(), Stamps()
    app.state.limits = passwords.Limits()
    app.state.importing = Importing(workspaces)
    app.mount("/static", pages.assets(), name="static")  # first, since a page asks for dozens of them
    app.include_router(answers.router)
    app.include_router(choosing.router)
    app.include_router(imports.router)
    app.include_router(imports.streams)
    app.include_router(listening.router)
    app.include_router(listening.streams)
    app.include_router(loop.router)
    app.include_router(taking_back.router)
    app.include_router(teams.router)
    app.include_router(teams.streams)
    app.include_router(performance.router)
    app.include_router(digests.router)
    app.include_router(sql.router)
    app.include_router(names.router)
    app.include_router(webhooks.router)
    app.include_router(webhooks.hooks)
    app.include_router(prototypes.router)
    app.include_router(sharing.router)
    app.include_router(sharing.opened)
    app.include_router(saved.router)
    app.include_router(status.router)
    app.include_router(sessions.router)
    app.include_router(passwords.router)
    app.include_router(openid.router)
    app.include_router(documentation.router)
    app.include_router(pages.router)
    app.add_exception_handler(CxloopError, failures.on_known)
    app.add_exception_handler(RequestValidationError, failures.on_invalid)
    app.add_exception_handler(HTTPException, failures.on_missing)
    app.add_exception_handler(Exception, failures.on_unknown)
    app.add_middleware(Guard, sign_in=sign_in, hosts=hosts, keys=None if door is None else door.keys)
    return app


class Server:
    """Serves until a signal to end, on sockets that listen already.

    From its making on no signal is lost and none breaks in: `end` handles them, and a server that was told to end
    before it served ends as soon as it would. Addresses are not logged, since they hold sign-in tokens; long names
    fit into them.

    live: what sheds load.
    """

    def __init__(self, app: ASGIApp, *, live: Live | None = None) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=1 << 20,
            timeout_graceful_shutdown=_PATIENCE_SECONDS,
            loop="asyncio",  # uvloop takes in one connection a round: under load new ones wait for minutes
            http="auto" if live is None else shedding(live.crowded, live.traffic.away),
        )
        self._server = _Streaming(config, live)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.end)

    def end(self, number: int, frame: FrameType | None) -> None:
        """The handler of signals before it serves and after; once more while it ends does no harm."""
        self._server.handle_exit(number, frame)

    def run(self, sockets: list[socket.socket]) -> None:
        give_back_memory()
        self._server.run(sockets=sockets)


class _Streaming(uvicorn.Server):
    """A server whose open streams end with it: it waits for every answer that is not complete."""

    def __init__(self, config: uvicorn.Config, live: Live | None) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._live is not None:
            self._live.leave()
        super().handle_exit(sig, frame)
