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


def tables() -> sa.MetaData:
    """All tables of the database, whichever of them were asked for so far."""
    for holder in _HOLDERS:
        importlib.import_module(f"cxloop.stores.{holder}")
    return metadata


def access_database(home: str | Path | Home) -> sa.Engine:
    """The database with all its tables."""
    return database(home, "access", tables())
