"""What people call events and channels, put in the place of the names that came with the data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cxloop.model.rule import nfc, parts, renamed

_STEPS: Final = frozenset("event step steps from to with".split())
"""Fields of answers that hold names of events."""
_RULE: Final = re.compile(r"[=<>]|\s(in|contains|starts|is)\s", re.IGNORECASE)
_EVENT: Final = re.compile(r"event\s*==?\s*(?:([\"'])(?P<text>[^\"'\\]+)\1|(?P<word>[^\s\"'()]+))")
_FIELDS: Final = ("channel", "event")
"""Fields of events whose values are names."""


@dataclass(frozen=True, slots=True, eq=False)
class Called:
    """Display names in one language, by NFC name; what has none keeps its own.

    >>> called = Called({"pay": "결제"}, {"web": "웹"})
    >>> called.step("pay"), called.step('event = "pay" and value > 3'), called.channel("app")
    ('결제', '결제 (value > 3)', 'app')
    """

    events: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def channel(self, name: str) -> str:
        return self.channels.get(nfc(name), name)

    def step(self, text: str) -> str:
        """A step: an event, an event (under conditions), or a rule with the names in it."""
        found = self.events.get(nfc(text))
        if found is not None or not _RULE.search(text):
            return text if found is None else found
        said = parts(self.rule(text))
        events = [(one, each["text"] or each["word"]) for one in said if (each := _EVENT.fullmatch(one)) is not None]
        if len(events) != 1:
            return self.rule(text)
        [(own, event)] = events
        rest = " and ".join(one for one in said if one is not own)
        return f"{event} ({rest})" if rest else event

    def rule(self, text: str) -> str:
        """A rule with the names in it; whatever cannot be read stays."""
        return renamed(text, {"event": self._event, "channel": self.channel})

    def answer(self, answer: Any) -> Any:
        """An answer, as plain values, with display names."""
        return self._of("", answer) if self.events or self.channels else answer

    def _event(self, name: str) -> str:
        return self.events.get(nfc(name), name)

    def _of(self, key: str, value: Any) -> Any:
        if isinstance(value, dict):
            kinds = _kinds(key, value)
            return {name: self._of(kinds.get(str(name), str(name)), one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._of(key, one) for one in value]
        if not isinstance(value, str):
            return value
        return self.channel(value) if key == "channel" else self.step(value) if key in _STEPS else value


def _kinds(key: str, value: Mapping[str, Any]) -> dict[str, str]:
    """What fields hold names of, where another field of theirs says it."""
    kinds: dict[str, str] = {
        "what": "channel" if "channel" in (value.get("kind"), value.get("of")) else "step",
        "breakdown": f"by {value.get('breakdown_by')}",
    }
    if value.get("by") in _FIELDS:
        kinds["group"] = str(value["by"])
    by = key.removeprefix("by ") if key.startswith("by ") else str(value.get("group"))
    return kinds | {"value": by} if by in _FIELDS else kinds


AS_THEY_CAME: Final = Called()
"""Nothing is called anything else."""
