"""Files all that waits in a data folder, cut off at a chosen point."""

from __future__ import annotations

from cxloop import wiring
from cxloop.app import filing
from cxloop.app.filing_loop import FilingLoop

MOST_BYTES = 2_000
"""So batches are of a few requests."""


def file_all(data: str) -> None:
    """Every workspace of a data folder."""
    FilingLoop(wiring.journal(data), lambda name: wiring.open(data, name)).step()


def cut_off(data: str, point: str = "", call: int = 0, signal: int = 0) -> None:
    """The same, with a signal at a call of a function; without one, to the end."""
    if point:
        from faults.cut_off import cut

        cut(point, call, signal)
    filing._MOST_BYTES = MOST_BYTES  # type: ignore[misc]
    file_all(data)
