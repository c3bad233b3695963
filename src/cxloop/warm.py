"""Compiles every kernel: each module that has a `warm` function is called once."""

from __future__ import annotations

import importlib
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
    return modules
