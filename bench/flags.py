"""Flags beside others: `python -m bench.flags FOLDER`. Over HTTP under load, and in process with the same rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

UNITS: Final = 100_000
_ON = {"state": "ENABLED", "variants": {"on": True, "off": False}, "defaultVariant": "off"}
FLAGS: Final[dict[str, Any]] = {
    "flags": {
        "plain": _ON,
        "rule": {**_ON, "targeting": {"if": [{"==": [{"var": "plan"}, "pro"]}, "on", "off"]}},
        "shares": {**_ON, "targeting": {"fractional": [["on", 30], ["off", 70]]}},
        "versions": {**_ON, "targeting": {"if": [{"sem_ver": [{"var": "version"}, ">=", "2.1.0"]}, "on"]}},
        "several": {
            **_ON,
            "targeting": {
                "if": [
                    {"and": [{"in": [{"var": "country"}, ["kr", "jp"]]}, {"starts_with": [{"var": "version"}, "2."]}]},
                    "on",
                ]
            },
        },
        "trial": {
            **_ON,
            "targeting": {"if": [{"==": [{"var": "country"}, "kr"]}, {"bucket": [["on", 50], ["off", 50]]}]},
        },
    }
}


def over_http(folder: Path, seconds: float = 30, rate: float = 1000) -> dict[str, Any]:
    """The server of `cxloop serve` and the load on the same two cores."""
    from bench.live import serving
    from cxloop import wiring
    from cxloop.app import flags
    from cxloop.app.keys import create_key

    with serving(folder) as server:
        flags.put(wiring.open(server.data), json.dumps(FLAGS), "bench")
        server.key = create_key(wiring.access(server.data), "main", "flags", 0, days=None).key
        server.load(5, 16, "flags", rate)
        return server.load(seconds, 16, "flags", rate)


if __name__ == "__main__":
    print(over_http(Path(sys.argv[1])))
