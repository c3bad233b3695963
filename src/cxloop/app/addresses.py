"""Which page asks which question, and the answer to the question of an address: what saved questions stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from cxloop.app.comparing import Sides, beside, edges_beside, metrics_beside
from cxloop.app.performance import performance
from cxloop.app.queries import rows_of
from cxloop.app.resolve import window_of
from cxloop.app.segments import members
from cxloop.app.verdicts import verdict
from cxloop.change.errors import BadRecord
from cxloop.errors import BadOption, Both, UnknownPain
from cxloop.model.relative import before
from cxloop.model.rule import quoted
from cxloop.ports.workspace import Workspace

LONGEST_QUERY: Final = 10_000
SCOPE: Final = frozenset("from to where per channel having lacking first last zone segment".split())
COMPARE: Final = frozenset(("compare", "compare_from", "compare_to"))
_FOREIGN: Final = frozenset(("saved", "workspace", "token", "told", "as", "table", "language"))
"""What an address may hold that is no part of its question."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page asks. question: as the API calls it, `{}` being the rest of the path; takes: the parameters."""

    question: str
    takes: frozenset[str]


PAGES: Final[dict[str, Asking]] = {
    "/": Asking("overview", SCOPE | COMPARE),
    "/funnel": Asking("funnel", SCOPE | COMPARE | {"step", "order", "window", "step_window", "breakdown"}),
    "/journeys": Asking("paths", SCOPE | COMPARE | {"least"}),
    "/retention": Asking("retention", SCOPE | COMPARE | {"unit", "mode", "start", "back"}),
    "/pains": Asking("pains", SCOPE | COMPARE | {"outcome"}),
    "/pains/{}": Asking("pains/{}", SCOPE | {"outcome"}),
    "/performance": Asking("performance", SCOPE | COMPARE | {"unit", "last", "by", "metric", "hours"}),
    "/compare": Asking("differences", SCOPE | COMPARE | {"step", "order", "window"}),
    "/changes/{}": Asking("verdicts/{}", frozenset()),
    "/journeys/of": Asking("journey", frozenset(("name", "per"))),
    "/sql/{}": Asking("sql/{}", frozenset(("zone",))),
}
"""The pages whose whole question stands in their address."""


@dataclass(frozen=True, slots=True)
class Question:
    """question: the path of its route below /api/v1; query: what it is asked with."""

    question: str
    query: str


def address_of(text: str) -> tuple[str, str]:
    """Page and query of an address, which may be that of a whole server. Raises BadRecord.

    >>> address_of("http://localhost:8765/funnel?step=a&step=b&saved=3")
    ('/funnel', 'step=a&step=b')
    >>> address_of("/journeys/of/anna?per=case")
    ('/journeys/of', 'name=anna&per=case')
    """
    try:
        parts = urlsplit(text)
    except ValueError:
        raise _no_question(text) from None
    page, query = parts.path or "/", parse_qsl(parts.query, keep_blank_values=True)
    if page.startswith("/journeys/of/"):
        query = [("name", unquote(page.removeprefix("/journeys/of/"))), *(one for one in query if one[0] != "name")]
        page = "/journeys/of"
    kept = urlencode([(name, value) for name, value in query if name not in _FOREIGN])
    if len(kept) > LONGEST_QUERY or len(page) > LONGEST_QUERY:
        raise BadRecord(field="query", reason=Both("it is too long", "너무 깁니다"))
    question_of(page, kept)
    return page, kept


def question_of(page: str, query: str, period: Mapping[str, str] | None = None) -> Question:
    """The question that a page asks. period: `from` and `to` that go before its own. Raises BadRecord if it asks none.

    >>> question_of("/pains/7", "outcome=reaches%3Apay&view=list", {"from": "2026-01-01"})
    Question(question='pains/7', query='outcome=reaches%3Apay&from=2026-01-01')
    """
    asking, rest = _page(page)
    given = [(name, value) for name, value in parse_qsl(query) if name in asking.takes]
    if period and "from" in asking.takes:
        given = followed(given, period)
    return Question(asking.question.format(rest), urlencode(given))


def takes_period(page: str) -> bool:
    """Whether what a page asks can be asked of a period. Raises BadRecord if it asks nothing."""
    return "from" in _page(page)[0].takes


