"""See to it that the tests find what they need of the system (Chromium, strace, FUSE, LibreOffice), else install it.

Ends well in any case: what is missing has its tests skipped by name, and CI refuses skips.
"""

from __future__ import annotations

import shutil

from bootstrap import apt_install, say

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The first one takes a quarter less of the machine than the others: it has no windows that nobody sees."""
NEEDED = {
    ("chromium-headless-shell", "chromium"): BROWSERS,
    ("strace",): ("strace",),
    ("fuse3",): ("fusermount3",),
    ("libreoffice-calc-nogui",): ("soffice", "libreoffice"),
}
"""Packages, of which the first one that there is will do, and the commands any of which is enough."""


def main() -> None:
    """Install what is missing, where this machine lets us."""
    for packages, names in NEEDED.items():
        if not any(map(shutil.which, names)) and not any(map(apt_install, packages)):
            wanted = packages[-1]
            say(f"no {wanted} and no right to install it (as root: apt-get install {wanted}): tests will be skipped")


if __name__ == "__main__":
    main()
