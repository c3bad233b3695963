"""What the operating system and the database say of a data folder, as errors that tell the way out."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cxloop.errors import Both, Busy, CxloopError, DiskFull, FolderUnusable, StateBroken

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNUSABLE: Final = frozenset(
    {
        errno.ENOENT,
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOTDIR,
        errno.EEXIST,
        errno.EISDIR,
        errno.ENAMETOOLONG,
    }
)


@contextmanager
def faults(path: str | Path) -> Iterator[None]:
    """Turns an OSError about the data at `path` into DiskFull or FolderUnusable; others go on as they are."""
    try:
        yield
    except OSError as error:
        known = known_fault(error, path)
        if known is None:
            raise
        raise known from error


def known_fault(error: OSError, path: str | Path) -> CxloopError | None:
    """The clear error for one of the operating system, if there is one.

    >>> known_fault(OSError("No space left on device (os error 28)"), "data")
    DiskFull('The disk that holds data is full.')
    """
    told = re.search(r"\(os error (\d+)\)", str(error))  # the event table's library gives the number as text only
    number = error.errno or (int(told[1]) if told else 0)
    if number in _FULL:
        return DiskFull(path=path)
    if number in _UNUSABLE:
        return FolderUnusable(path=error.filename or path, reason=os.strerror(number).lower())
    return None


def database_fault(error: BaseException, path: str | Path) -> CxloopError | None:
    """The clear error for one of SQLite, if there is one.

    >>> import sqlite3
    >>> database_fault(sqlite3.OperationalError("database or disk is full"), "state.db")
    DiskFull('The disk that holds state.db is full.')
    """
    said = str(error)
    if "disk is full" in said:
        return DiskFull(path=path)
    if "is locked" in said:
        return Busy(path=path)
    if "readonly database" in said or "unable to open database" in said:
        return FolderUnusable(path=path, reason=said)
    if "not a database" in said or "malformed" in said:
        return StateBroken(path=path, reason=said)
    if "not decode" in said:
        return StateBroken(path=path, reason=Both("a text in it cannot be read", "읽을 수 없는 글자가 있습니다"))
    return None
