"""A damaged SQLite file is set aside, and what can be read of it goes on in a new one; what is lost is said.

Looked at before anybody opens it, by the one process that has it: a log that lacks committed frames, a page that no
longer fits. Nothing of the damaged file is deleted: it is renamed, with its log, and stays until somebody removes it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from cxloop.errors import Both
from cxloop.ports.damage import Damage
from cxloop.stores.database import sqlite
from cxloop.stores.homes import Home, Homes, Kind
from cxloop.stores.lease import held
from cxloop.stores.pages import page_size
from cxloop.stores.wal import read_log

logger = logging.getLogger("cxloop.stores")
CHECKED_BYTES: Final = 64 << 20
"""Files up to this size are checked in full when the server starts: it takes less than a second."""

_LOG: Final = Both("its write-ahead log is damaged or cut off", "변경 로그가 손상되거나 잘렸습니다")
_TEXT: Final = Both("a text in it cannot be read", "읽을 수 없는 글자가 있습니다")
_SHARED_FIRST: Final = 0x40000002
_SHARED_BYTES: Final = 510
_SIDES: Final = ("-wal", "-shm")


def mended(homes: Homes, stamp: str) -> list[Damage]:
    """Looks at every file of a data folder, and mends what is damaged. stamp: goes into the names of what is set aside.

    One process does that at a time; a file that another one has open is left alone.
    """
    found = []
    with held(homes.folder / ".mending") as mine:
        for home, kind in _every(homes) if mine else ():
            _finish(home.path)
            reason, pages = wrong(home.path)
            if reason:
                found.append(_mend(home, kind, reason, pages, stamp))
    return found


def damages(homes: Homes) -> list[Damage]:
    """What was ever set aside in a data folder and is still there."""
    reports = [path for home, _ in _every(homes) for path in home.path.parent.glob(f"{home.path.name}.damaged-*.json")]
    reports = [path for path in reports if path.with_suffix("").exists()]
    return [Damage(**json.loads(path.read_text("utf-8"))["damage"]) for path in sorted(reports)]


def _every(homes: Homes) -> Iterator[tuple[Home, Kind]]:
    yield homes.journal(), "journal"
    yield homes.access(), "access"
    for child in sorted(homes.folder.iterdir()) if homes.folder.is_dir() else ():
        home = homes.workspace(child.name)
        if home.path.exists() or list(child.glob(f"{home.path.name}.damaged-*.json")):
            yield home, "state"


def wrong(path: Path) -> tuple[str, int]:
    """What is wrong with a database, nothing if nothing is; and how many pages of committed changes its log lacks."""
    log_path = path.with_name(path.name + "-wal")
    if not path.is_file() or not (path.stat().st_size or log_path.exists()) or _in_use(path):
        return "", 0
    with path.open("rb") as file:
        log = read_log(path, page_size(file.read(100)))
    if log.damaged:
        return _LOG, log.gone
    logged = log_path.stat().st_size if log_path.exists() else 0
    if path.stat().st_size + logged > CHECKED_BYTES:
        return "", 0
    return (_checked_aside(path) if logged else _checked(path)), 0


def _in_use(path: Path) -> bool:
    """Whether another process has the database open: SQLite locks these bytes as long as it has."""
    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_BYTES, _SHARED_FIRST)
        except OSError:
            return True
        return False


def _checked_aside(path: Path) -> str:
    """Checks a copy: SQLite takes a log into its file as soon as it opens it."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".checking-") as folder:
        for name in (path.name, path.name + "-wal"):
            shutil.copyfile(path.with_name(name), Path(folder) / name)
        return _checked(Path(folder) / path.name, alone=False)


def _checked(path: Path, *, alone: bool = True) -> str:
    """What SQLite finds when it reads everything. alone: there is no log, and nothing may be written."""
    module = sqlite()
    address = f"{path.absolute().as_uri()}?{'immutable=1' if alone else 'mode=rw'}"
    try:
        with closing(module.connect(address, uri=True)) as connection:
            said = str(connection.execute("pragma integrity_check(1)").fetchone()[0])
            _read_through(connection)
            return "" if said == "ok" else said.replace("\n", " ")
    except module.DatabaseError as error:
        # what cannot be decoded would be shown, and may be somebody's name
        return _TEXT if "decode" in str(error) else str(error)


def _read_through(connection: Any) -> None:
    """Reads all text: whether it can be read at all is no matter of integrity to SQLite."""
    for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
        columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")') if "TEXT" in row[2]]
        if columns:
            wanted = ", ".join(f'"{column}"' for column in columns)
            for _ in connection.execute(f'select {wanted} from "{table}"'):  # noqa: S608
                pass


def _mend(home: Home, kind: Kind, reason: str, pages: int, stamp: str) -> Damage:
    from cxloop.stores.rebuild import rebuilt

    path = home.path
    logger.error("%s is damaged: %s; it is set aside", path, reason)
    new = path.with_name(path.name + ".mending")
    _remove(new)
    rows, lost = rebuilt(path, new, kind)
    damage = Damage(str(path), f"{path.name}.damaged-{stamp}", reason, rows, lost, pages)
    report = path.with_name(f"{damage.kept}.json")
    _written(report, json.dumps({"damage": asdict(damage), "done": False}, ensure_ascii=False, indent=1))
    _finish(path)
    logger.error("%s: kept as %s; read %s, lost %s, pages of changes lost %d", path, damage.kept, rows, lost, pages)
    return damage


def _finish(path: Path) -> None:
    """Puts the new file in the place of the damaged one, or goes on with that where a process was killed half-way."""
    for report in path.parent.glob(f"{path.name}.damaged-*.json"):
        try:
            told: dict[str, Any] = json.loads(report.read_text("utf-8"))
        except ValueError:
            continue
        if told["done"]:
            continue
        kept, new = report.with_suffix(""), path.with_name(path.name + ".mending")
        for side in (*_SIDES, ""):
            source, target = path.with_name(path.name + side), kept.with_name(kept.name + side)
            if source.exists() and not target.exists() and new.exists():
                source.rename(target)
        if new.exists() and not path.exists():
            new.rename(path)
        _written(report, json.dumps({**told, "done": True}, ensure_ascii=False, indent=1))


def _written(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk."""
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for side in ("", *_SIDES):
        path.with_name(path.name + side).unlink(missing_ok=True)
