"""Typed rules over events, read from text into a tree; never evaluated as code.

    event = "search" and results = 0
    channel in ("web", "app") and not (value >= 100000 or plan is missing)
    `order status` contains "취소"

Fields are `event`, `channel`, `owner`, `value`, `case`, `customer`, or the name of a property; a name with blanks or
signs stands in backticks. Operators: = != < <= > >= in contains starts with is missing is present; and or not ( ).
Text is compared after NFC normalisation, so that Hangul typed on any system matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cxloop.errors import BadRule, Both
from cxloop.particles import particle

Literal = str | float
FIELDS: Final = ("event", "channel", "owner", "value", "case", "customer")
_DEPTH: Final = 64


@dataclass(frozen=True, slots=True)
class Compare:
    """`field operator value`; operator is one of = != < <= > >= contains starts."""

    field: str
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class In:
    """The field has one of these values."""

    field: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """The field has no value."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class All:
    """All of these rules hold."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these rules holds."""

    rules: tuple[Rule, ...]


Rule = Compare | In | Missing | Not | All | Any


def nfc(text: str) -> str:
    """Text in Unicode normal form C, in which names are compared."""
    return unicodedata.normalize("NFC", text)


def fields(rule: Rule) -> frozenset[str]:
    """The fields a rule reads.

    >>> sorted(fields(parse('event = "search" and results = 0')))
    ['event', 'results']
    """
    match rule:
        case Not(inner):
            return fields(inner)
        case All(rules) | Any(rules):
            return frozenset().union(*(fields(part) for part in rules))
        case _:
            return frozenset({rule.field})


def is_event(name: str) -> Rule:
    """The rule that a step given by its name stands for."""
    return Compare("event", "=", name)


def parse(text: str) -> Rule:
    """A rule from its text.

    Raises BadRule with the place where reading stopped.

    >>> parse('results >= 3')
    Compare(field='results', operator='>=', value=3.0)
    >>> parse('event = ')
    Traceback (most recent call last):
    cxloop.errors.BadRule: The rule cannot be read at character 9: a value is missing.
    """
    reader = _Reader(text)
    rule = _either(reader)
    if reader.kind != "end":
        reader.refuse(
            Both(
                f"“{reader.token}” was not expected",
                f"“{reader.token}”{particle(reader.token, '은')} 여기에 올 수 없습니다",
            )
        )
    return rule


_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<quoted>`[^`]+`)
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<sign><=|>=|!=|<>|==|=|<|>|\(|\)|,)
    | (?P<word>[^\s"'`<>=!(),]+)
    )""",
    re.VERBOSE,
)


def renamed(text: str, called: Mapping[str, Callable[[str], str]]) -> str:
    """A rule's text in which the values of some fields have other names; all else stays as it was written. called: by
    field. A text that is no rule stays too.

    >>> renamed('event = "pay" and value > 3', {"event": str.upper}), renamed("pay", {"event": str.upper})
    ('event = "PAY" and value > 3', 'pay')
    """
    if not any(field in text for field in called):
        return text
    parts, end, field, before = [], 0, "", ("", "")
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        token = found[kind]
        if before[0] in ("word", "quoted") and (token.lower() == "in" or token in ("=", "==", "!=", "<>")):
            field = before[1].strip("`")
        elif kind == "word" and token.lower() in ("and", "or", "not"):
            field = ""
        elif field in called and kind in ("text", "word"):
            value = _unquoted(token) if kind == "text" else token
            shown = called[field](value)
            if shown != value:
                parts += [text[end : found.start(kind)], quoted(shown)]
                end = found.end(kind)
        before = (kind, token)
    return "".join((*parts, text[end:]))


def parts(text: str) -> list[str]:
    """The texts that `and` joins to a rule; the text alone where it is another rule, or none.

    >>> parts('event = "pay" and (a = 1 or b = 2)'), parts("a = 1 or b = 2")
    (['event = "pay"', '(a = 1 or b = 2)'], ['a = 1 or b = 2'])
    """
    found, begin, depth = [], 0, 0
    for one in _TOKEN.finditer(text):
        token = one[str(one.lastgroup)]
        depth += (one.lastgroup == "sign") * ((token == "(") - (token == ")"))
        if one.lastgroup != "word" or depth:
            continue
        if token.lower() == "or":
            return [text]
        if token.lower() == "and":
            found.append(text[begin : one.start("word")].strip())
            begin = one.end()
    return [*found, text[begin:].strip()]


class _Reader:
    """One token ahead over the text of a rule."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = self.start = 0
        self.depth = 0
        self.kind, self.token = "end", ""
        self.advance()

    def advance(self) -> str:
        taken = self.token
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            self.start = len(self.text) - len(self.text[self.at :].lstrip())
            if self.text[self.at :].strip():
                self.refuse(Both("this sign means nothing here", "여기서는 뜻이 없는 기호입니다"))
            self.kind, self.token = "end", ""
        else:
            self.kind = str(found.lastgroup)
            self.token, self.start, self.at = found[self.kind], found.start(self.kind), found.end()
        return taken

    def word(self, *words: str) -> bool:
        """Takes the next token if it is one of these words."""
        if self.kind == "word" and self.token.lower() in words:
            self.advance()
            return True
        return False

    def refuse(self, reason: Both) -> None:
        raise BadRule(position=self.start + 1, reason=reason)


