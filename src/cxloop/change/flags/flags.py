"""All flags of a workspace, as flagd writes them down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from cxloop.change.flags.flag import Flag, Resolution
from cxloop.change.flags.logic import Lots, draw

Value = TypeVar("Value")
_OF: Final[dict[type, tuple[type, ...]]] = {
    bool: (bool,),
    str: (str,),
    int: (int,),
    float: (float, int),
    dict: (dict, list),
}


class Flags:
    """Flags, evaluated in this process.

    definitions: flagd's format, `{"flags": {…}, "$evaluators": {…}, "metadata": {…}}`. A flag that cannot be read ends
    in PARSE_ERROR and leaves the others alone; `problems` tells of all. now: seconds since 1970, for rules about time.
    lots: who draws the lots of experiments; else nobody remembers what was drawn.

    >>> flags = Flags({"flags": {"new": {"state": "ENABLED", "variants": {"on": True, "off": False},
    ...     "defaultVariant": "off", "targeting": {"if": [{"==": [{"var": "plan"}, "pro"]}, "on"]}}}}, lambda: 0)
    >>> flags.value("new", False, {"plan": "pro"}), flags.value("new", False, {}), flags.value("old", False, {})
    (True, False, False)
    """

    def __init__(self, definitions: Mapping[str, Any], now: Callable[[], int], lots: Lots = draw) -> None:
        written, shared = definitions.get("flags"), definitions.get("$evaluators")
        metadata = definitions.get("metadata")
        self.metadata: Mapping[str, Any] = metadata if isinstance(metadata, dict) else {}
        rules = shared if isinstance(shared, dict) else {}
        self.flags = {
            str(key): Flag(str(key), one, rules, self.metadata, now, lots)
            for key, one in (written if isinstance(written, dict) else {}).items()
        }

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Where and what, of every flag."""
        return [
            (f"flags.{key}" + (f".{place}" if place else ""), what)
            for key, flag in self.flags.items()
            for place, what in flag.problems
        ]

    def evaluate(self, key: str, context: Mapping[str, Any]) -> Resolution:
        """What a flag says to whoever the context describes; never raises."""
        flag = self.flags.get(key)
        if flag is None:
            return Resolution(None, None, "ERROR", "FLAG_NOT_FOUND", f"there is no flag {key!r}", self.metadata)
        return flag.evaluate(context)

    def resolve(self, key: str, fallback: Value, context: Mapping[str, Any]) -> Resolution:
        """As `evaluate`, with the caller's own default where the flag says nothing, and TYPE_MISMATCH where it says
        something of another type than that."""
        flag = self.flags.get(key)
        if flag is None:
            found = self.evaluate(key, context)
        else:
            found = flag.static or flag.evaluate(context)
            if type(found.value) is type(fallback) and found.variant is not None:
                return found
        if found.variant is None:
            return Resolution(fallback, None, found.reason, found.code, found.message, found.metadata)
        if type(found.value) not in _OF.get(type(fallback), (type(fallback),)):
            what = f"{key!r} is no {type(fallback).__name__}"
            return Resolution(fallback, None, "ERROR", "TYPE_MISMATCH", what, found.metadata)
        return found

    def value(self, key: str, fallback: Value, context: Mapping[str, Any]) -> Value:
        """The value alone, of the type of `fallback`, which is given where there is none."""
        found: Value = self.resolve(key, fallback, context).value
        return found
