"""The time zone that dates and times are shown in, and that days begin in: chosen, else UTC."""

from __future__ import annotations

import functools
from typing import Final
from urllib.parse import unquote
from zoneinfo import available_timezones

from starlette.requests import Request

COOKIE: Final = "cxloop_zone"
USUAL: Final = ("UTC", "Asia/Seoul")


def zone_of(request: Request, usual: str | None = None) -> str:
    """The zone in the address, else the one kept, else the usual one, else UTC; a name that is no zone counts for
    nothing. usual: that of the workspace."""
    for named in (request.query_params.get("zone"), request.cookies.get(COOKIE), usual):
        if named and is_zone(unquote(named)):
            return unquote(named)
    return USUAL[0]


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name.

    >>> is_zone("Asia/Seoul"), is_zone("Mars/Olympus")
    (True, False)
    """
    return name in _known()


def choices(chosen: str) -> tuple[str, ...]:
    """The zones to offer; the browser adds its own.

    >>> choices("Europe/Paris")
    ('UTC', 'Asia/Seoul', 'Europe/Paris')
    """
    return tuple(dict.fromkeys((*USUAL, chosen)))


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