def _either(reader: _Reader) -> Rule:
    rules = [_both(reader)]
    while reader.word("or"):
        rules.append(_both(reader))
    return rules[0] if len(rules) == 1 else Any(tuple(rules))


def _both(reader: _Reader) -> Rule:
    rules = [_term(reader)]
    while reader.word("and"):
        rules.append(_term(reader))
    return rules[0] if len(rules) == 1 else All(tuple(rules))


def _term(reader: _Reader) -> Rule:
    reader.depth += 1
    if reader.depth > _DEPTH:
        reader.refuse(Both("the rule is nested too deeply", "규칙이 너무 깊이 겹쳐 있습니다"))
    try:
        if reader.word("not"):
            return Not(_term(reader))
        if reader.token == "(" and reader.kind == "sign":
            reader.advance()
            rule = _either(reader)
            _close(reader)
            return rule
        return _comparison(reader)
    finally:
        reader.depth -= 1


def _close(reader: _Reader) -> None:
    if reader.token != ")":
        reader.refuse(Both("a closing bracket is missing", "닫는 괄호가 없습니다"))
    reader.advance()


def _comparison(reader: _Reader) -> Rule:
    if reader.kind not in ("word", "quoted"):
        ended = reader.kind == "end"
        reader.refuse(
            Both("a field is missing", "필드가 없습니다")
            if ended
            else Both("a field was expected", "필드가 와야 합니다")
        )
    field = reader.advance().strip("`")
    if reader.word("is"):
        negated = reader.word("not")
        if reader.word("present"):
            negated = not negated
        elif not reader.word("missing", "null"):
            reader.refuse(Both("“missing” or “present” was expected", "“missing”이나 “present”가 와야 합니다"))
        return Not(Missing(field)) if negated else Missing(field)
    if reader.word("in"):
        return In(field, _values(reader))
    if reader.word("contains"):
        return Compare(field, "contains", _value(reader))
    if reader.word("starts"):
        reader.word("with")
        return Compare(field, "starts", _value(reader))
    if reader.kind != "sign" or reader.token in "(),":
        reader.refuse(Both("a comparison was expected, such as =", "= 같은 비교가 와야 합니다"))
    operator = {"==": "=", "<>": "!="}.get(reader.token, reader.token)
    reader.advance()
    return Compare(field, operator, _value(reader))


def _values(reader: _Reader) -> tuple[Literal, ...]:
    if reader.token != "(":
        reader.refuse(Both("a list in brackets was expected", "괄호로 묶은 목록이 와야 합니다"))
    reader.advance()
    values = [_value(reader)]
    while reader.token == "," and reader.kind == "sign":
        reader.advance()
        values.append(_value(reader))
    _close(reader)
    return tuple(values)


def _value(reader: _Reader) -> Literal:
    if reader.kind == "number":
        return float(reader.advance())
    if reader.kind == "text":
        return _unquoted(reader.advance())
    if reader.kind == "word" and reader.token.lower() not in ("and", "or", "not"):
        return reader.advance()
    reader.refuse(Both("a value is missing", "값이 없습니다"))
    return ""


def _unquoted(token: str) -> str:
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def quoted(text: str) -> str:
    """Text as a rule has it.

    >>> quoted('a"b')
    '"a\\\\"b"'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_TESTS: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def holds(test: Compare | In, value: str | None) -> bool:
    """Whether one value, as text, passes a test; a missing value passes only `!=`.

    >>> holds(Compare("results", "<", 3.0), "2"), holds(Compare("plan", "=", "pro"), None)
    (True, False)
    """
    if isinstance(test, In):
        return any(holds(Compare(test.field, "=", option), value) for option in test.values)
    if value is None:
        return test.operator == "!="
    wanted = test.value
    if test.operator in ("contains", "starts"):
        text, part = nfc(value).casefold(), nfc(_plain(wanted)).casefold()
        return part in text if test.operator == "contains" else text.startswith(part)
    if isinstance(wanted, float):
        try:
            return _TESTS[test.operator](float(value), wanted)
        except ValueError:
            return test.operator == "!="
    left, right = nfc(value), nfc(wanted)
    if test.operator in ("=", "!="):
        return (left == right) == (test.operator == "=")
    order = (left > right) - (left < right)
    return _TESTS[test.operator](order, 0)


def _plain(value: Literal) -> str:
    return value if isinstance(value, str) else f"{value:g}"
