"""The anchor of the audit log: one small file, so that it can be copied to where nobody else writes."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cxloop.stores.faults import faults
from cxloop.trust.audit import Anchor


class AnchorFile:
    """Replaced whole, and only by a newer one; held while a record is added, so that the two agree."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def held(self) -> Iterator[None]:
        """Waits for, then keeps, the right to write it."""
        with faults(self.path):
            lock = (self.path.parent / f"{self.path.name}.lock").open("w")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def write(self, anchor: Anchor) -> None:
        known = self.read()
        if known is not None and known.number >= anchor.number:
            return
        fresh = self.path.parent / f"{self.path.name}.new"
        with faults(self.path):
            with fresh.open("w", encoding="utf-8") as file:
                file.write(json.dumps(asdict(anchor)) + "\n")
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)

    def read(self) -> Anchor | None:
        """The anchor; None where there is none. A damaged file gives one that nothing fits."""
        return read_anchor(self.path)


def read_anchor(path: Path) -> Anchor | None:
    """The anchor in a file; None where there is no file."""
    try:
        plain = json.loads(path.read_text("utf-8"))
        return Anchor(int(plain["number"]), str(plain["mac"]), str(plain["seal"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return Anchor(0, "", "")
