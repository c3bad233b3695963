"""The server that the load goes to: `python -m bench.live_server DATA PORT [unwritten]`, until it is told to end.

`unwritten`: the same server with the journal's write left out, to see what the write costs.
"""

from __future__ import annotations

import gc
import socket
import sys
from functools import partial

from cxloop.api.allocators import choose_allocators

choose_allocators()

from cxloop import wiring
from cxloop.api.filing_process import FilingProcess
from cxloop.api.live import Live
from cxloop.api.server import Server, create_app
from cxloop.api.sign_in import SignIn


def main(data: str, port: int, written: bool) -> None:
    door = wiring.door(data)
    live = Live(wiring.journal(data), door.keys, FilingProcess(data), partial(wiring.open, data), door.seal)
    if not written:
        live.writer._append = lambda requests: None
    app = create_app({"main": wiring.open(data)}, sign_in=SignIn(kept=door.sign_ins), door=door, live=live)
    listening = socket.socket(proto=socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", port))
    listening.listen(4096)
    print(listening.getsockname()[1], flush=True)
    if "unfiled" not in sys.argv[3:]:
        live.start()
    gc.freeze()
    try:
        Server(live.around(app), live=live).run([listening])
    finally:
        live.end()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), "unwritten" not in sys.argv[3:])
