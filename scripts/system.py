"""See to it that the tests find what they need of the system (Chromium, strace, FUSE, LibreOffice), else install it.

Ends well in any case: what is missing has its tests skipped by name, and CI refuses skips.
"""

from __future__ import annotations

import shutil

from bootstrap import apt_install, say

NEEDED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "strace": ("strace",),
    "fuse3": ("fusermount3",),
    "libreoffice-calc-nogui": ("soffice", "libreoffice"),
}


def main() -> None:
    """Install what is missing, where this machine lets us."""
    for package, names in NEEDED.items():
        if not any(shutil.which(name) for name in names) and not apt_install(package):
            say(f"no {package} and no right to install it (as root: apt-get install {package}): tests will be skipped")


if __name__ == "__main__":
    main()
