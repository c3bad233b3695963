"""The database of who may come in: its tables stand beside what is done with them."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from cxloop.stores.database import database
from cxloop.stores.homes import Home

metadata = sa.MetaData()
_HOLDERS: Final = ("access", "accounts", "sign_ins", "audit")


def access_database(home: str | Path | Home) -> sa.Engine:
    """The database with all tables, whichever of them is asked first."""
    for holder in _HOLDERS:
        importlib.import_module(f"cxloop.stores.{holder}")
    return database(home, "access", metadata)
