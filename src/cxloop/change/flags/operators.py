"""What flagd adds to JSON Logic: fractional, sem_ver, starts_with, ends_with (flagd.dev, "Custom operations"); and
`bucket`, for experiments.

`fractional` is of the second generation: bucket = hash × total >> 32. The first took the hash in per cent and gave
other variants to most; experiments rest on neither, but on our own `bucket`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, Final

import mmh3

from cxloop.change.bucketing import arm_at, bucket
from cxloop.change.flags.logic import Compiler, NoUnit, Rule, RuleBroken, constant, is_constant, yes_or_no
from cxloop.change.flags.versions import COMPARISONS, compared

MOST_WEIGHT: Final = 2**31 - 1
FLAG_KEY: Final = "$flagd.flagKey"
TIMESTAMP: Final = "$flagd.timestamp"
TARGETING_KEY: Final = "targetingKey"
ANONYMOUS_ID: Final = "anonymousId"
"""Where a context says who somebody was before they signed in."""


def fractional(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    """A variant by lot, the same for the same key, in proportion to weights. Null where there is no key or no weight.

    >>> rule = Compiler(more=OPERATORS).rule({"fractional": [{"var": "id"}, ["new", 10], ["old", 90]]})
    >>> [rule({"id": name}) for name in ("anna", "ben", "cleo")], rule({})
    (['old', 'old', 'old'], None)
    """
    key, buckets = _own_key(compiler), list(arguments)
    if buckets and not isinstance(buckets[0], list):
        key, buckets = compiler.rule(buckets[0], f"{place}[0]"), buckets[1:]
    if not buckets:
        raise RuleBroken(place, "has no variants")
    rules = [
        _bucket(compiler, each, f"{place}[{at}]") for at, each in enumerate(buckets, len(arguments) - len(buckets))
    ]
    if all(is_constant(weight) for _, weight in rules):
        return _with_weights(key, [variant for variant, _ in rules], [_weight(weight(None)) for _, weight in rules])

    def drawn(data: Any) -> Any:
        weights = [_weight(weight(data)) for _, weight in rules]
        return _with_weights(key, [variant for variant, _ in rules], weights)(data)

    return drawn


def _with_weights(key: Rule, variants: Sequence[Rule], weights: Sequence[int]) -> Rule:
    total = sum(weights)
    if not 0 < total <= MOST_WEIGHT:
        return constant(None)
    pairs = tuple(zip(accumulate(weights), variants, strict=True))
    hashed = mmh3.hash

    def drawn(data: Any) -> Any:
        text = key(data)
        if type(text) is not str:
            return None
        bucket = (hashed(text, 0, False) * total) >> 32
        for end, variant in pairs:
            if bucket < end:
                return variant(data)
        return None

    return drawn


def _own_key(compiler: Compiler) -> Rule:
    """The flag's own key before that of the target, so that flags do not all choose the same people."""
    flag = compiler.known.get(FLAG_KEY, constant(""))(None)

    def key(data: Any) -> str | None:
        target = data.get(TARGETING_KEY) if isinstance(data, dict) else None
        return flag + target if type(target) is str else None

    return key


def _bucket(compiler: Compiler, written: Any, place: str) -> tuple[Rule, Rule]:
    if not isinstance(written, list) or not 1 <= len(written) <= 2:
        raise RuleBroken(place, "is no variant with a weight")
    weight = compiler.rule(written[1], f"{place}[1]") if len(written) == 2 else constant(1)
    return compiler.rule(written[0], f"{place}[0]"), weight


def _weight(value: Any) -> int:
    return max(0, int(value)) if isinstance(value, int | float) and value == value else 0


def bucketed(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    """A variant of an experiment by our own `bucket`: `[["new", 50], ["old", 50]]`, with the experiment's name before
    it, where it is not the flag's. Whoever has had one keeps it as long as it has a weight.

    >>> rule = Compiler(more=OPERATORS).rule({"bucket": ["checkout", ["new", 50], ["old", 50]]})
    >>> [rule({"targetingKey": name}) for name in ("anna", "ben")]
    ['old', 'new']
    """
    flag = compiler.known.get(FLAG_KEY, constant(""))(None)
    named = bool(arguments) and isinstance(arguments[0], str)
    salt, pairs = (arguments[0], list(arguments[1:])) if named else (flag, list(arguments))
    weights: dict[str, float] = {}
    for at, each in enumerate(pairs, int(named)):
        if not isinstance(each, list) or len(each) != 2 or not isinstance(each[0], str) or not _is_weight(each[1]):
            raise RuleBroken(f"{place}[{at}]", "is no variant with a weight")
        weights[each[0]] = each[1]
    if len(weights) < len(pairs) or not any(weights.values()):
        raise RuleBroken(place, "needs variants, each once, and a weight")
    open_ones = [name for name, weight in weights.items() if weight > 0]
    names, shares, lots = list(weights), list(weights.values()), compiler.lots

    def drawn(data: Any) -> str:
        unit = data.get(TARGETING_KEY) if isinstance(data, dict) else None
        if type(unit) is not str or not unit:
            raise NoUnit
        return lots(salt, unit, data, open_ones, lambda: names[arm_at(bucket(salt, unit), shares)])

    return drawn


def _is_weight(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_WEIGHT


def sem_ver(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    """Whether a version stands so to another: =, !=, <, <=, >, >=, ^ (same major), ~ (same minor). Null where not both
    are versions."""
    if len(arguments) != 3:
        return _odd(compiler, place, "needs a version, an operator and a version")
    one, operator, other = compiler.every(arguments, place)
    if is_constant(operator) and operator(None) not in COMPARISONS:
        return _odd(compiler, place, f"has no operator {operator(None)!r}")
    return lambda data: compared(one(data), operator(data), other(data))


def _of_texts(compare: Callable[[str, str], bool]) -> Callable[[Compiler, Sequence[Any], str], Rule]:
    def make(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
        if len(arguments) != 2:
            return _odd(compiler, place, "needs two texts")
        one, other = compiler.every(arguments, place)
        fixed: Any = getattr(other, "constant", None)

        def compared_texts(data: Any) -> bool | None:
            text, part = one(data), other(data)
            return compare(text, part) if type(text) is str and type(part) is str else None

        def compared_with(data: Any) -> bool | None:
            text = one(data)
            return compare(text, fixed) if type(text) is str else None

        return yes_or_no(compared_with if type(fixed) is str else compared_texts)

    return make


def _odd(compiler: Compiler, place: str, what: str) -> Rule:
    compiler.remarks.append((place, what))
    return constant(None)


OPERATORS: Final[dict[str, Callable[[Compiler, Sequence[Any], str], Rule]]] = {
    "fractional": fractional,
    "bucket": bucketed,
    "sem_ver": sem_ver,
    "starts_with": _of_texts(str.startswith),
    "ends_with": _of_texts(str.endswith),
}
