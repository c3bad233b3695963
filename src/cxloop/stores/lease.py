"""One process at a time may change a workspace."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxloop.errors import Busy
from cxloop.stores.faults import faults


@contextmanager
def lease(folder: Path) -> Iterator[None]:
    """Held until the context ends or the process does; Busy at once where another holds it."""
    with faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        opened = (folder / ".lease").open("w")
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(path=folder) from None
        yield


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Whether this process got hold of a lock file; held until the context ends or the process does."""
    with faults(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = path.open("w")
    with opened as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
