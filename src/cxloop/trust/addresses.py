"""Where this server may send to: addresses written plainly, of machines that everybody can reach. Pure.

Whoever may name an address must not make the server ask this machine or the network around it, however the address is
written and whatever its name stands for. Names are looked up elsewhere; what they stand for is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

from cxloop.errors import Both
from cxloop.particles import particle
from cxloop.trust.errors import BadAddress, SettingWrong

HOSTS_SETTING: Final = "CXLOOP_WEBHOOK_HOSTS"
PORTS: Final = {"https": 443, "http": 80}
_AUTHORITY: Final = r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([1-9][0-9]{0,4}))?"
_URL: Final = re.compile(rf"(https?)://{_AUTHORITY}(/[A-Za-z0-9._~%!$&'()*+,;=:@/?-]{{0,2000}})?", re.ASCII)
_HOST: Final = re.compile(_AUTHORITY, re.ASCII)
_NAME: Final = re.compile(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNICAST: Final = IPv6Network("2000::/3")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
_NOBODYS: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


@dataclass(frozen=True, slots=True)
class Target:
    """A web address, taken apart. host: a name in lower case, or a number without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port, as the setting names them.

        >>> target_of("https://Hooks.example.com/a?b=1").place
        'hooks.example.com:443'
        """
        return f"{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """Raises BadAddress where it is not a plain web address: no user, no fragment, no number in disguise.

    >>> target_of("http://[::1]:9000/").host, target_of("https://a.example").path
    ('::1', '/')
    """
    found = _URL.fullmatch(url)
    host = None if found is None else _plain(found[2])
    if found is None or host is None or int(found[3] or 1) > 65_535:
        reason = Both("write it as https://host/path", "https://호스트/경로처럼 쓰세요")
        raise BadAddress(url=url[:200], reason=reason)
    return Target(found[1], host, int(found[3] or PORTS[found[1]]), found[4] or "/")


def hosts_of(setting: str, name: str = HOSTS_SETTING, ports: Iterable[int] = PORTS.values()) -> frozenset[str]:
    """The places that a setting such as `localhost:9000, jira.internal` allows; without a port, 443 and 80.

    name: of the setting; ports: those meant where none is named.

    >>> sorted(hosts_of("localhost:9000, jira.internal"))
    ['jira.internal:443', 'jira.internal:80', 'localhost:9000']
    """
    allowed: set[str] = set()
    for part in filter(None, map(str.strip, setting.split(","))):
        found = _HOST.fullmatch(part)
        host = None if found is None else _plain(found[1])
        if found is None or host is None:
            raise SettingWrong(
                setting=name, reason=Both(f"“{part}” is no host", f"“{part}”{particle(part, '은')} 호스트가 아닙니다")
            )
        allowed |= {f"{host}:{port}" for port in ([found[2]] if found[2] else ports)}
    return frozenset(allowed)


def check(target: Target, allowed: frozenset[str], addresses: Iterable[str]) -> list[str]:
    """The addresses to connect to, of those that a name stands for. allowed: places that may be private.

    Raises BadAddress where the name stands for none, or for a single one that is not public; with http.
    """
    found = list(addresses)
    reason = None
    if target.place not in allowed:
        if target.scheme != "https":
            reason = Both("it has to begin with https://", "https://로 시작해야 합니다")
        elif not all(map(is_public, found)):
            reason = Both("it is not a public address", "공개된 주소가 아닙니다")
    if reason is None and not found:
        reason = Both("nobody knows its name", "이름을 찾을 수 없습니다")
    if reason is not None:
        raise BadAddress(url=f"{target.scheme}://{target.authority}", reason=reason)
    return found


def is_public(address: str) -> bool:
    """Whether everybody can reach a machine of this address; an IPv4 address inside an IPv6 one is judged as such.

    >>> [is_public(one) for one in ("93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e")]
    [True, True, True]
    >>> [is_public(one) for one in ("10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "64:ff9b::7f00:1")]
    [False, False, False, False]
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved)
    inner = _inside(found)
    if inner is not None:
        return is_public(str(inner))
    return (
        found.scope_id is None and found in _UNICAST and found.is_global and not any(found in one for one in _NOBODYS)
    )


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _TRANSLATED else None


def _plain(host: str) -> str | None:
    """A host as it is compared: a name whose last part is no number, or an address as such; None for anything else."""
    text = host.strip("[]").lower()
    try:
        number = ip_address(text)
    except ValueError:
        named = _NAME.fullmatch(text) and not host.startswith("[") and not _NUMBER.fullmatch(text.rpartition(".")[2])
        return text if named else None
    return str(number) if isinstance(number, IPv6Address) == host.startswith("[") else None
