"""Imports beside the server: one at a time in each workspace, followed, cancelled, remembered until the next."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from cxloop.api.allocators import ENVIRONMENT
from cxloop.api.importer import failure
from cxloop.api.rounds import Rounds
from cxloop.errors import Busy
from cxloop.listen.errors import ImportCancelled, ImportEnded
from cxloop.ports.workspace import Workspace

logger = logging.getLogger("cxloop.importing")
_KEPT_MS: Final = 24 * 3_600_000
"""How long what was sent is kept, so that it can be read again in another way."""
_PATIENCE_SECONDS: Final = 10.0


class Job:
    """One import that runs, or the last one that did. stage: starting, simulating, reading or indexing; state: running,
    done, cancelled or failed. files: their names; uploads: what they were sent as."""

    def __init__(self, by: str, files: Sequence[str], uploads: Sequence[str], begun_ms: int, simulated: bool) -> None:
        self.by, self.files, self.uploads, self.begun_ms = by, tuple(files), tuple(uploads), begun_ms
        self.simulated = simulated
        self.stage, self.done, self.rows, self.state = "starting", 0.0, 0, "running"
        self.report: dict[str, Any] | None = None
        self.errors: dict[str, dict[str, Any]] | None = None
        self._began = self._stage_began = time.monotonic()
        self._ended: float | None = None
        self._process: subprocess.Popen[str] | None = None

    def run(self, task: dict[str, Any]) -> None:
        """Runs to its end, whichever that is."""
        words = [sys.executable, "-m", "cxloop.api.importer"]
        environment = {**ENVIRONMENT, **os.environ}
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True, encoding="utf-8"
        ) as process:
            self._process = process
            assert process.stdout is not None
            self._send(json.dumps(task))
            for line in process.stdout:
                self._heard(json.loads(line))
        if self.state == "running":
            self._heard(failure(ImportEnded()))

    def cancel(self) -> None:
        """Asks it to stop; where all rows are in already, it is too late for that."""
        self._send("cancel")

    def kill(self) -> None:
        """Ends it as the server ends."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def told(self, language: str, own: bool) -> dict[str, Any]:
        """How far it is. own: to whoever began it, who is also told in full what went wrong."""
        now = self._ended or time.monotonic()
        spent = max(now - self._stage_began, 1e-3)
        plain: dict[str, Any] = {
            "state": self.state, "stage": self.stage, "done": self.done, "rows": self.rows, "by": self.by, "own": own,
            "files": list(self.files), "uploads": list(self.uploads) if own else [], "begun_ms": self.begun_ms,
            "simulated": self.simulated, "seconds": now - self._began, "rows_per_second": self.rows / spent,
            "seconds_left": spent * (1 - self.done) / self.done if self.done > 0.02 else None,
            "report": None if self.report is None else _counts(self.report), "error": None,
        }  # fmt: skip
        if self.errors is not None:
            error = self.errors[language if language in self.errors else "en"]
            plain["error"] = error if own else {"code": error["code"]}
        return plain

    def _send(self, line: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):  # it has ended; what came of it is told elsewhere
            return

    def _heard(self, plain: dict[str, Any]) -> None:
        if "stage" in plain:
            if plain["stage"] != self.stage:
                self._stage_began = time.monotonic()
            self.stage, self.done, self.rows = plain["stage"], plain["done"], plain["rows"]
            return
        self._ended = time.monotonic()
        self.report, self.errors = plain.get("report"), plain.get("error")
        cancelled = self.errors is not None and self.errors["en"]["code"] == ImportCancelled.code
        self.state = "cancelled" if cancelled else "failed" if self.errors is not None else "done"


def _counts(report: dict[str, Any]) -> dict[str, Any]:
    """What a report tells without any row: those are personal, and asked for by themselves."""
    files = [{name: value for name, value in one.items() if name != "first_refused"} for one in report["files"]]
    return {**report, "files": files}


class Importing(Rounds):
    """The imports of a server's workspaces; from time to time it removes what was sent and never came in."""

    name: ClassVar[str] = "tidying"
    logger: ClassVar[logging.Logger] = logger
    failing: ClassVar[str] = "what was sent to %s could not be tidied"

    def __init__(self, workspaces: Mapping[str, Workspace], every_seconds: float = 3600.0) -> None:
        super().__init__(workspaces, every_seconds)
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        self.look()
        super().start()

    def end(self) -> None:
        super().end()
        for job in self._jobs.values():
            job.kill()

    def look_at(self, name: str, workspace: Workspace) -> None:
        job = self.job(name)
        if job is None or job.state != "running":
            workspace.uploads.tidy(workspace.now_ms() - _KEPT_MS)

    def job(self, workspace: str) -> Job | None:
        """The import that runs in a workspace, else the last one that did."""
        return self._jobs.get(workspace)

    def begin(self, workspace: Workspace, task: dict[str, Any], job: Job) -> Job:
        """Begins an import. Raises Busy where one runs in this workspace already."""
        with self._lock:
            running = self.job(workspace.name)
            if running is not None and running.state == "running":
                raise Busy(path=workspace.name)
            self._jobs[workspace.name] = job
        whole = {"data": str(workspace.folder.parent), "workspace": workspace.name, "by": job.by, **task}
        threading.Thread(target=job.run, args=(whole,), name="import", daemon=True).start()
        return job
