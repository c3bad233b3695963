"""How SQL sees the names of a log: as every other question does, merged, hidden and spelled alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cxloop.app.understand import Asker
from cxloop.model.rule import nfc
from cxloop.ports.event_table import Sealing
from cxloop.ports.workspace import Workspace
from cxloop.questions.journeys import Journeys
from cxloop.questions.lens import Lens, named, seen_as


@dataclass(frozen=True, slots=True)
class Seen:
    """events, channels: names as they came to those they are seen by, only where these differ; hidden: events that
    nobody sees; bots: whether journeys are left out."""

    events: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    bots: bool = False


AS_THEY_CAME = Seen()


def names_seen(workspace: Workspace, sealing: Sealing | None) -> Seen:
    """How names are seen now; sealing: how those in the files are masked. Raises NoEvents."""
    asker = Asker(workspace)
    lens, names = asker.scope.lens or Lens(), tuple(asker.index.events)
    table = seen_as(lens.merged, names)
    codes = np.arange(len(names)) if table is None else table[:-1]
    hidden = named(lens.hidden, names)[codes]
    masked = (lambda name: name) if sealing is None else sealing.hide
    shown = {masked(names[at]): masked(nfc(names[codes[at]])) for at in np.flatnonzero(~hidden).tolist()}
    return Seen(
        events={name: text for name, text in shown.items() if text != name},
        channels={masked(one): masked(nfc(one)) for one in asker.index.channels if nfc(one) != one},
        hidden=tuple({masked(names[at]) for at in np.flatnonzero(hidden).tolist()} - shown.keys()),
        bots=lens.bots is not None,
    )


def journeys_of(workspace: Workspace, per: str, what: Callable[[Journeys, Lens | None], Any]) -> Iterator[Any]:
    """What a function gives for each partition of an index, and what its questions are asked through. Raises NoEvents,
    NoCases."""
    asker = Asker(workspace, per=per)
    lens = asker.scope.lens
    columns = () if lens is None else lens.columns
    for number in range(asker.index.partitions):
        yield what(asker.index.journeys(number, columns), lens)


def renamed(column: str, names: Mapping[str, str]) -> str:
    """SQL for a column under other names. Looking up a constant map is done once for each different name of a block.

    >>> renamed("file.event", {"buy": "order"})
    "coalesce(map_extract_value(MAP {'buy': 'order'}, file.event), file.event)"
    >>> renamed("file.event", {})
    'file.event'
    """
    if not names:
        return column
    pairs = ", ".join(f"{literal(name)}: {literal(text)}" for name, text in names.items())
    return f"coalesce(map_extract_value(MAP {{{pairs}}}, {column}), {column})"


def listed(names: Sequence[str]) -> str:
    """Texts in SQL, one after the other."""
    return ", ".join(map(literal, names))


def literal(name: str) -> str:
    """A text in SQL.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + name.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"


def braced(text: str) -> str:
    """A part of a select in which braces mean nothing."""
    return text.replace("{", "{{").replace("}", "}}")
