"""The secret of a data folder: made once, kept in a file that only its owner may read, never in a database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from cxloop.errors import StateBroken
from cxloop.stores.faults import faults


def folder_secret(path: Path) -> bytes:
    """The secret in a file, which is made where there is none; of two that make it at once, both get the same."""
    with faults(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        text = path.read_text("ascii").strip()
    if len(text) < 64:
        raise StateBroken(path=path, reason="it holds no secret")
    return text.encode()


def _make(path: Path) -> None:
    own = path.parent / f".{path.name}.{secrets.token_hex(8)}"
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(own, path)  # unlike a rename, it never takes the place of one that is there
    except FileExistsError:
        pass
    finally:
        own.unlink()
