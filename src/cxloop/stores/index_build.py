"""Keeping a journey index in step with the event table: whole generations, one in force, old ones go after a while."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Final

import pyarrow as pa

from cxloop.stores.events import EventTable
from cxloop.stores.faults import faults
from cxloop.stores.identity import Identity
from cxloop.stores.index import IDENTITY, Index, open_index
from cxloop.stores.partition_build import FORMAT, Build, Keep, Progress, digest_of
from cxloop.stores.replacing import replace_file

BASE: Final = ("event", "channel", "owner", "batch", "sequence")
"""Columns every index has from the start, besides time."""
_GRACE_SECONDS: Final = 60
"""How long a generation stays after its replacement, for questions that were asked of it before."""


def refresh_index(
    table: EventTable,
    address: str,
    per: str,
    properties: Iterable[str] = (),
    progress: Progress | None = None,
    keep: Keep | None = None,
    identity: Identity | None = None,
) -> None:
    """Makes the index at `address` agree with the table; does nothing where it does already.

    per: journeys of each `customer` or `case`. progress: called with the share done, 0 to 1. keep: what to keep of each
    partition's journeys, besides their columns. identity: which identifiers belong to other journeys.
    """
    root = Path(address)
    with faults(root), locked(root):
        if _current_version(address) == table.version():
            return
        generation = f"generation-{_last_generation(root) + 1:06d}"
        folder = root / generation
        identity = identity or Identity.nobody()
        build = Build(table, folder, per, keep=keep, identity=identity, since=_since(address, identity))
        try:
            build.run(BASE, sorted(set(properties)), progress or (lambda share: None))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with locked(root, ".tail"):
            replace_file(root / "CURRENT", generation)
        _remove_old(root)
    pa.default_memory_pool().release_unused()  # a build has had much more than whoever goes on needs


def ensure_columns(table: EventTable, address: str, per: str, columns: Iterable[str]) -> None:
    """Adds columns that were never asked for before; they stay. Does nothing where the imports in the table are others
    than those in the index: then it has to be built anew."""
    with faults(address), locked(Path(address)):
        index = open_index(address)
        missing = set(columns) - index.columns - {"time"}
        if missing:
            base, files = Index(index.folder), table.files()
            if digest_of(files) == base.meta["files"]:
                identity = Identity.read(index.folder / IDENTITY)
                Build(table, index.folder, per, base, identity=identity).add(sorted(missing), files)


def _since(address: str, identity: Identity) -> int | None:
    """The version of the table from which on identifiers have belonged to each other as they do; None where the index
    that there is has it otherwise."""
    try:
        index = open_index(address)
        return int(index.meta["identity"]) if current(index) and index.whose.same(identity) else None
    except Exception:
        return None


def _current_version(address: str) -> int | None:
    try:
        index = open_index(address)
        return Index(index.folder).table_version if current(index) else None
    except Exception:
        return None


def current(index: Index) -> bool:
    """Whether an index was built the way it is built now."""
    return bool(index.meta.get("format") == FORMAT)


def _last_generation(root: Path) -> int:
    return max((int(path.name[-6:]) for path in root.glob("generation-*")), default=0)


def _remove_old(root: Path) -> None:
    """Removes what builds cut off have left, and generations replaced some time ago; the last but one stays."""
    generations = sorted(root.glob("generation-*"))
    for dead in [folder for folder in generations if not (folder / "meta.json").exists()]:
        shutil.rmtree(dead, ignore_errors=True)
        generations.remove(dead)
    for old, replacement in list(pairwise(generations))[:-1]:
        if time.time() - (replacement / "meta.json").stat().st_mtime > _GRACE_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def locked(root: Path, name: str = ".lease") -> Iterator[None]:
    """One process at a time."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
