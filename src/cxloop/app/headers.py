"""Whether the first row of a file holds the names of its columns: as somebody says, or said of such a file before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

from cxloop.errors import CxloopError
from cxloop.listen.kinds import kinds_of
from cxloop.ports.source import Source

_TELLING: Final = 200
Recall = Callable[[str], dict[str, Any] | None]
"""The mapping kept for files with a header of this signature."""


def with_header(open_source: Callable[[bool | None], Source], said: bool | None, recall: Recall) -> Source:
    """The source, its first row read as said; else as was said of the last such file; else as its content tells.

    open_source: opens it with or without names in the first row, or (None) as its content tells.
    """
    told = open_source(said)
    if said is not None or told.header is None or recall(signature(told)) is not None:
        return told
    try:
        other = open_source(not told.header)
        kept = recall(signature(other))
    except CxloopError:  # with its only row as names there would be nothing to read
        return told
    return other if kept is not None and kept.get("header") == other.header else told


def signature(source: Source) -> str:
    """What files that are read alike have in common: the names of the columns, or the kinds of those without names."""
    text = "\x1f".join(source.columns)
    if source.header is False:
        sample = source.sample(_TELLING)
        below = sample.slice(1) if sample.num_rows > 1 else sample  # somebody may have said so of a row of names
        text = "\x1e".join(kinds_of(below))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
