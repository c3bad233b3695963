"""The console on a port of this machine, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import gc
import re
import socket
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from cxloop.cli import show_run
from cxloop.cli.session import Session
from cxloop.errors import BadOption

if TYPE_CHECKING:
    from cxloop.app.workspace import Workspace


_QUEUE: Final = 4_096
"""Connections that may wait to be taken in; what one more sends is dropped, and comes again seconds later."""
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]")


def serve_console(
    session: Session,
    workspaces: Mapping[str, Workspace],
    first: str,
    host: str,
    port: int,
    public_hosts: Sequence[str] = (),
) -> None:
    """Prints a sign-in link for each workspace, that of `first` first, once the port is open; then serves.

    public_hosts: names under which it may be asked for besides those of this machine; needed where others reach it.
    """
    from cxloop import wiring
    from cxloop.api.digests import EVERY_SECONDS as DIGESTS_EVERY
    from cxloop.api.digests import Digests
    from cxloop.api.filing_process import FilingProcess
    from cxloop.api.guarding import Guarding
    from cxloop.api.live import Live
    from cxloop.api.sending import Sending
    from cxloop.api.server import Server, create_app
    from cxloop.api.sign_in import SignIn

    hosts = _hosts(session, host, public_hosts)
    door, provider, post = wiring.door(session.data), wiring.openid(), wiring.post(session.data)
    listening = _listening(session, host, port)
    address = _address(public_hosts[0] if public_hosts else host, listening.getsockname()[1])
    sign_in = SignIn(kept=door.sign_ins)
    simulated = all(workspace.simulated for workspace in workspaces.values())
    opened = partial(wiring.open, session.data)
    live = Live(wiring.journal(session.data), door.keys, FilingProcess(session.data), opened, door.seal)
    damaged = len(wiring.damages(session.data))
    app = create_app(
        workspaces, sign_in=sign_in, simulated=simulated, damaged=damaged, hosts=hosts, door=door, live=live,
        provider=provider, post=post,
    )  # fmt: skip
    names = [first, *(name for name in workspaces if name != first)]
    links = [{"workspace": name, "link": sign_in.link(address, workspace=name, workspaces=names)} for name in names]
    plain = {"address": address, "link": links[0]["link"], "workspaces": links, "simulated": simulated}
    guarding, sending, bringing = Guarding(workspaces), Sending(workspaces, post), app.state.importing
    digests = Digests(workspaces, DIGESTS_EVERY)
    server = Server(live.around(app), live=live)
    try:
        session.answer(plain, show_run.ready)
        sys.stdout.flush()
        live.start()
        guarding.start()
        sending.start()
        digests.start()
        bringing.start()
        gc.freeze()  # what is loaded by now stays: looking through it for waste would only make requests wait
        server.run([listening])
    finally:
        guarding.end()
        sending.end()
        digests.end()
        bringing.end()
        live.end()


def _hosts(session: Session, host: str, public: Sequence[str]) -> frozenset[str]:
    """The names that are answered to: an address of this machine that others reach has to be given one."""
    from cxloop.api.guard import LOCAL_HOSTS

    named = frozenset(name.lower() for name in public)
    if any(not _HOST.fullmatch(name) for name in named):
        raise BadOption(option="--public-host", reason=session.say("serve.host_name"))
    if not _is_loopback(host) and not named:
        raise BadOption(option="--public-host", reason=session.say("serve.public", host=host))
    return LOCAL_HOSTS | named


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _listening(session: Session, host: str, port: int) -> socket.socket:
    """A socket that says what it speaks: else asyncio leaves Nagle's algorithm on, and every answer on a connection
    that is kept open waits 40 ms for the client's acknowledgement."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise BadOption(option="--port", reason=session.say("serve.taken", port=port, why=error.strerror)) from None
    listening.listen(_QUEUE)
    return listening


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
