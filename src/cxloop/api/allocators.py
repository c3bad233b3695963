"""How the libraries of a server are to ask for memory: said before they are loaded, since they look only then."""

from __future__ import annotations

import os
from typing import Final

ENVIRONMENT: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # Arrow's own keeps a hundred MB that were needed once
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0",  # the Delta library's
}
"""What is set already stays."""


def choose_allocators() -> None:
    """For this process; to be called before anything of it loads Arrow or the Delta library."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
