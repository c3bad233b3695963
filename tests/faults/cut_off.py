"""The command line, cut off at a chosen point: `cut_off.py POINT CALL SIGNAL ARGUMENTS…`.

At the given call of the named function the process gets the signal, just before it (`<name`) or just after it.
Batches and parts are made small, so that a small file has many of them.
"""

from __future__ import annotations

import importlib
import itertools
import os
import sys
from collections.abc import Sequence
from typing import Any

ROWS_A_PART = 100
BLOCK_BYTES = 3_000


def small() -> None:
    """Batches of some 60 rows and parts of some 120, here and in every process that calls this."""
    from cxloop.app import staging
    from cxloop.connectors.delimited import Delimited

    staging._ROWS_A_PART = ROWS_A_PART  # type: ignore[misc]
    Delimited.__init__.__defaults__ = (None, BLOCK_BYTES)  # type: ignore[misc]


def cut(point: str, call: int, signal: int) -> None:
    """Arranges for the signal."""
    module, _, names = point.lstrip("<").partition(":")
    holder: Any = importlib.import_module(module)
    *owners, name = names.split(".")
    for owner in owners:
        holder = getattr(holder, owner)
    whole, calls = getattr(holder, name), itertools.count(1)

    def spoilt(*arguments: Any, **options: Any) -> Any:
        now = next(calls) == call
        if now and point.startswith("<"):
            os.kill(os.getpid(), signal)
        result = whole(*arguments, **options)
        if now and not point.startswith("<"):
            os.kill(os.getpid(), signal)
        return result

    setattr(holder, name, spoilt)


def command(point: str, call: int, sign: int, words: Sequence[str]) -> int:
    """The command line of these words, cut off there."""
    small()
    cut(point, call, sign)
    from cxloop.cli.main import run

    return run(list(words))


if __name__ == "__main__":
    sys.exit(command(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
