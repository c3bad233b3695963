"""Takes the pictures of the written tasks anew, and that of README, from the simulated shop of `cxloop demo`.

`.venv/bin/python scripts/picture_tasks.py`: walks docs/tutorial and docs/ko/tutorial as their test does, and writes
docs/images/tasks, 1000 px wide, in few colours, below 200 KB each.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
MOST_BYTES = 200_000
sys.path.insert(0, str(ROOT / "tests"))


def small(picture: bytes) -> bytes:
    """A PNG with as many colours as keep it below the limit."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        file = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        if file.tell() < MOST_BYTES:
            break
    return file.getvalue()


def shoot(page: Any, name: str) -> None:
    """What is seen now, where the last thing that was named stands."""
    page.wait_for_timeout(600)
    (IMAGES / name).parent.mkdir(parents=True, exist_ok=True)
    (IMAGES / name).write_bytes(small(page.screenshot()))


def main() -> None:
    """All tasks in both languages, one after the other."""
    from browser import browsing  # type: ignore[import-not-found]
    from web import tasks  # type: ignore[import-not-found]
    from web.test_tasks import LANGUAGES, shop_site  # type: ignore[import-not-found]

    with (
        tempfile.TemporaryDirectory() as folder,
        shop_site(Path(folder), 20_000) as site,
        browsing() as browser,
    ):
        for language in LANGUAGES:
            for name in tasks.NAMES:
                with tasks.opened(browser, site, language) as page:
                    tasks.walk(page, name, language, lambda page, name: shoot(page, f"tasks/{name}"))
            with tasks.opened(browser, site, language) as page:
                page.set_viewport_size({"width": 1000, "height": 1250})
                tasks.settled(page, "/pains")
                shoot(page, "pains.png" if language == "en" else "pains-ko.png")


if __name__ == "__main__":
    main()
