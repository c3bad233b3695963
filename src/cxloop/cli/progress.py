"""Signs of life on standard error: a bar or a spinner on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from cxloop.cli.session import Session

QUIET_SECONDS: Final = 1.0
LINE_SECONDS: Final = 5.0


@contextmanager
def waiting(session: Session) -> Iterator[None]:
    """Says that work goes on once a question has taken a second."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(session, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(session: Session, done: threading.Event) -> None:
    began = time.monotonic()
    if done.wait(QUIET_SECONDS):
        return
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(session.say("working")):
            done.wait()
        return
    while not done.wait(LINE_SECONDS):
        session.note("working.seconds", seconds=round(time.monotonic() - began))


@contextmanager
def importing(session: Session, name: str) -> Iterator[Callable[[int, int | None], None]]:
    """Gives a function to call with the rows done and, where known, the rows in all."""
    if sys.stderr.isatty():
        with _bar(session, name) as update:
            yield update
    else:
        yield _Lines(session, name)


@contextmanager
def _bar(session: Session, name: str) -> Iterator[Callable[[int, int | None], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), rate, TimeRemainingColumn())
    began = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=None, rate="")

        def update(done: int, total: int | None) -> None:
            per_second = round(done / max(time.monotonic() - began, 1e-3))
            progress.update(task, completed=done, total=total, rate=session.say("rate", rate=f"{per_second:,}"))

        yield update


class _Lines:
    """A line every few seconds, for logs."""

    def __init__(self, session: Session, name: str) -> None:
        self.session, self.name = session, name
        self.began = self.last = time.monotonic()

    def __call__(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        if now - self.last < LINE_SECONDS:
            return
        self.last = now
        rate = done / (now - self.began)
        left = round((total - done) / rate) if total and rate else None
        key = "import.line" if left is None else "import.line_left"
        self.session.note(key, name=self.name, done=f"{done:,}", rate=f"{round(rate):,}", left=left)
