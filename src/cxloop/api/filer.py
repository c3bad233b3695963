"""Filing in a process of its own, so that it takes no time from the door: `python -m cxloop.api.filer DATA`.

The server talks to it over its standard input: anything wakes it, a last `e` ends it after the batch at hand. It ends
at once when the server is gone, wherever it is: what it was about begins anew with the next one. It answers on its
standard output, a line of JSON each time something was filed or a round is over.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from functools import cache
from typing import Any, TextIO

from cxloop import wiring
from cxloop.api.memory import give_back_memory
from cxloop.app.filing_loop import FilingLoop


def main(data: str) -> None:
    """Files what waits in a data folder until its server has enough of it."""
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group; the server says when to end
        signal.signal(number, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no answer
    give_back_memory()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)  # rows in the making are many, and none of them refers to another
    loop = FilingLoop(wiring.journal(data), cache(lambda name: wiring.open(data, name)))
    loop.told = lambda workspace, filed: _say(answers, workspace=workspace, filed=asdict(filed))
    loop.rested = lambda: _say(answers, backlog=loop.backlog, behind=loop.behind, failures=loop.failures)
    ending = threading.Event()
    threading.Thread(target=_listen, args=(loop, ending), name="server", daemon=True).start()
    loop.start()
    ending.wait()
    loop.end()


def _listen(loop: FilingLoop, ending: threading.Event) -> None:
    while words := os.read(0, 1 << 16):
        loop.wake()
        if words.endswith(b"e"):
            ending.set()
            return
    os._exit(0)


def _say(answers: TextIO, **plain: Any) -> None:
    try:
        print(json.dumps(plain), file=answers, flush=True)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
