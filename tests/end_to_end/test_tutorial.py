"""What the tutorial shows is what its commands print."""

from __future__ import annotations

from pathlib import Path

import pytest
import refresh_tutorial as tutorial


@pytest.mark.parametrize("page", tutorial.PAGES, ids=lambda page: page.name)
def test_output_is_true(page: Path) -> None:
    assert page.read_text("utf-8") == tutorial.refreshed(page), "run: python scripts/refresh_tutorial.py"
