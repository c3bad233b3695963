"""The typeface of files that carry their own: Nanum Gothic, put here when the console is built."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path
from typing import Final

from cxloop.errors import FontMissing

_ALIKE: Final = {"−": "-", "\u00a0": " ", "\t": " ", "\n": " "}
"""Signs in whose place others say the same."""


@functools.cache
def known() -> frozenset[int]:
    """The signs that the typeface has. Raises FontMissing."""
    from reportlab.pdfbase.ttfonts import TTFont

    return frozenset(TTFont("Nanum", str(font())).face.charToGlyph)


def writable(text: str) -> str:
    """A text in signs that the typeface has; those it lacks become visible."""
    signs = (_ALIKE.get(sign, sign) for sign in text)
    return "".join(sign if ord(sign) in known() else "·" if sign.isspace() else "□" for sign in signs)


def font(*, bold: bool = False) -> Path:
    """The file of the typeface. Raises FontMissing where the console has not been built."""
    folder = Path(str(resources.files("cxloop.report"))) / "fonts"
    path = folder / f"NanumGothic-{'Bold' if bold else 'Regular'}.ttf"
    if not path.is_file():
        raise FontMissing(path=path.name)
    return path