def followed(given: Sequence[tuple[str, str]], period: Mapping[str, str]) -> list[tuple[str, str]]:
    """Parameters with another period than their own. What is compared goes with it where it was the period before, or
    the same a year earlier; any other keeps its dates.

    >>> followed([("from", "2026-03-01"), ("to", "2026-03-07"), ("compare_from", "2026-02-22"),
    ...           ("compare_to", "2026-02-28")], {"from": "2026-04-08", "to": "2026-04-09"})
    [('from', '2026-04-08'), ('to', '2026-04-09'), ('compare_from', '2026-04-06'), ('compare_to', '2026-04-07')]
    """
    if not period:
        return list(given)
    old = dict(given)
    own, other = ((old.get(f"{side}from"), old.get(f"{side}to")) for side in ("", "compare_"))
    ways = [way for way in (_before, _year_earlier) if other == way(*own)]
    moved = ways[0](period.get("from"), period.get("to")) if ways else None
    new = dict(period) | ({} if moved is None else dict(zip(("compare_from", "compare_to"), moved, strict=True)))
    return [*(one for one in given if one[0] not in {"from", "to", *new}), *new.items()]


Days = tuple[str, str]


def _before(begin: str | None, end: str | None) -> Days | None:
    """The period before, as long as this one; None where an end is open or no date."""
    if (earlier := before(begin, end)) is not None:
        return earlier
    with suppress(TypeError, ValueError, OverflowError):
        first, last = date.fromisoformat(begin or ""), date.fromisoformat(end or "")
        return str(first - (last - first) - timedelta(1)), str(first - timedelta(1))
    return None


def _year_earlier(begin: str | None, end: str | None) -> Days | None:
    """The same days of the year before; None where an end is open or no date."""
    with suppress(ValueError):
        days = [date.fromisoformat(day or "") for day in (begin, end)]
        first, last = (f"{day.year - 1:04}{str(day)[4:]}".replace("-02-29", "-02-28") for day in days)
        return first, last
    return None


def sealed(page: str, query: str, close: Callable[[str], str]) -> tuple[str, str]:
    """Page and query without the name of a customer: what is kept is read by people who may not see it.

    >>> sealed("/journeys/of", "name=anna&per=case", len)
    ('/journeys/of', 'name=4&per=case')
    """
    if page != "/journeys/of":
        return page, query
    return page, urlencode([(name, close(value) if name == "name" else value) for name, value in parse_qsl(query)])


def answer_of(workspace: Workspace, page: str, query: str, opened: Callable[[str], str] = str) -> dict[str, Any]:
    """The answer to the question of an address, as the API gives it. opened: what a sealed name stands for.

    Raises BadRecord, and whatever the question raises.
    """
    asked = question_of(page, query)
    kind, _, rest = asked.question.partition("/")
    given: dict[str, list[str]] = {}
    for name, value in parse_qsl(asked.query):
        given.setdefault(name, []).append(value)
    return _ASK[kind](workspace, _Given(given, opened), unquote(rest))


@dataclass(frozen=True, slots=True)
class _Given:
    """The parameters of an address."""

    values: Mapping[str, list[str]]
    opened: Callable[[str], str]

    def one(self, name: str, default: str | None = None) -> str | None:
        return self.values.get(name, [""])[-1] or default

    def many(self, name: str) -> list[str]:
        return [value for value in self.values.get(name, ()) if value]

    def some(self, *names: str) -> dict[str, str]:
        """Those that say something."""
        return {name: value for name in names if (value := self.one(name))}

    def scope(self, workspace: Workspace, *, between: bool = True) -> dict[str, Any]:
        rules = [rule for rule in (self.one("where"), channel_rule(self.many("channel"))) if rule]
        first, last = (self.one(name) if between else None for name in ("first", "last"))
        if bool(first) != bool(last):
            reason = Both("two steps are needed", "단계 두 개가 필요합니다")
            raise BadOption(option="last" if first else "first", reason=reason)
        segments = [members(workspace, name) for name in self.many("segment")]
        scope: dict[str, Any] = {
            "begin": self.one("from"), "end": self.one("to"), "zone": self.one("zone"),
            "where": rules[0] if len(rules) == 1 else " and ".join(f"({rule})" for rule in rules),
            "having": tuple(self.many("having")), "lacking": tuple(self.many("lacking")),
            "between": (first, last) if first and last else None,
        }  # fmt: skip
        among = {"among": frozenset.intersection(*segments)} if segments else {}
        return {"per": self.one("per", "customer")} | {name: v for name, v in scope.items() if v} | among

    def sides(self) -> Sides:
        return Sides(tuple(self.many("compare")), self.one("compare_from"), self.one("compare_to"))


