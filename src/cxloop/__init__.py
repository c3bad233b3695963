"""cxloop: from signal to verified change.

import cxloop
ws = cxloop.open("cxloop-data")
ws.import_("events.csv", customer="user", times=["at"], event="action")
ws.funnel(["visit", "order"]).to_pandas()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxloop.app.workspace import Workspace
    from cxloop.connectors.flag_client import FlagClient
    from cxloop.errors import CallerError, CxloopError
    from cxloop.wiring import analyse, before_after, open

__version__ = "0.1.0"
__all__ = ["CallerError", "CxloopError", "FlagClient", "Workspace", "__version__", "analyse", "before_after", "open"]

_HOMES = {
    "CallerError": "cxloop.errors",
    "CxloopError": "cxloop.errors",
    "FlagClient": "cxloop.connectors.flag_client",
    "Workspace": "cxloop.app.workspace",
    "analyse": "cxloop.wiring",
    "before_after": "cxloop.wiring",
    "open": "cxloop.wiring",
}


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first asked for, so that `import cxloop` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cxloop' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
