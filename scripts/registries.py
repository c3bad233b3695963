"""Tell uv about the package registries this machine is configured for.

uv reads its own settings and ignores those of pip. A company that points pip at a mirror would otherwise see uv
go past it. So pip's settings (environment first, then its configuration files) are handed on as uv's environment
variables, unless uv has settings of its own. No registry is named here.
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

WORDS = ("index-url", "extra-index-url", "find-links", "trusted-host", "cert", "proxy", "timeout", "default-timeout")


def pip_files(environment: Mapping[str, str]) -> list[Path]:
    """Return pip's configuration files, the strongest last.

    >>> pip_files({"PIP_CONFIG_FILE": os.devnull})
    []
    """
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = Path(environment.get("HOME", os.path.expanduser("~")))
    user = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    shared = (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    files = [Path(folder) / "pip" / "pip.conf" for folder in shared]
    files += [Path("/etc/pip.conf"), home / ".pip" / "pip.conf", user / "pip" / "pip.conf"]
    files += [Path(sys.prefix) / "pip.conf"]
    return files + ([Path(named)] if named else [])


def pip_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Return those of pip's settings that say where packages come from.

    >>> pip_settings({"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "https://mirror.test/simple"})
    {'index-url': 'https://mirror.test/simple'}
    """
    found: dict[str, str] = {}
    for file in pip_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, encoding="utf-8")
        except (OSError, configparser.Error) as problem:
            print(f"  {file} is not readable ({problem}); going on without it", file=sys.stderr)
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                found.update({word: parser.get(section, word) for word in WORDS if parser.has_option(section, word)})
    for word in WORDS:
        value = environment.get("PIP_" + word.upper().replace("-", "_"))
        if value:
            found[word] = value
    return found


def uv_files(environment: Mapping[str, str]) -> list[Path]:
    """Return the files in which uv itself may have been told where packages come from."""
    home = Path(environment.get("HOME", os.path.expanduser("~")))
    user = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    named = [Path(environment["UV_CONFIG_FILE"])] if environment.get("UV_CONFIG_FILE") else []
    return [*named, user / "uv" / "uv.toml", Path("/etc/xdg/uv/uv.toml"), Path("/etc/uv/uv.toml")]


def uv_environment(environment: Mapping[str, str], *, only_main_index: bool = False) -> dict[str, str]:
    """Return `environment` with pip's registry settings added in uv's words.

    `only_main_index` leaves extra indexes and local folders out: the lock must hold what the public index offers, not
    what happens to lie on one machine.

    >>> pip = {"PIP_CONFIG_FILE": os.devnull, "HOME": "/nowhere"}
    >>> uv_environment({**pip, "PIP_INDEX_URL": "https://mirror.test/simple"})["UV_DEFAULT_INDEX"]
    'https://mirror.test/simple'
    """
    told = {**environment, "UV_PYTHON_DOWNLOADS": "never"}
    told.setdefault("UV_NO_PROGRESS", "1")
    told.pop("VIRTUAL_ENV", None)
    pip = pip_settings(environment)
    if any(file.is_file() for file in uv_files(environment)):
        return told

    def hand_on(word: str, variable: str, separator: str = " ") -> None:
        if word in pip and variable not in told:
            told[variable] = separator.join(pip[word].split())

    if "UV_INDEX_URL" not in told:
        hand_on("index-url", "UV_DEFAULT_INDEX")
    if "UV_EXTRA_INDEX_URL" not in told and not only_main_index:
        hand_on("extra-index-url", "UV_INDEX")
    if not only_main_index:
        hand_on("find-links", "UV_FIND_LINKS", ",")
    hand_on("trusted-host", "UV_INSECURE_HOST")
    hand_on("cert", "SSL_CERT_FILE")
    hand_on("proxy", "ALL_PROXY")
    hand_on("default-timeout", "UV_HTTP_TIMEOUT")
    hand_on("timeout", "UV_HTTP_TIMEOUT")
    # pip looks at all indexes as one; with a hash on every file that is safe in uv, too.
    told.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return told
