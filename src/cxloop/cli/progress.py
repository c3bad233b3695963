"""Signs of life on standard error: a bar or a spinner on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from cxloop.cli.session import Session, error_console

if TYPE_CHECKING:
    from cxloop.app.listen import Progress

QUIET_SECONDS: Final = 1.0
LINE_SECONDS: Final = 5.0
_PACE_SECONDS: Final = 1.0
"""Of less time, rows a second say nothing."""


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
        with error_console().status(session.say("working")):
            done.wait()
        return
    while not done.wait(LINE_SECONDS):
        session.note("working.seconds", seconds=round(time.monotonic() - began))


@contextmanager
def importing(session: Session) -> Iterator[Callable[[Progress], None]]:
    """Gives a function to call with how far an import is."""
    if sys.stderr.isatty():
        with _bar(session) as update:
            yield update
    else:
        yield _Lines(session)


@contextmanager
def _bar(session: Session) -> Iterator[Callable[[Progress], None]]:
    from rich import progress as rich

    columns = (
        rich.TextColumn("{task.description}", markup=False), rich.BarColumn(), rich.TaskProgressColumn(),
        rich.TextColumn("{task.fields[rate]}", markup=False), rich.TimeRemainingColumn(),
    )  # fmt: skip
    pace = _Pace()
    with rich.Progress(*columns, console=error_console(), transient=True) as bars:
        task = bars.add_task("", total=1.0, rate="")

        def update(progress: Progress) -> None:
            rate, _ = pace.of(progress)
            told = "" if rate is None else session.say("rate", rate=f"{rate:,}")
            bars.update(task, completed=progress.done, description=session.say(f"import.{progress.stage}"), rate=told)

        yield update


class _Pace:
    """Rows a second, None where a stage has only begun, and the seconds left of it."""

    def __init__(self) -> None:
        self.stage, self.began = "reading", time.monotonic()

    def of(self, progress: Progress) -> tuple[int | None, int | None]:
        if progress.stage != self.stage:
            self.stage, self.began = progress.stage, time.monotonic()
        spent = time.monotonic() - self.began
        left = round(spent * (1 - progress.done) / progress.done) if progress.done > 0 else None
        rows = progress.rows * (1 if progress.stage == "reading" else progress.done)
        return round(rows / spent) if spent >= _PACE_SECONDS else None, left


class _Lines:
    """A line every few seconds, for logs."""

    def __init__(self, session: Session) -> None:
        self.session, self.pace = session, _Pace()
        self.last = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        rate, left = self.pace.of(progress)
        if time.monotonic() - self.last < LINE_SECONDS:
            return
        self.last = time.monotonic()
        words = {
            "stage": self.session.say(f"import.{progress.stage}"),
            "rows": f"{progress.rows:,}",
            "rate": "?" if rate is None else f"{rate:,}",
        }
        self.session.note("import.line", **words, left="?" if left is None else left, share=f"{progress.done:.0%}")
