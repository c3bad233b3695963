"""A flag: its variants, and who gets which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from cxloop.change.flags.logic import Compiler, Lots, NoUnit, Rule, RuleBroken, constant, draw
from cxloop.change.flags.operators import FLAG_KEY, OPERATORS, TIMESTAMP

Reason = Literal["STATIC", "DEFAULT", "TARGETING_MATCH", "DISABLED", "ERROR"]
Code = Literal["FLAG_NOT_FOUND", "PARSE_ERROR", "TYPE_MISMATCH", "GENERAL", "INVALID_CONTEXT", "TARGETING_KEY_MISSING"]
STATES: Final = ("ENABLED", "DISABLED")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a flag says. variant: None where the caller's own default is to be taken: there is none, the flag is off,
    or something is wrong."""

    value: Any
    variant: str | None
    reason: Reason
    code: Code | None = None
    message: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)


class Flag:
    """One definition, ready to be evaluated. problems: place and what is wrong; broken ones end in PARSE_ERROR. static:
    what it says to everybody, None where a rule decides."""

    __slots__ = ("_default", "_hit", "_rule", "key", "metadata", "problems", "static", "variants")

    def __init__(
        self,
        key: str,
        written: Any,
        shared: Mapping[str, Any],
        metadata: Mapping[str, Any],
        now: Callable[[], int],
        lots: Lots = draw,
    ) -> None:
        self.key, self.problems = key, list[tuple[str, str]]()
        self.variants: dict[str, Any] = {}
        self.static: Resolution | None = None
        self._hit: dict[str, Resolution] = {}
        self._rule: Rule = constant(None)
        self.metadata = metadata
        try:
            self._read(written, shared, now, lots)
        except RuleBroken as broken:
            self.problems.append((broken.place, broken.what))
            self.static = self._failed("PARSE_ERROR", str(broken))

    def evaluate(self, context: Mapping[str, Any]) -> Resolution:
        """What it says to whoever the context describes; never raises."""
        if self.static is not None:
            return self.static
        try:
            variant = self._rule(context)
        except NoUnit:
            return self._failed("TARGETING_KEY_MISSING", "the flag draws lots and needs a targetingKey")
        except Exception as error:  # whatever a rule does to odd data, the caller gets a default
            return self._failed("GENERAL", f"{type(error).__name__} in the rule")
        if variant is None:
            return self._default
        if type(variant) is bool:
            variant = "true" if variant else "false"
        found = self._hit.get(variant) if type(variant) is str else self._hit.get(str(variant))
        return found or self._failed("GENERAL", f"the rule gives {variant!r}, which is no variant")

    def _read(self, written: Any, shared: Mapping[str, Any], now: Callable[[], int], lots: Lots) -> None:
        if not isinstance(written, dict):
            raise RuleBroken("", "a flag is an object")
        variants, state = written.get("variants"), written.get("state")
        if not isinstance(variants, dict) or not variants:
            raise RuleBroken("variants", "a flag has variants, an object")
        if state not in STATES:
            raise RuleBroken("state", f"is one of {', '.join(STATES)}")
        own = written.get("metadata")
        if own is not None and not isinstance(own, dict):
            raise RuleBroken("metadata", "is an object")
        self.metadata = {**self.metadata, **(own or {})}
        self.variants = _of_one_sort(variants)
        self._kinds_agree(variants)
        default = written.get("defaultVariant")
        if default is not None and default not in variants:
            raise RuleBroken("defaultVariant", f"{default!r} is no variant")
        if state == "DISABLED":
            self.static = Resolution(None, None, "DISABLED", metadata=self.metadata)
            return
        self._default = self._of(default, "DEFAULT")
        targeting = written.get("targeting")
        if not targeting:
            self.static = self._of(default, "STATIC" if default is not None else "DEFAULT")
            return
        if not isinstance(targeting, dict):
            raise RuleBroken("targeting", "a rule is an object")
        known = {FLAG_KEY: constant(self.key), TIMESTAMP: lambda _: now()}
        compiler = Compiler(shared, known, OPERATORS, lots)
        self._rule = compiler.rule(targeting, "targeting")
        self.problems += compiler.remarks
        self._hit = {name: self._of(name, "TARGETING_MATCH") for name in variants}

    def _kinds_agree(self, variants: Mapping[str, Any]) -> None:
        kinds = {_kind(value) for value in variants.values()}
        if len(kinds) > 1:
            self.problems.append(("variants", f"are of several types: {', '.join(sorted(kinds))}"))

    def _of(self, variant: str | None, reason: Reason) -> Resolution:
        value = None if variant is None else self.variants[variant]
        return Resolution(value, variant, reason, metadata=self.metadata)

    def _failed(self, code: Code, message: str) -> Resolution:
        return Resolution(None, None, "ERROR", code, message, self.metadata)


def _of_one_sort(variants: Mapping[str, Any]) -> dict[str, Any]:
    """Whole numbers beside others made into floats, since clients take no integer where they ask for a float."""
    if not any(isinstance(value, float) for value in variants.values()):
        return dict(variants)
    return {name: float(value) if type(value) is int else value for name, value in variants.items()}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "object"
