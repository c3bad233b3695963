"""Which identifiers belong to which customer, of a workspace as it is now."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from cxloop.listen.identity import Owners, belonging
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings


class Ground(Protocol):
    """What this stands on; a workspace has it."""

    @property
    def table(self) -> EventTable: ...
    @property
    def filings(self) -> Filings: ...


def belonging_of(ground: Ground) -> pa.Table:
    """kind, identifier, customer: of what was seen live, and of the imports that are in the table."""
    live = Owners(ground.filings.links()[0]).met()
    return belonging(pa.concat_tables([live, ground.filings.met(ground.table.imports())]))
