"""See to it that the browser tests find a Chromium: the system's, else Debian's package where we may install it.

Ends well in any case: without a browser its tests are skipped by name, and CI refuses skips.
"""

from __future__ import annotations

import shutil

from bootstrap import apt_install, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Install Chromium when it is missing and this machine lets us."""
    if any(shutil.which(name) for name in NAMES):
        return
    if not apt_install("chromium"):
        say("no Chromium and no right to install it (as root: apt-get install chromium): browser tests will be skipped")


if __name__ == "__main__":
    main()
