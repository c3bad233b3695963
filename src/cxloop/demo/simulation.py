"""Writes the simulated logs as files, so that they come in through the same import as everybody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cxloop.demo.helpdesk import Helpdesk
from cxloop.demo.names import KOREAN
from cxloop.demo.shop import Shop

WORKSPACES: Final = ("shop", "helpdesk")
_COMMON: Final = {"event": "event", "channel": "channel", "due": "promised", "text": "comment"}


@dataclass(frozen=True)
class Simulated:
    """One workspace's worth: the file and how to import it."""

    workspace: str
    path: Path
    mapping: dict[str, Any]


def simulate_shop(
    folder: Path, *, seed: int, customers: int, language: str = "en", tell: Callable[[float], None] | None = None
) -> Simulated:
    """The shop alone. tell: called with the share of it that has been played."""
    folder.mkdir(parents=True, exist_ok=True)
    names = KOREAN if language == "ko" else {}
    path = _write(Shop(seed, customers, tell).log.table(names), folder / "shop.parquet")
    own = {"customer": "customer", "times": ("time",), "case": "order", "value": "amount"}
    return Simulated("shop", path, {**_COMMON, **own})


def simulate(folder: Path, *, seed: int, customers: int, language: str = "en") -> list[Simulated]:
    """A shop and its helpdesk with a tenth of the shop's customers as employees; the same by the same seed."""
    folder.mkdir(parents=True, exist_ok=True)
    names = KOREAN if language == "ko" else {}
    shop = simulate_shop(folder, seed=seed, customers=customers, language=language)
    helpdesk = _write(Helpdesk(seed + 1, max(customers // 10, 10)).log.table(names), folder / "helpdesk.parquet")
    own = {"customer": "employee", "times": ("time",), "case": "ticket", "owner": "team"}
    return [shop, Simulated("helpdesk", helpdesk, {**_COMMON, **own})]


def _write(table: pa.Table, path: Path) -> Path:
    pq.write_table(table, path)
    return path
