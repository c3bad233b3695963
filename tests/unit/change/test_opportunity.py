"""Questions that opportunities ask."""

from __future__ import annotations

import unicodedata

import pytest

from cxloop.change.opportunity import question_at, question_of


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_korean_text_is_asked_in_korean_however_it_is_written(form: str) -> None:
    text = unicodedata.normalize(form, "로그인 없이 결제하게")  # type: ignore[arg-type]
    assert question_of(text).startswith("어떻게 하면")
    assert question_at("delay", text).startswith("어떻게 하면")
    assert question_of("pay without an account").startswith("How might we")
