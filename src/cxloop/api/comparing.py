"""What is to be compared, as the parameters of a question say it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from cxloop.api.scope import Texts
from cxloop.app.comparing import Sides


def sides_of(
    request: Request,
    compare: Texts = [],  # noqa: B006 (FastAPI copies it)
    compare_from: str | None = None,
    compare_to: str | None = None,
) -> Sides:
    """The parameters that say what to compare; a period goes before groups."""
    return Sides(tuple(filter(None, compare)), compare_from or None, compare_to or None)


Compared = Annotated[Sides, Depends(sides_of)]
