"""JSON Logic (jsonlogic.com), made into functions once, so that no rule is looked at again when it is evaluated.

There is no `eval`: every function is put together from those below. Unknown operators are refused with their place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cxloop.change.flags.values import at_most, less, loosely_equal, number, strictly_equal, text_of, truthy

Rule = Callable[[Any], Any]
"""From the data to a value."""
Lots = Callable[[str, str, Mapping[str, Any], Sequence[str], Callable[[], str]], str]
"""Who gets what: experiment, unit, context, the variants there are, and what the lot would say."""
MOST_DEPTH: Final = 64


class NoUnit(Exception):
    """A lot has to be drawn, and nothing says for whom."""


def draw(
    experiment: str, unit: str, context: Mapping[str, Any], variants: Sequence[str], lot: Callable[[], str]
) -> str:
    """What the lot says, with no memory of what it said before."""
    return lot()


class RuleBroken(Exception):
    """A rule that cannot be read. place: where, such as `if[0].==[1]`; what: English."""

    def __init__(self, place: str, what: str) -> None:
        super().__init__(f"{place}: {what}")
        self.place, self.what = place, what


@dataclass(slots=True)
class Compiler:
    """Rules into functions. shared: rules that others refer to by `$ref`; known: variables that are no data; more:
    operators besides JSON Logic's own, each given the compiler, its arguments and its place; lots: who draws them;
    remarks: what is odd, but can be evaluated, with its place."""

    shared: Mapping[str, Any] = field(default_factory=dict)
    known: Mapping[str, Rule] = field(default_factory=dict)
    more: Mapping[str, Callable[[Compiler, Sequence[Any], str], Rule]] = field(default_factory=dict)
    lots: Lots = draw
    remarks: list[tuple[str, str]] = field(default_factory=list)
    _within: tuple[str, ...] = ()

    def rule(self, written: Any, place: str = "") -> Rule:
        """The function that a rule stands for. Raises RuleBroken.

        >>> rule = Compiler().rule({"if": [{">": [{"var": "age"}, 17]}, "adult", "child"]})
        >>> rule({"age": 20}), rule({})
        ('adult', 'child')
        """
        if place.count(".") + place.count("[") > 3 * MOST_DEPTH:
            raise RuleBroken(place[:80], "nested too deeply")
        if isinstance(written, list):
            return self._list([self.rule(each, f"{place}[{at}]") for at, each in enumerate(written)])
        if not isinstance(written, dict):
            return constant(written)
        if len(written) != 1:
            return constant(written)
        [(operator, given)] = written.items()
        if operator == "$ref":
            return self._shared(given, place)
        inside = f"{place}.{operator}" if place else operator
        arguments = given if isinstance(given, list) else [given]
        make = self.more.get(operator) or OPERATORS.get(operator)
        if make is None:
            raise RuleBroken(inside, f"there is no operator {operator!r}")
        return make(self, arguments, inside)

    def every(self, arguments: Sequence[Any], place: str) -> list[Rule]:
        return [self.rule(each, f"{place}[{at}]") for at, each in enumerate(arguments)]

    def _list(self, rules: list[Rule]) -> Rule:
        if all(hasattr(each, "constant") for each in rules):
            return constant([each.constant for each in rules])  # type: ignore[attr-defined]
        return lambda data: [each(data) for each in rules]

    def _shared(self, name: Any, place: str) -> Rule:
        if not isinstance(name, str) or name not in self.shared:
            raise RuleBroken(place, f"there is no shared rule {name!r}")
        if name in self._within:
            raise RuleBroken(place, f"the shared rule {name!r} refers to itself")
        inner = Compiler(self.shared, self.known, self.more, self.lots, self.remarks, (*self._within, name))
        return inner.rule(self.shared[name], f"$ref:{name}")


def constant(value: Any) -> Rule:
    """A rule that is a value."""

    def always(_: Any) -> Any:
        return value

    always.constant = value  # type: ignore[attr-defined]
    return always


def yes_or_no(rule: Rule) -> Rule:
    """Says of a rule that it gives True, False or null and nothing else."""
    rule.says_yes_or_no = True  # type: ignore[attr-defined]
    return rule


def is_constant(rule: Rule) -> bool:
    """Whether a rule gives the same whatever the data."""
    return hasattr(rule, "constant")


def _var(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    rules = compiler.every(arguments, place)
    otherwise = rules[1] if len(rules) > 1 else None
    if not rules or is_constant(rules[0]):
        name = rules[0].constant if rules else ""  # type: ignore[attr-defined]
        if isinstance(name, str) and name in compiler.known:
            return compiler.known[name]
        return _named(name, otherwise)
    first = rules[0]
    return lambda data: _named(first(data), otherwise)(data)


def _named(name: Any, otherwise: Rule | None) -> Rule:
    if name is None or name == "":
        return lambda data: data
    path = text_of(name).split(".")
    if len(path) == 1 and otherwise is None:
        [only] = path
        return lambda data: data.get(only) if type(data) is dict else _walked(data, path)
    if otherwise is None:
        return lambda data: _walked(data, path)

    def found(data: Any) -> Any:
        value = _walked(data, path)
        return otherwise(data) if value is None else value

    return found


def _walked(data: Any, path: Sequence[str]) -> Any:
    for name in path:
        if isinstance(data, Mapping):
            data = data.get(name)
        elif isinstance(data, list | tuple | str) and name.isdecimal() and int(name) < len(data):
            data = data[int(name)]
        else:
            return None
    return data


def _if(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    rules = compiler.every(arguments, place)
    if len(rules) == 3:
        return _one_or_other(*rules)
    pairs, last = list(zip(rules[::2], rules[1::2], strict=False)), rules[-1] if len(rules) % 2 else constant(None)

    def chosen(data: Any) -> Any:
        for condition, then in pairs:
            if truthy(condition(data)):
                return then(data)
        return last(data)

    return chosen


def _one_or_other(condition: Rule, then: Rule, otherwise: Rule) -> Rule:
    """The most common rule there is: as few calls as can be."""
    if not getattr(condition, "says_yes_or_no", False):
        return lambda data: then(data) if truthy(condition(data)) else otherwise(data)
    if is_constant(then) and is_constant(otherwise):
        one, other = then(None), otherwise(None)
        return lambda data: one if condition(data) else other
    return lambda data: then(data) if condition(data) else otherwise(data)


def _and(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    rules = compiler.every(arguments, place)
    if len(rules) == 2 and all(getattr(rule, "says_yes_or_no", False) for rule in rules):
        one, other = rules
        return yes_or_no(lambda data: one(data) and other(data))

    def every(data: Any) -> Any:
        value = None
        for rule in rules:
            value = rule(data)
            if not truthy(value):
                return value
        return value

    return every


def _or(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    rules = compiler.every(arguments, place)
    if len(rules) == 2 and all(getattr(rule, "says_yes_or_no", False) for rule in rules):
        one, other = rules
        return yes_or_no(lambda data: one(data) or other(data))

    def some(data: Any) -> Any:
        value = None
        for rule in rules:
            value = rule(data)
            if truthy(value):
                return value
        return value

    return some


def _equal(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    """Most rules compare with a text, which needs no coercion where the other is a text as well."""
    one, other = _two(compiler, arguments, place)
    for fixed, free in ((one, other), (other, one)):
        if isinstance(getattr(fixed, "constant", None), str):
            return _equal_to(fixed.constant, free)  # type: ignore[attr-defined]
    return lambda data: loosely_equal(one(data), other(data))


def _equal_to(text: str, rule: Rule) -> Rule:
    def equal(data: Any) -> bool:
        value = rule(data)
        return value == text if type(value) is str else loosely_equal(value, text)

    return yes_or_no(equal)


def _two(compiler: Compiler, arguments: Sequence[Any], place: str) -> list[Rule]:
    if len(arguments) < 2:
        raise RuleBroken(place, "needs two values")
    return compiler.every(arguments, place)[:2]


def _pairwise(compare: Callable[[Any, Any], Any]) -> Callable[[Compiler, Sequence[Any], str], Rule]:
    def make(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
        one, other = _two(compiler, arguments, place)
        return lambda data: compare(one(data), other(data))

    return make


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Compiler, Sequence[Any], str], Rule]:
    """Of two, or of three: whether the one in the middle lies between."""

    def make(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
        if len(arguments) < 2:
            raise RuleBroken(place, "needs two or three values")
        rules = compiler.every(arguments, place)[:3]
        if len(rules) == 2:
            one, other = rules
            return lambda data: compare(one(data), other(data))
        low, middle, high = rules

        def between(data: Any) -> bool:
            value = middle(data)
            return compare(low(data), value) and compare(value, high(data))

        return between

    return make


def _of_all(compute: Callable[[list[Any]], Any]) -> Callable[[Compiler, Sequence[Any], str], Rule]:
    def make(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
        rules = compiler.every(arguments, place)
        return lambda data: compute([rule(data) for rule in rules])

    return make


def _first(values: list[Any]) -> Any:
    return values[0] if values else None


def _whole(value: float) -> float | None:
    """Whole numbers without a point; what is no number is nothing."""
    if value != value or value in (float("inf"), float("-inf")):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _minus(values: list[Any]) -> float | None:
    return _whole(-number(_first(values)) if len(values) < 2 else number(values[0]) - number(values[1]))


def _divided(values: list[Any]) -> float | None:
    below = number(values[1]) if len(values) > 1 else 0.0
    return _whole(number(values[0]) / below) if below else None


def _rest(values: list[Any]) -> float | None:
    import math

    below = number(values[1]) if len(values) > 1 else 0.0
    return _whole(math.fmod(number(values[0]), below)) if below else None


def _product(values: list[Any]) -> float | None:
    return _whole(functools.reduce(lambda one, other: one * other, map(number, values), 1.0))


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[list[Any]], float | None]:
    return lambda values: _whole(choose([number(value) for value in values])) if values else None


def _in(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    """Mostly a text in a list of texts, which needs no coercion."""
    one, whole = _two(compiler, arguments, place)
    listed = getattr(whole, "constant", None)
    if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
        return yes_or_no(lambda data: _inside(one(data), whole(data)))
    texts = frozenset(listed)

    def inside(data: Any) -> bool:
        value = one(data)
        return value in texts if type(value) is str else False

    return yes_or_no(inside)


def _inside(one: Any, whole: Any) -> bool:
    if isinstance(whole, str):
        return text_of(one) in whole
    return isinstance(whole, list | tuple) and any(strictly_equal(one, each) for each in whole)


def _piece(values: list[Any]) -> str:
    text, start = text_of(_first(values)), int(_bounded(values[1])) if len(values) > 1 else 0
    text = text[start:] if start >= 0 else text[max(0, len(text) + start) :]
    if len(values) < 3:
        return text
    length = int(_bounded(values[2]))
    return text[: max(0, length)] if length >= 0 else text[: max(0, len(text) + length)]


def _bounded(value: Any) -> float:
    found = number(value)
    return max(-1e9, min(1e9, found)) if found == found else 0.0


def _merged(values: list[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else [value])]


def _missing(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    rules = compiler.every(arguments, place)

    def absent(data: Any) -> list[Any]:
        names = [rule(data) for rule in rules]
        return _absent(data, names[0] if names and isinstance(names[0], list) else names)

    return absent


def _missing_some(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    least, names = _two(compiler, arguments, place)

    def absent(data: Any) -> list[Any]:
        wanted = names(data)
        wanted = wanted if isinstance(wanted, list) else [wanted]
        gone = _absent(data, wanted)
        return [] if len(wanted) - len(gone) >= number(least(data)) else gone

    return absent


def _absent(data: Any, names: Sequence[Any]) -> list[Any]:
    return [name for name in names if _walked(data, text_of(name).split(".")) in (None, "")]


def _over(compute: Callable[[list[Any], Rule], Any]) -> Callable[[Compiler, Sequence[Any], str], Rule]:
    """Of a list and a rule for each of its members."""

    def make(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
        whole, each = _two(compiler, arguments, place)

        def over(data: Any) -> Any:
            members = whole(data)
            return compute(members if isinstance(members, list) else [], each)

        return over

    return make


def _reduced(compiler: Compiler, arguments: Sequence[Any], place: str) -> Rule:
    whole, each = _two(compiler, arguments, place)
    start = compiler.rule(arguments[2], f"{place}[2]") if len(arguments) > 2 else constant(None)

    def reduced(data: Any) -> Any:
        members, sofar = whole(data), start(data)
        for member in members if isinstance(members, list) else []:
            sofar = each({"current": member, "accumulator": sofar})
        return sofar

    return reduced


OPERATORS: Final[dict[str, Callable[[Compiler, Sequence[Any], str], Rule]]] = {
    "var": _var,
    "missing": _missing,
    "missing_some": _missing_some,
    "if": _if,
    "?:": _if,
    "and": _and,
    "or": _or,
    "==": _equal,
    "!=": _pairwise(lambda one, other: not loosely_equal(one, other)),
    "===": _pairwise(strictly_equal),
    "!==": _pairwise(lambda one, other: not strictly_equal(one, other)),
    "!": _of_all(lambda values: not truthy(_first(values))),
    "!!": _of_all(lambda values: truthy(_first(values))),
    "<": _ordered(less),
    "<=": _ordered(at_most),
    ">": _pairwise(lambda one, other: less(other, one)),
    ">=": _pairwise(lambda one, other: at_most(other, one)),
    "max": _of_all(_extreme(max)),
    "min": _of_all(_extreme(min)),
    "+": _of_all(lambda values: _whole(float(sum(map(number, values))))),
    "-": _of_all(_minus),
    "*": _of_all(_product),
    "/": _of_all(_divided),
    "%": _of_all(_rest),
    "in": _in,
    "cat": _of_all(lambda values: "".join(map(text_of, values))),
    "substr": _of_all(_piece),
    "merge": _of_all(_merged),
    "map": _over(lambda members, each: [each(member) for member in members]),
    "filter": _over(lambda members, each: [member for member in members if truthy(each(member))]),
    "all": _over(lambda members, each: bool(members) and all(truthy(each(member)) for member in members)),
    "some": _over(lambda members, each: any(truthy(each(member)) for member in members)),
    "none": _over(lambda members, each: not any(truthy(each(member)) for member in members)),
    "reduce": _reduced,
}
