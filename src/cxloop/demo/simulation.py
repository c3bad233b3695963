"""Writes the simulated logs as files, so that they come in through the same import as everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from cxloop.demo.helpdesk import Helpdesk
from cxloop.demo.names import KOREAN
from cxloop.demo.shop import Shop

WORKSPACES: Final = ("shop", "helpdesk")


@dataclass(frozen=True)
class Simulated:
    """One workspace's worth: the file and how to import it."""

    workspace: str
    path: Path
    mapping: dict[str, Any]


def simulate(folder: Path, *, seed: int, customers: int, language: str = "en") -> list[Simulated]:
    """A shop and its helpdesk with a tenth of the shop's customers as employees; the same by the same seed."""
    folder.mkdir(parents=True, exist_ok=True)
    names = KOREAN if language == "ko" else {}
    shop = _write(Shop(seed, customers).log.table(names), folder / "shop.parquet")
    helpdesk = _write(Helpdesk(seed + 1, max(customers // 10, 10)).log.table(names), folder / "helpdesk.parquet")
    common = {"event": "event", "channel": "channel", "due": "promised", "text": "comment"}
    return [
        Simulated(
            "shop", shop, {**common, "customer": "customer", "times": ("time",), "case": "order", "value": "amount"}
        ),
        Simulated(
            "helpdesk",
            helpdesk,
            {**common, "customer": "employee", "times": ("time",), "case": "ticket", "owner": "team"},
        ),
    ]


def _write(table: pa.Table, path: Path) -> Path:
    pq.write_table(table, path)
    return path
