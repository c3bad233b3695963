"""Compiles what would else be compiled while somebody waits: every kernel, and the modules that a run loads."""

from __future__ import annotations

import importlib
import os
import py_compile
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import cxloop


def warm_all() -> list[str]:
    """The names of the kernel modules, compiled and kept on disk from now on."""
    root = Path(cxloop.__file__).parent
    found = [path for path in sorted(root.rglob("*.py")) if "kernels" in path.stem or path.parent.name == "kernels"]
    names = [".".join(("cxloop", *path.relative_to(root).with_suffix("").parts)) for path in found]
    with ProcessPoolExecutor(len(os.sched_getaffinity(0)), get_context("spawn")) as pool:
        list(pool.map(warm_one, names))  # a compiler uses one processor
    modules = [name for name in names if warm_one(name)]
    for name in ("wiring", "stores.state", "app.listen", "connectors.files", "api.server"):
        importlib.import_module(f"cxloop.{name}")
    keep_bytecode()
    return modules


def warm_one(name: str) -> bool:
    """Compiles the kernels of a module, or loads those that are kept on disk; False where it has none."""
    module = importlib.import_module(name.removesuffix(".__init__"))
    if not hasattr(module, "warm"):
        return False
    module.warm()
    return True


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
