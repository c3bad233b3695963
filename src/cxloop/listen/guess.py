"""Which column plays which part, told from the names of the columns and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cxloop.errors import Both, ColumnUnclear
from cxloop.listen import names
from cxloop.listen.columns import is_json
from cxloop.listen.errors import TimesMissing
from cxloop.listen.event_columns import event_column
from cxloop.listen.event_names import event_called
from cxloop.listen.identity import ANONYMOUS
from cxloop.listen.looks import Look, digits, is_timely, spread
from cxloop.listen.mapping import Mapping
from cxloop.listen.nameless import changes, is_like_events, told_by_content
from cxloop.listen.numbers import read_numbers
from cxloop.listen.persons import (
    MAIL,
    PHONE,
    is_display_name,
    is_reporter,
    kind_of,
    kind_of_customer,
    others,
    works_here,
)
from cxloop.listen.time_columns import due_rank, is_due, milestones, named_time, time_rank

_READABLE = 0.8
_MOST_CHANNELS = 60
_ROW_BY_ROW = 0.95
_WEAK_EVENT = (
    "status",
    "order_status",
    "type",
    "page",
    "상태",
    "유형",
    "처리상태",
    "진행상태",
)  # of a row as often as of an event
_LOOSE_EVENT = ("what", "내용")  # of whole sentences as often as of an event

_ROLES = {"time": "시각", "event": "이벤트", "customer": "고객"}


def guess(
    columns: Sequence[str], sample: pa.Table, given: Mapping, path: str = "the file", *, nameless: bool = False
) -> Mapping:
    """The mapping `given`, with the parts it leaves open told from names and contents (English and Korean).

    A table with dates but no column for the event is taken for a wide one, where the dates' own names say what
    happened: `won_date` makes an event `won`. Where nothing says what happened, each row is an event of the file's own
    name. nameless: the columns have no names, and their contents alone tell. Raises ColumnMissing for a named column
    that is not there, ColumnUnclear where time, event or customer (or case) cannot be told.

    >>> rows = pa.table({"userId": ["anna"], "action": ["search"], "ts": ["2024-03-05 10:00"]})
    >>> guess(rows.column_names, rows, Mapping()).to_dict()["customer"]
    'userId'
    """
    given.check(columns, path)
    return _Guess(columns, sample, given, path, nameless).made()


def guess_partly(
    columns: Sequence[str], sample: pa.Table, given: Mapping, path: str = "the file", *, nameless: bool = False
) -> tuple[Mapping, tuple[str, ...]]:
    """As `guess`, as far as it goes: what can be told, and the roles that cannot, for somebody to choose by hand.

    >>> rows = pa.table({"x": ["anna"], "time": ["2024-03-05 10:00"]})
    >>> mapping, unclear = guess_partly(rows.column_names, rows, Mapping())
    >>> mapping.times, unclear
    ((('time', None),), ('customer',))
    """
    given.check(columns, path)
    return _Guess(columns, sample, given, path, nameless).partly()


class _Guess:
    def __init__(
        self, columns: Sequence[str], sample: pa.Table, given: Mapping, path: str, nameless: bool = False
    ) -> None:
        self.columns, self.path, self.mapping, self.nameless = columns, path, given, nameless
        self.rows = sample.num_rows
        places = {name: place for place, name in enumerate(sample.column_names)}
        self.looks = [
            Look(name, sample.column(places[name]), is_json(sample.schema.field(places[name])))
            for name in columns
            if name in places
        ]

    def made(self) -> Mapping:
        self._by_content()
        self._time_and_event()
        self._who()
        self._rest()
        return self.mapping

    def partly(self) -> tuple[Mapping, tuple[str, ...]]:
        unclear: list[str] = []
        self._by_content()
        for told in (self._time_and_event, self._who):
            try:
                told()
            except ColumnUnclear as error:
                unclear.append(str(error.details["role"]))
        self._rest()
        return self.mapping, tuple(unclear)

    def _open(self) -> list[Look]:
        taken = self.mapping.named()
        return [look for look in self.looks if look.name not in taken]

    def _take(self, part: str, look: Look | None) -> None:
        if look is not None and getattr(self.mapping, part) is None:
            self.mapping = Mapping.from_dict(self.mapping.to_dict() | {part: look.name})

    def _unclear(self, role: str, option: str, kind: type[ColumnUnclear] = ColumnUnclear) -> ColumnUnclear:
        return kind(path=self.path, role=Both(role, _ROLES[role]), option=option, columns=", ".join(self.columns))

    def _by_content(self) -> None:
        if self.nameless:
            self.mapping = told_by_content(self.looks, self.rows, self.mapping)

    # what and when

    def _time_and_event(self) -> None:
        mapping = self.mapping
        if mapping.event is None and mapping.event_name is None and not mapping.wide:
            self._take("event", self._event())
        named = self.mapping.event is not None or self.mapping.event_name is not None
        if mapping.times:
            if not named and not mapping.wide:
                self._one_for_all()
            return
        times = self._times()
        if not times:
            raise self._unclear("time", "--time", TimesMissing)
        if named:
            self.mapping = replace(self.mapping, times=((min(times, key=time_rank).name, None),))
            return
        wide = milestones(times)
        if not wide:
            self.mapping = replace(self.mapping, times=((min(times, key=time_rank).name, None),))
            return self._one_for_all()
        self.mapping = replace(self.mapping, times=wide)

    def _one_for_all(self) -> None:
        """One name for the events of all rows, unless a column that we do not know may well hold it."""
        if not self.nameless and any(self._may_be_event(look) for look in self._open()):
            raise self._unclear("event", "--event =NAME, or --event")
        self.mapping = replace(self.mapping, event_name=event_called(self.path, self.columns))

    def _may_be_event(self, look: Look) -> bool:
        if _place(names.CHANNEL, look.plain) >= 0 or _place(names.OWNER, look.plain) >= 0:
            return False
        return not self._is_key_of_somebody(look) and not self._is_time(look) and is_like_events(look)

    def _is_key_of_somebody(self, look: Look) -> bool:
        return names.names_one_of(look.name, names.CUSTOMER | names.CASE) > 0

    def _event(self) -> Look | None:
        fitting = [look for look in self._open() if not look.of_case and self._is_event(look)]
        if not fitting:
            single = len(self._times()) + len(self.mapping.times) == 1
            return event_column(self._open(), self._case() or self._customer() or self._any_key()) if single else None
        return min(fitting, key=lambda look: (look.held, names.EVENT.index(look.plain)))

    def _is_event(self, look: Look) -> bool:
        if look.plain not in names.EVENT or not look.filled or (look.readable() > _READABLE and not look.numeric):
            return False
        if look.numeric and pa.types.is_floating(look.values.type):
            return False
        if look.json or (look.plain in _WEAK_EVENT and not self._changes(look)):
            return False
        if look.plain in _LOOSE_EVENT:
            return is_like_events(look)
        return bool(look.distinct <= 20 or look.unique < 0.9)

    def _changes(self, look: Look) -> bool:
        # a status is an event where rows follow each other, not where each row is a case and its latest state
        cases = [other for other in self.looks if names.names_one_of(other.name, names.CASE) == 3 and other.filled > 1]
        if look.distinct < 2 or look.numeric or any(case.unique == 1.0 for case in cases):
            return False
        return len(self._times()) == 1

    def _times(self) -> list[Look]:
        """Times of what happened; in a log of cases not those that stay the same all through a case."""
        times = [look for look in self._open() if not is_due(look) and self._is_time(look)]
        case = next((look for look in self.looks if look.name == self.mapping.case), None) or self._case()
        if len(times) < 2 or case is None or case.unique == 1.0:
            return times
        moving = [look for look in times if look.name != case.name and changes(look, case)]
        return moving if any(spread(look, case).several for look in moving) else times

    def _is_time(self, look: Look) -> bool:
        named = named_time(look)
        if is_timely(look.values.type):
            return bool(look.filled > 0)
        if digits(look) > 0.2:
            return named and self._plausible_number(look) and look.readable() >= _READABLE
        return look.readable() >= _READABLE

    def _plausible_number(self, look: Look) -> bool:
        numbers, read = read_numbers(look.texts)
        if not read.any():
            return False
        least = float(numbers[read].min())
        return least >= 1e8 or 19_000_101 <= least <= 22_001_231

    # who

    def _who(self) -> None:
        if self.mapping.case is None:
            self._take("case", self._case())
        self._take_customer(self._customer())
        if not self.mapping.identifiers:
            self._take_customer(next((look for look in self._open() if kind_of(look) == MAIL), None))
            self._take_customer(next((look for look in self._open() if kind_of(look) == PHONE), None))
        if self.mapping.case is None and not self.mapping.identifiers:
            key, called = self._any_key(), self._called()
            self._take_customer(called if called is not None and (key is None or key.unique > _ROW_BY_ROW) else key)
        if self.mapping.customer is None and self.mapping.case is None and not self.mapping.identifiers:
            raise self._unclear("customer", "--customer")
        if not self.mapping.identifiers:
            self._others()

    def _take_customer(self, look: Look | None) -> None:
        if look is not None and self.mapping.customer is None:
            self.mapping = replace(self.mapping, customer=look.name, customer_kind=kind_of_customer(look))

    def _others(self) -> None:
        """Who somebody is besides; of a case that nobody is named for, a guest is the customer."""
        keys = [look for look in self._open() if self._is_key(look)]
        if self.mapping.customer is None:
            self._take_customer(next((look for look in keys if kind_of(look) == ANONYMOUS), None))
        elif not self.nameless:
            customer = next((look for look in self.looks if look.name == self.mapping.customer), None)
            own = kind_of_customer(customer) if customer is not None else None
            found = others(keys)
            self.mapping = replace(self.mapping, identifiers=tuple(pair for pair in found if pair[0] != own))

    def _case(self) -> Look | None:
        exact = next((look for look in self._open() if look.plain in ("case:concept:name", "case_id", "caseid")), None)
        if exact is not None:
            return exact
        scored = [(names.names_one_of(look.name, names.CASE), look) for look in self._open() if self._is_key(look)]
        keyed = [
            look
            for score, look in scored
            if score == 3 or (score == 2 and (look.plain in ("case", "ticket", "주문", "티켓") or _is_coded(look)))
        ]
        if keyed:
            return min(keyed, key=lambda look: bool(set(look.words) & names.WEAK_CASE))
        numbered = (look for _, look in scored if _is_coded(look) and _is_numbered(look))
        return next(numbered, None)

    def _customer(self) -> Look | None:
        scored = [(names.names_one_of(look.name, names.CUSTOMER), look) for look in self._open() if self._is_key(look)]
        scored = [(score, look) for score, look in scored if score and self._one_per_case(look)]
        fitting = [
            (kind_of(look) is None, not is_reporter(look), score, look.filled, -place, look)
            for place, (score, look) in enumerate(scored)
            if not works_here(look, self.looks) and not is_display_name(look, self.looks)
        ]
        return max(fitting, key=lambda item: item[:-1])[-1] if fitting else None

    def _one_per_case(self, look: Look) -> bool:
        # a user who changes within a case works on it; the customer whose case it is does not
        case = next((other for other in self.looks if other.name == self.mapping.case), None)
        if case is None or case.distinct == case.filled:
            return True
        found = spread(look, case)
        return found.several <= 0.1 * found.keys

    def _any_key(self) -> Look | None:
        keys = [look for look in self._open() if set(look.words) & names.KEYS or look.plain.endswith(names.KOREAN_KEYS)]
        fitting = [look for look in keys if self._is_key(look) and look.filled == self.rows and look.distinct > 1]
        best = max((look.unique for look in fitting), default=0.0)
        return next((look for look in fitting if look.unique == best), None)

    def _called(self) -> Look | None:
        """What people are called: a key that is another one in each row is the row's own, and nobody's."""
        fitting = [look for look in self._open() if look.plain in names.CALLED and self._is_key(look)]
        several = [look for look in fitting if look.filled == self.rows and look.distinct > 1 and look.unique < 1.0]
        return next(iter(several), None)

    def _is_key(self, look: Look) -> bool:
        if not look.filled or is_timely(look.values.type) or pa.types.is_boolean(look.values.type):
            return False
        if pa.types.is_floating(look.values.type) and bool(pc.any(pc.match_substring(look.texts, ".")).as_py()):
            return False
        return look.length <= 120 and (look.distinct > 1 or self.rows <= 2 or bool(set(look.words) & names.KEYS))

    # everything else

    def _rest(self) -> None:
        if self.nameless:
            return
        self._take("channel", self._listed(names.CHANNEL, self._is_channel))
        self._take("owner", self._listed(names.OWNER, lambda look: look.filled > 0 and not is_timely(look.values.type)))
        self._take("due", self._promised())
        self._take("id", next((look for look in self._open() if self._is_id(look)), None))
        self._take("value", next((look for look in self._open() if _is_value(look)), None))
        texts = [look for look in self._open() if _is_text(look)]
        self._take("text", max(texts, key=lambda look: look.length, default=None))

    def _listed(self, wanted: Sequence[str], fits: Callable[[Look], bool]) -> Look | None:
        ranked = sorted((place, look.name, look) for look in self._open() if (place := _place(wanted, look.plain)) >= 0)
        return next((look for _, _, look in ranked if fits(look)), None)

    def _is_channel(self, look: Look) -> bool:
        if not look.filled or look.numeric or look.readable() > _READABLE or look.length > 60:
            return False
        return look.distinct <= _MOST_CHANNELS and (look.unique <= 0.5 or look.distinct <= 12)

    def _promised(self) -> Look | None:
        fitting = [look for look in self._open() if is_due(look) and look.filled and look.readable() == 1.0]
        fitting = [look for look in fitting if digits(look) <= 0.2 or self._plausible_number(look)]
        return min(fitting, key=due_rank, default=None)

    def _is_id(self, look: Look) -> bool:
        if look.of_case or look.filled < self.rows or look.unique < 1.0 or self.rows < 2:
            return False
        return look.plain in ("id", "uuid", "guid", "_id") or names.names_one_of(look.name, names.EVENT_ID) == 3


def _place(wanted: Sequence[str], plain: str) -> int:
    """Where a name stands among those wanted, whole or (Korean) as its ending; -1 where it does not."""
    plain = plain if plain in wanted else plain.removeprefix("case:")
    if plain in wanted:
        return wanted.index(plain)
    if wanted is names.CHANNEL and plain.endswith(names.CHANNEL_ENDINGS):
        return len(wanted)
    endings = [place for place, word in enumerate(wanted) if word >= "가" and plain >= "가" and plain.endswith(word)]
    return len(wanted) + endings[0] if endings else -1


def _is_coded(look: Look) -> bool:
    """Whether its values are numbers or codes of things that have several rows."""
    coded = pc.mean(pc.match_substring_regex(look.texts, r"^\S*\d\S*$").cast(pa.float64())).as_py() or 0.0
    return bool(coded >= 0.95 and look.length >= 4 and look.unique < 1.0 and look.distinct >= min(20, look.filled / 10))


def _is_numbered(look: Look) -> bool:
    """Whether it is called a number, or a name and holds such as #1001 or SO-20417, which nobody is called."""
    if look.plain != "name":
        return look.plain in ("number", "번호")
    numbered = pc.match_substring_regex(look.texts, r"^[#№]\s?\w*\d+$|^[A-Z]{0,4}-?\d{3,}$").cast(pa.float64())
    return bool((pc.mean(numbered).as_py() or 0.0) >= 0.95)


def _is_value(look: Look) -> bool:
    found = {"금액" if word.endswith("금액") and not word.startswith(names.NO_VALUE) else word for word in look.words}
    if look.of_case or not look.filled or not found & names.VALUE or not found <= names.VALUE | names.VALUE_WITH:
        return False
    _, read = read_numbers(look.values if look.numeric else look.texts)
    return bool(read.sum() == look.filled)  # a row is refused for a value that cannot be read: only take what can be


def _is_text(look: Look) -> bool:
    if not set(look.words) & names.TEXT or not look.filled or look.numeric or is_timely(look.values.type):
        return False
    if set(look.words) & names.KEYS or {"type", "title", "count", "length", "유형"} & set(look.words):
        return False
    return bool(look.length >= 12 or look.unique > 0.5)
