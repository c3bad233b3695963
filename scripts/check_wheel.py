"""Look into a wheel: the console's assets, the typing marker and the licence must be inside."""

from __future__ import annotations

import sys
import zipfile

NEEDED = ("cxloop/__init__.py", "cxloop/py.typed", "cxloop/web/static/dist/", ".dist-info/licenses/LICENSE")


def missing(wheel: str) -> list[str]:
    """Return which of the needed parts a wheel lacks."""
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    return [part for part in NEEDED if not any(part in name for name in names)]


def main() -> None:
    """Check the wheels named on the command line."""
    for wheel in sys.argv[1:]:
        lacking = missing(wheel)
        if lacking:
            sys.exit(f"wheel: {wheel} lacks {', '.join(lacking)}")
        print(f"wheel: {wheel}")


if __name__ == "__main__":
    main()
