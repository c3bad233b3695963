"""Compiles what would else be compiled while somebody waits: every kernel, and the modules that a run loads."""

from __future__ import annotations

import importlib
import os
import py_compile
import sys
from contextlib import suppress
from pathlib import Path

import cxloop


def warm_all() -> list[str]:
    """The names of the kernel modules, compiled and kept on disk from now on."""
    root = Path(cxloop.__file__).parent
    modules = []
    for path in sorted(root.rglob("*.py")):
        if "kernels" in path.stem or path.parent.name == "kernels":
            name = ".".join(("cxloop", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
            module = importlib.import_module(name)
            if hasattr(module, "warm"):
                module.warm()
                modules.append(name)
    for name in ("wiring", "stores.state", "app.listen", "connectors.files", "api.server"):
        importlib.import_module(f"cxloop.{name}")
    keep_bytecode()
    return modules


def keep_bytecode() -> int:
    """How many of the modules loaded so far had no bytecode on disk, and now have, where the folder may be written.

    Some installers write none, and where Python is told not to write any either, each start takes three times as long.
    """
    kept = 0
    for module in list(sys.modules.values()):
        origin, cached = (getattr(getattr(module, "__spec__", None), name, None) for name in ("origin", "cached"))
        if not origin or not cached or not origin.endswith(".py") or _is_fresh(origin, cached):
            continue
        with suppress(OSError, py_compile.PyCompileError):
            py_compile.compile(origin, cached, doraise=True)
            kept += 1
    return kept


def _is_fresh(origin: str, cached: str) -> bool:
    """Whether bytecode is there and was made of the source as it stands (its modification time is in the header)."""
    try:
        with open(cached, "rb") as file:
            header = file.read(16)
        return int.from_bytes(header[8:12], "little") == int(os.stat(origin).st_mtime) & 0xFFFFFFFF
    except OSError:
        return os.path.exists(cached)
