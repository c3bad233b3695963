"""The process that brings files in beside the server: one task on standard input, how far it is on standard output.

In a process of its own, so that questions are answered meanwhile, and nothing that a file does ends the server. It ends
at once when the server is gone: what is half in nobody sees, and the same file goes on from there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from cxloop import wiring
from cxloop.app.bringing import Choice, Wanted, bring, sign
from cxloop.app.listen import Progress
from cxloop.app.workspace import Workspace
from cxloop.demo.simulation import simulate_shop
from cxloop.errors import CxloopError, InternalError
from cxloop.listen.errors import ImportCancelled, NotEmpty

SEED, CUSTOMERS = 7, 20_000


class Told:
    """Says on a stream how far it is, and stops where that is wanted; once all rows are in, it is too late for it."""

    def __init__(self, out: TextIO) -> None:
        self._out, self.stop = out, threading.Event()

    def __call__(self, progress: Progress) -> None:
        self.say({"stage": progress.stage, "done": progress.done, "rows": progress.rows})
        if self.stop.is_set() and progress.stage != "indexing":
            raise ImportCancelled()

    def say(self, what: dict[str, Any]) -> None:
        self._out.write(json.dumps(what) + "\n")
        self._out.flush()


def run(task: dict[str, Any], told: Told) -> dict[str, Any]:
    """The report of a task: files to import, or the simulation."""
    workspace = wiring.open(task["data"], task["workspace"])
    if "simulate" in task:
        return simulation(workspace, task["simulate"], task["by"], told)
    wanted = [
        Wanted(workspace.uploads.get(one["upload"]), Choice(**one["choice"]), one["name"]) for one in task["files"]
    ]
    return bring(workspace, wanted, task["by"], told, task["again"]).to_dict()


def simulation(workspace: Workspace, language: str, by: str, told: Told) -> dict[str, Any]:
    """The simulated shop in a workspace without events. Raises NotEmpty."""
    if workspace.table.version() >= 0 and workspace.table.rows():
        raise NotEmpty()
    folder = Path(workspace.folder) / "simulated"
    part = simulate_shop(
        folder, seed=SEED, customers=CUSTOMERS, language=language,
        tell=lambda done: told(Progress("simulating", done, 0)),
    )  # fmt: skip
    workspace.mark_simulated(f"seed {SEED}, {CUSTOMERS} customers, {language}")
    try:
        report = workspace.import_(part.path, progress=told, **part.mapping)
    except BaseException:
        workspace.unmark_simulated()
        raise
    finally:
        part.path.unlink()
    for file in report.files:
        sign(workspace, file.number, by)
    return report.to_dict()


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # they come to the whole group; the server says when to end
        signal.signal(number, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not get between the lines that are told
    task, told = json.loads(sys.stdin.readline()), Told(out)

    def listen() -> None:
        for line in sys.stdin:
            if line.strip() == "cancel":
                told.stop.set()
        os._exit(3)

    threading.Thread(target=listen, daemon=True).start()
    try:
        told.say({"report": run(task, told)})
    except CxloopError as error:
        told.say(failure(error))
    except Exception as error:
        told.say(failure(InternalError(what=type(error).__name__)))
        raise


def failure(error: CxloopError) -> dict[str, Any]:
    """An error in both languages: who is told decides which."""
    return {"error": {language: error.to_dict(language) for language in ("en", "ko")}}


if __name__ == "__main__":
    main()
