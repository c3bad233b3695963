"""Who is who, in the plainest correct way: an anonymous identifier belongs to the customer it was first seen with.

Two customers never become one by this. What was seen counts, not the order in which it came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

CUSTOMER: Final = "customer"
ANONYMOUS: Final = "anonymous"
"""The kinds of identifiers that are told apart here."""


class Link(NamedTuple):
    """An anonymous identifier and a customer that were seen together, and when first, µs since 1970 UTC."""

    anonymous: str
    customer: str
    occurred_us: int


class Owners:
    """The customer of each anonymous identifier, as links come in.

    >>> owners = Owners([Link("a", "ben", 5), Link("a", "anna", 3)])
    >>> owners.of["a"]
    'anna'
    """

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._first: dict[str, tuple[int, str]] = {}
        self.of: dict[str, str] = {}
        self.add(links)

    def add(self, links: Iterable[Link]) -> None:
        """More links, in any order."""
        for link in links:
            seen = (link.occurred_us, link.customer)
            if link.anonymous not in self._first or seen < self._first[link.anonymous]:
                self._first[link.anonymous] = seen
                self.of[link.anonymous] = link.customer


def of_customer(customer: str, owners: Mapping[str, str]) -> list[str]:
    """The anonymous identifiers of a customer, sorted."""
    return sorted(anonymous for anonymous, owner in owners.items() if owner == customer)
