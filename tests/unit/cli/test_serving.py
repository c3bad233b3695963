"""What the server listens on."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from cxloop.cli.serving import _listening
from cxloop.cli.session import Session


def test_answers_do_not_wait_for_acknowledgements(tmp_path: Path) -> None:
    listening = _listening(Session(tmp_path, "main", "en", "threads", False), "127.0.0.1", 0)

    async def delayed() -> int:
        taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        class Taken(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                own = cast(Any, transport).get_extra_info("socket")
                taken.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
                transport.close()

        server = await asyncio.get_running_loop().create_server(Taken, sock=listening)
        async with server:
            _, writer = await asyncio.open_connection("127.0.0.1", listening.getsockname()[1])
            found = await taken
            writer.close()
            return found

    with ThreadPoolExecutor(1) as apart:  # a browser's loop may be running in this thread
        assert apart.submit(asyncio.run, delayed()).result(30) == 1
