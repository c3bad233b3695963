"""Detectors of friction, one file each: a module here that has a `detector` is used.

`drop_off` compares groups instead of trials, and has a question of its own.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from cxloop.understand.friction.trials import Detector


@cache
def detectors() -> tuple[Detector, ...]:
    """All detectors there are, by kind.

    >>> [one.kind for one in detectors()][:3]
    ['channel_escape', 'delay', 'error']
    """
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    found: list[Detector] = [module.detector for module in modules if hasattr(module, "detector")]
    return tuple(sorted(found, key=lambda one: one.kind))
