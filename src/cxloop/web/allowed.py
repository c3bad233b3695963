"""What the session behind a page may not do, told to the page, so that it shows no button that would be refused."""

from __future__ import annotations

import functools
from typing import Final

from cxloop.api.routes import ROUTES, Declared
from cxloop.trust.policy import Role, reaches

API: Final = "/api/v1/"


@functools.cache
def refused(role: Role) -> dict[str, Role]:
    """The routes below /api/v1/ that a role may not use, and the least role that may. Where a path answers and is
    written to, the writing counts.

    >>> refused("viewer")["flags/switch"], "ideas" in refused("viewer"), refused("admin")
    ('maker', False, {})
    """
    rows = [row for row in _beyond(role) if row.audience == "answer" and row.path.startswith(API)]
    rows.sort(key=lambda row: row.method)  # GET before POST
    return {row.path.removeprefix(API): row.role for row in rows if row.role is not None}


@functools.cache
def closed(role: Role) -> dict[str, Role]:
    """The pages that a role may not open, and the least role that may.

    >>> closed("viewer")["/sql"], closed("analyst")
    ('analyst', {})
    """
    rows = [row for row in _beyond(role) if row.audience == "page" and row.method == "GET"]
    return {row.path: row.role for row in rows if row.role is not None}


def _beyond(role: Role) -> list[Declared]:
    return [row for row in ROUTES if row.role is not None and not reaches(role, row.role)]