def _overview(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    return beside(workspace, workspace.overview, given.sides(), given.scope(workspace))


def _funnel(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    steps, limits = windows_kept(given.values.get("step", []), given.values.get("step_window", []))
    if len(steps) < 2:
        raise BadOption(option="step", reason=Both("two steps or more are needed", "단계가 둘 이상 필요합니다"))
    window = given.one("window", "7d")
    ask = partial(
        workspace.funnel, steps, order=given.one("order", "ordered"), window=window_of(window),
        step_windows=limits, breakdown=given.one("breakdown"),
    )  # fmt: skip
    return beside(workspace, ask, given.sides(), given.scope(workspace))


def _paths(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    ask = partial(workspace.paths, least=_whole("least", given.one("least")))
    return edges_beside(workspace, ask, given.sides(), given.scope(workspace))


def _retention(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    chosen = {"unit": "week", "mode": "bracketed"} | given.some("unit", "mode", "start", "back")
    return beside(workspace, partial(workspace.retention, **chosen), given.sides(), given.scope(workspace))


def _pains(workspace: Workspace, given: _Given, pain: str) -> dict[str, Any]:
    scope = given.scope(workspace)
    if not scope.keys() & {"begin", "end"}:
        scope.pop("zone", None)
    answer: dict[str, Any] = workspace.pains(tuple(given.many("outcome")), **given.sides().options, **scope).to_dict()
    if not pain:
        return answer
    found = [row for row in answer.pop("pains") if str(row["id"]) == pain]
    if not found:
        raise UnknownPain(pain=pain, known=[])
    return answer | {"pain": found[0]}


def _performance(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    last = _whole("last", given.one("last")) or 12
    chosen = given.some("unit", "by", "hours")
    scope = given.scope(workspace, between=False)
    ask = partial(performance, workspace, last=last, **chosen)
    return metrics_beside(workspace, ask, given.sides(), scope, given.many("metric"))


def _whole(option: str, text: str | None) -> int | None:
    """The number that an option says; None where it says nothing. Raises BadOption."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 100_000_000):
        raise BadOption(option=option, reason=Both("it is a number from 1 on", "1 이상의 수여야 합니다"))
    return int(text)


def _verdict(workspace: Workspace, _: _Given, number: str) -> dict[str, Any]:
    return verdict(workspace, number).to_dict()


def _journey(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    name = given.opened(given.one("name") or "")
    answer: dict[str, Any] = workspace.journey(name, per=given.one("per", "customer") or "customer").to_dict()
    return answer


def _rows(workspace: Workspace, given: _Given, number: str) -> dict[str, Any]:
    return rows_of(workspace, number, zone=given.one("zone"), again=False).to_dict()


def _differences(workspace: Workspace, given: _Given, _: str) -> dict[str, Any]:
    steps, window = given.many("step"), given.one("window", "7d")
    return workspace.differences(
        **given.sides().options, steps=steps if len(steps) > 1 else (), order=given.one("order", "ordered"),
        window=window_of(window), **given.scope(workspace),
    ).to_dict()  # fmt: skip


_ASK: Final[dict[str, Callable[[Workspace, _Given, str], dict[str, Any]]]] = {
    "overview": _overview, "funnel": _funnel, "paths": _paths, "retention": _retention, "pains": _pains,
    "performance": _performance, "verdicts": _verdict, "journey": _journey,
    "sql": _rows, "differences": _differences,
}  # fmt: skip


def windows_kept(step: list[str], step_window: list[str]) -> tuple[list[str], list[str | None] | None]:
    """The steps that are not empty, and the windows of those after the first; None where no step has one.

    >>> windows_kept(["a", "", "c"], ["1h", "2h"])
    (['a', 'c'], ['2h'])
    """
    windows: list[str | None] = [window_of(text) or None for text in step_window]
    windows += [None] * (len(step) - 1 - len(windows))
    kept = [place for place, name in enumerate(step) if name]
    limits = [windows[place - 1] for place in kept[1:]]
    return [step[place] for place in kept], limits if any(limits) else None


def channel_rule(channels: list[str]) -> str:
    """A rule that holds for events in one of the channels; empty where none is named.

    >>> channel_rule(["web", 'a"b'])
    'channel in ("web", "a\\\\"b")'
    """
    named = [quoted(channel) for channel in channels if channel]
    return f"channel in ({', '.join(named)})" if named else ""


def _page(page: str) -> tuple[Asking, str]:
    if page in PAGES:
        return PAGES[page], ""
    start, _, rest = page.rpartition("/")
    asking = PAGES.get(f"{start}/{{}}")
    if asking is None or not rest:
        raise _no_question(page)
    return asking, quote(unquote(rest), safe="")


def _no_question(page: str) -> BadRecord:
    why = Both(
        f"the page {page[:100]} asks no question that could be kept", f"{page[:100]} 화면에는 저장할 질문이 없습니다"
    )
    return BadRecord(field="page", reason=why)
