"""Who belongs to whom, as links come in: kept in this process, brought up to date by what is new."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import pyarrow as pa

from cxloop.listen.identity import MET, Owners, belonging
from cxloop.ports.event_table import EventTable
from cxloop.ports.filing import Filings
from cxloop.stores.identity import Identity


class Who:
    """The identity of one workspace: of what was seen live, and of the imports in its table."""

    def __init__(self, filings: Callable[[], Filings], table: EventTable) -> None:
        self._filings, self._table, self._lock = filings, table, Lock()
        self._owners, self._reached, self._found = Owners(), -1, Identity.nobody()
        self._imports, self._met = frozenset[int](), MET.empty_table()

    def __call__(self) -> Identity:
        with self._lock:
            links, self._reached = self._filings().links(self._reached)
            imports = self._table.imports()
            if imports != self._imports:
                self._met, self._imports = self._filings().met(imports), imports
            elif not links:
                return self._found
            self._owners.add(links)
            if len(self._owners.of) or len(self._met) or len(self._found):
                self._found = Identity.of(belonging(pa.concat_tables([self._owners.met(), self._met])))
            return self._found
