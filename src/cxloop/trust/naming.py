"""Which fields of answers are personal, and how they are hidden. Pure.

Every field is classified by its name; one that is not counts as personal. In whatever is shown, texts that look like an
e-mail address or a telephone number are hidden as well, since people write them where nobody expects them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

HIDDEN: Final = "•••"
CUSTOMERS: Final = frozenset("customer examples identifiers identifier".split())
IDENTIFIERS: Final = CUSTOMERS | {"case"}
"""Names of customers and of their cases: shown under a name that tells nothing."""
PERSONAL: Final = frozenset(
    """
    text properties owner row raw detail message message_id first_refused example schema found definition link written
    """.split()
)
"""Hidden altogether: what people wrote, who worked on it, and properties, until they are classified."""
KEYED: Final = frozenset("reasons mapping channels".split())
"""Objects whose keys are data, such as counts by reason."""
PLAIN: Final = frozenset(
    """
    a a_customers a_median_seconds after answers as_of b b_customers b_median_seconds batch before begun_ms breakdown
    breakdown_by channel code cohort cohorts compare cost cost_unit count customers difference digest due duplicates
    edges effect end_share ended_ms ends event events fields files first from group groups hardest_hit high high_seconds
    id identity imported imports journeys kind last line low low_seconds mean_seconds median_seconds members method mode
    name number order outcome outcomes over_time p p90_seconds pain pains path per period points q reason refused
    returned same_as share share_of_others share_of_previous shares simulated since start_share starts status step steps
    strays tested time to top_variants unit value variants version waits window_seconds with workspace cases waiting
    masked received step_windows live moment seconds totals recent type types accepted requests filed quarantined
    replayed key expires purpose messages differences field fixed violations event_id per_minute
    alpha arm arms base beyond_chance control corrected_high corrected_low corrected_p days expected experiment
    left_out lift lift_high lift_low mean mean_high mean_low metric metrics missing n placebo_p planned power rule
    sequential_high sequential_low sequential_p series several sizes spread srm_p target units valid
    assigned by changed error flag flags state variant
    about analysis asked at author begun beyond beyond_high beyond_low bounds broken change changes comments confidence
    data decision description effort ended evidence final frozen goal guardrails hours how hypothesis idea ideas
    judgement late learned lesson lessons links merged minimum nearness nodes note opportunities opportunity priority
    question reach ref resolved said says scores seen signed sort split start started team time_box_days title versions
    voters votes whom why window_days days_to_verdict of to_tell told checks
    ticket ticket_state failed failures kinds label next secret sent url way webhooks
    by_when figures goals good reached sure teams owners
    address answered invitations open prototypes questions rating yes
    exact numeric amounts
    begin beta concerns design exploration having lacking line mark marks others partial periods reminder segment
    alone chance curve query segments to_remove worth until values within_days
    dashboards follows page saved size tiles
    bytes own report rows_per_second seconds_left simulated stage upload uploads
    chart cut queries tables x y
    whole date until_date
    attributed no_customer
    marked notable offset times what who
    least rarer wait_seconds
    allowed overlap
    digests happened hour language new on performance plan weekday
    bots currency edits en hidden ko lens merged_into person settings week_begins zone
    different field local sets_zone shared
    """.split()
)
FEWEST: Final = 5
"""Customers that a group has to have before what they have in common is told."""
_OF_THE_LOG: Final = frozenset({"event", "channel"})
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TAIL: Final = r"\d{3,4}[ .-]?\d{4}"
_PHONE: Final = re.compile(
    rf"(?<![\w.:-])(?:\+\d{{1,3}}[ .-]?\(?\d{{1,4}}\)?[ .-]?{_TAIL}|\(?0\d{{1,2}}\)?[ .-]?{_TAIL})(?![\w-])"
)


def masked(answer: Any, name: Callable[[str], str]) -> Any:
    """An answer with its personal fields hidden. name: what stands for an identifier.

    >>> masked({"customer": "anna", "events": [{"event": "call", "text": "it is broken", "colour": "red"}]}, len)
    {'customer': 4, 'events': [{'event': 'call', 'text': '•••', 'colour': '•••'}]}
    >>> masked({"breakdown_by": "customer", "breakdown": [{"value": "anna"}]}, len)
    {'breakdown_by': 'customer', 'breakdown': [{'value': 4}]}
    """
    if isinstance(answer, dict):
        return {key: _field(key, value, name) for key, value in _groups_masked(answer, name).items()}
    if isinstance(answer, list | tuple):
        return [masked(each, name) for each in answer]
    return masked_text(answer) if isinstance(answer, str) else answer


def masked_text(text: str) -> str:
    """A text without what looks like an e-mail address or a telephone number.

    >>> masked_text("mail anna@example.com or 010-1234-5678, by 2026-03-31T09:00:00+09:00")
    'mail ••• or •••, by 2026-03-31T09:00:00+09:00'
    """
    return _PHONE.sub(HIDDEN, _MAIL.sub(HIDDEN, text))


def named(answer: Any, inside: bool = False) -> Iterator[str]:
    """All identifiers of customers in an answer.

    >>> sorted(named({"members": [{"customer": "anna"}], "examples": ["ben"], "event": "cleo"}))
    ['anna', 'ben']
    """
    if isinstance(answer, dict):
        if answer.get("breakdown_by") in CUSTOMERS:
            yield from (group["value"] for group in answer.get("breakdown") or ())
        for key, value in answer.items():
            if key in KEYED:
                continue
            yield from named(value, (inside and key != "kind") or key in CUSTOMERS)
    elif isinstance(answer, list | tuple):
        for each in answer:
            yield from named(each, inside)
    elif inside and isinstance(answer, str):
        yield answer


def tells(answer: Any) -> bool:
    """Whether anything personal stands in an answer.

    >>> tells({"events": [{"text": None, "case": "A-1"}]}), tells({"customers": 3, "examples": []})
    (True, False)
    """
    if isinstance(answer, dict):
        own = ((key, value) for key, value in answer.items() if key not in KEYED)
        return any((bool(value) and _is_personal(key, value)) or tells(value) for key, value in own)
    return isinstance(answer, list | tuple) and any(tells(each) for each in answer)


def _groups_masked(answer: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    """An answer whose groups, where they are named after people or are few enough to be one, are not."""
    if "breakdown_by" in answer and answer.get("breakdown"):
        by = answer["breakdown_by"]
        return {**answer, "breakdown": [_group(by, group, name) for group in answer["breakdown"]]}
    return _group(answer["group"], answer, name) if "group" in answer and "value" in answer else answer


def _group(by: Any, group: dict[str, Any], name: Callable[[str], str]) -> dict[str, Any]:
    if by in IDENTIFIERS:
        return {**group, "value": _renamed(group["value"], name)}
    first = (group.get("steps") or [group])[0]
    few = first.get("customers", 0) < FEWEST and by not in _OF_THE_LOG
    return {**group, "value": HIDDEN} if few or by in PERSONAL else group


def _field(key: str, value: Any, name: Callable[[str], str]) -> Any:
    if key in IDENTIFIERS:
        return _renamed(value, name)
    if key in KEYED:
        return _keyed(value)
    if not _is_personal(key, value) and key in PLAIN | PERSONAL:
        return masked(value, name)
    return _hidden(value)


def _is_personal(key: str, value: Any) -> bool:
    """Whether a field of this name is; a list of properties has their names, not their values."""
    return key in IDENTIFIERS | PERSONAL and not (key == "properties" and isinstance(value, list | tuple))


def _renamed(value: Any, name: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: each if key == "kind" else _renamed(each, name) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(each, name) for each in value]
    return name(value) if isinstance(value, str) else value


def _keyed(value: Any) -> Any:
    if isinstance(value, dict):
        return {masked_text(str(key)): _keyed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_keyed(each) for each in value]
    return masked_text(value) if isinstance(value, str) else value


def _hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _hidden(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(each) for each in value]
    return HIDDEN if isinstance(value, str) else None
