"""Files all that waits in a data folder, cut off at a chosen point: `file_all.py DATA [POINT CALL SIGNAL]`."""

from __future__ import annotations

import sys

from cxloop import wiring
from cxloop.app import filing
from cxloop.app.filing_loop import FilingLoop

MOST_BYTES = 2_000
"""So batches are of a few requests."""


def file_all(data: str) -> None:
    """Every workspace of a data folder."""
    FilingLoop(wiring.journal(data), lambda name: wiring.open(data, name)).step()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        from cut_off import cut

        cut(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    filing._MOST_BYTES = MOST_BYTES  # type: ignore[misc]
    file_all(sys.argv[1])
