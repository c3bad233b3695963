"""Which column of a source plays which part."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from cxloop.errors import BadOption, Both, ColumnMissing

_SINGLE = ("customer", "case", "event", "channel", "owner", "due", "id", "value", "text")


@dataclass(frozen=True, slots=True)
class Mapping:
    """The part each named column plays; every other column becomes a property.

    customer: who; customer_kind: what sort of identifier that is. identifiers: further (kind, column) pairs. case: the
    order, claim or ticket. times: (column, name) pairs: one with a name makes an event of that name wherever the column
    is filled (a wide table), those without give the time of the row's own event, the first readable one counts. event:
    the column with the event's name; event_name: one name for all rows instead. zone: of times that name none.
    dates: "day-first", "month-first", "year-first" or "" (not known or not needed); orders: (column, order) pairs for
    the columns whose dates are written otherwise. value_at: where a row makes several events, the name of the one that
    carries the value; where none is named it is the first of `times` that the row fills, so that money counts once.
    decimal: "," or "." or "" (as for dates). header: whether the first row holds the names, where somebody has said so;
    it is remembered, but makes no mapping another one.

    A row without a customer is filed under its first other identifier, else under the one customer that other rows of
    its case name, else under its case (kind "case").

    >>> mapping = Mapping(customer="user_id", times=(("at", None),), event="action")
    >>> Mapping.from_dict(mapping.to_dict()) == mapping
    True
    >>> sorted(mapping.named())
    ['action', 'at', 'user_id']
    """

    customer: str | None = None
    customer_kind: str = "customer"
    identifiers: tuple[tuple[str, str], ...] = ()
    case: str | None = None
    times: tuple[tuple[str, str | None], ...] = ()
    event: str | None = None
    event_name: str | None = None
    channel: str | None = None
    owner: str | None = None
    due: str | None = None
    id: str | None = None
    value: str | None = None
    value_at: str | None = None
    text: str | None = None
    zone: str = "UTC"
    dates: str = ""
    decimal: str = ""
    orders: tuple[tuple[str, str], ...] = ()
    header: bool | None = field(default=None, compare=False)

    def named(self) -> frozenset[str]:
        """The columns that play a part."""
        single = (getattr(self, part) for part in _SINGLE)
        several = [*(column for _, column in self.identifiers), *(column for column, _ in self.times)]
        return frozenset([column for column in single if column is not None] + several)

    def order_of(self, column: str) -> str:
        """How this column's dates are written, as `dates`."""
        return dict(self.orders).get(column, self.dates)

    @property
    def wide(self) -> bool:
        """Whether a row may make several events."""
        return bool(self.moments)

    @property
    def has_milestones(self) -> bool:
        """Whether its events are milestones that cases reach."""
        return self.wide and self.case is not None

    @property
    def moments(self) -> tuple[str, ...]:
        """The events that a row makes of its columns of times."""
        return tuple(dict.fromkeys(name for _, name in self.times if name is not None))

    def check(self, columns: Iterable[str], path: str) -> None:
        """Raise ColumnMissing for the first named column that the source lacks, BadOption where no event of a time is
        called `value_at`."""
        known = list(columns)
        for column in sorted(self.named()):
            if column not in known:
                raise ColumnMissing(path=path, column=column, known=known)
        if self.value_at is not None and self.times and self.value_at not in self.moments:
            raise BadOption(
                option="--value",
                reason=Both(
                    f"no column of times makes an event “{self.value_at}”",
                    f"시각 열 가운데 “{self.value_at}” 이벤트를 만드는 열이 없습니다",
                ),
            )

    def over(self, other: Mapping) -> Mapping:
        """This mapping, with what it leaves open taken from `other`.

        >>> Mapping(case="ticket").over(Mapping(case="trace", event="activity")).case
        'ticket'
        """
        blank = Mapping()
        taken = {
            one.name: getattr(other, one.name)
            for one in fields(self)
            if getattr(self, one.name) == getattr(blank, one.name)
        }
        if self.event is not None or self.event_name is not None or self.wide:
            taken.pop("event", None)
            taken.pop("event_name", None)
        return replace(self, **taken)

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; identifiers, times and orders as lists of pairs."""
        plain = asdict(self)
        plain["identifiers"] = [list(pair) for pair in self.identifiers]
        plain["times"] = [list(pair) for pair in self.times]
        plain["orders"] = [list(pair) for pair in self.orders]
        return plain

    @classmethod
    def from_dict(cls, plain: Dictionary[str, Any]) -> Mapping:
        """The inverse of `to_dict`; unknown keys are ignored, missing ones take their defaults."""
        known = {one.name for one in fields(cls)}
        given = {key: value for key, value in plain.items() if key in known}
        given["identifiers"] = tuple((kind, column) for kind, column in given.get("identifiers", ()))
        given["times"] = tuple((column, name) for column, name in given.get("times", ()))
        given["orders"] = tuple((column, order) for column, order in given.get("orders", ()))
        return cls(**given)
