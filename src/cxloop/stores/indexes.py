"""The journey indexes of one workspace folder, kept in step with its event table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cxloop.errors import NoCases, NoEvents
from cxloop.ports.event_table import EventTable as EventTablePort
from cxloop.stores.events import EventTable
from cxloop.stores.identity import Identity
from cxloop.stores.index import Index, open_index
from cxloop.stores.index_build import ensure_columns, refresh_index
from cxloop.stores.partition_build import Keep
from cxloop.stores.tail_build import refresh_tail, too_long


class FolderIndexes:
    """`index/customer` and `index/case` under a workspace's folder; `properties` tells the names known at a build,
    `identity` who belongs to whom."""

    def __init__(
        self,
        folder: Path,
        table: EventTable,
        properties: Callable[[], Iterable[str]],
        keep: Keep | None = None,
        identity: Callable[[], Identity] = Identity.nobody,
    ) -> None:
        self.folder, self.table, self.properties, self.keep = folder, table, properties, keep
        self.identity = identity

    def address(self, per: str) -> str:
        return str(self.folder / "index" / per)

    def refresh(
        self, per: str, properties: Iterable[str] = (), progress: Callable[[float], None] | None = None
    ) -> None:
        refresh_index(
            self.table, self.address(per), per, properties or self.properties(), progress, self.keep, self._whose(per)
        )

    def follow(self, per: str) -> bool:
        """Lays what is new over the index that there is; False where that takes a new one."""
        return refresh_tail(self.table, self.address(per), per, self._whose(per), self.properties())

    def fold(self, per: str) -> bool:
        """Builds a new base where the tail has grown long, while others go on asking the old one."""
        try:
            if not too_long(open_index(self.address(per))):
                return False
        except NoEvents:
            return False
        self.refresh(per)
        return True

    def open(self, per: str, columns: Iterable[str] = ()) -> Index:
        index = self._current(per)
        if not index.rows:
            raise NoCases() if per == "case" and self.table.rows() else NoEvents()
        while set(columns) - index.columns - {"time"}:  # again where a new generation came in between
            ensure_columns(self.table, self.address(per), per, columns)
            index = self._current(per)
        return index

    def _current(self, per: str) -> Index:
        version = self.table.version()
        if version < 0:
            raise NoEvents()
        try:
            index = open_index(self.address(per))
        except NoEvents:
            index = None
        if index is None or index.table_version != version:
            if not self.follow(per):
                self.refresh(per)
            index = open_index(self.address(per))
        return index

    def _whose(self, per: str) -> Identity:
        return self.identity() if per == "customer" else Identity.nobody()


_: type[EventTablePort] = EventTable
