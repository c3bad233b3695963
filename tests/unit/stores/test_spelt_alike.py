"""Names typed in two ways (NFC, NFD) have one code wherever the index is read."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import cxloop
from cxloop.app.understand import Asker


@pytest.mark.parametrize("composed_first", [False, True])
def test_events_channels_and_owners_have_one_code(tmp_path: Path, composed_first: bool) -> None:
    ws = cxloop.open(tmp_path / "data")
    for form in ("NFC", "NFD") if composed_first else ("NFD", "NFC"):
        rows = "고객번호,일시,이벤트,채널,담당자\n" + "".join(
            f"{form}{n},2025-03-{n:02d} 10:00,{'심사' if n % 2 else '접수'},매장,김과장\n" for n in range(1, 9)
        )
        (tmp_path / f"{form}.csv").write_text(unicodedata.normalize(form, rows))
        ws.import_(tmp_path / f"{form}.csv")
    index = Asker(ws).index
    seen = [index.journeys(number, ("event", "channel", "owner")) for number in range(index.partitions)]
    for name, count in (("event", 2), ("channel", 1), ("owner", 1)):
        codes = {code for one in seen for code in one.codes(name).codes.tolist()}
        assert (len(seen[0].codes(name).values), len(codes)) == (2 * count, count), name
