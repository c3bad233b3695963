"""The only module that names concrete engines, stores and connectors."""

from __future__ import annotations

import atexit
import functools
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cxloop.app.workspace import Parts, Workspace
from cxloop.errors import BadOption, Both, FolderUnusable, MissingExtra, NoEvents, UnknownWorkspace
from cxloop.particles import particle
from cxloop.ports.engine import Engine
from cxloop.ports.state import State
from cxloop.stores.binding import agreed
from cxloop.stores.events import EventTable
from cxloop.stores.faults import faults
from cxloop.stores.homes import Home, Homes
from cxloop.stores.index import open_index
from cxloop.stores.indexes import FolderIndexes
from cxloop.stores.lease import held, lease
from cxloop.stores.uploads import FolderUploads
from cxloop.stores.who import Who

if TYPE_CHECKING:
    from cxloop.app.before_after import BeforeAfter
    from cxloop.app.door import Door, Seal
    from cxloop.app.post import Post
    from cxloop.learn.analysis import Analysis
    from cxloop.ports.access import Keys
    from cxloop.ports.damage import Damage
    from cxloop.ports.deliveries import Deliveries
    from cxloop.ports.filing import Filings
    from cxloop.ports.journal import Journal
    from cxloop.ports.openid import OpenId
    from cxloop.ports.records import Assignments, Records
    from cxloop.ports.source import Source
    from cxloop.ports.sql import SqlRunner
    from cxloop.ports.uploads import Receiving
    from cxloop.questions.journeys import Journeys
    from cxloop.trust.audit import Anchor

MAIN: Final = "main"
STATE_SETTING: Final = "CXLOOP_STATE"
UPLOAD_SETTING: Final = "CXLOOP_UPLOAD_MB"
POSTGRES_SETTING: Final = "CXLOOP_POSTGRES_HOSTS"
POSTGRES_ROOTS_SETTING: Final = "CXLOOP_POSTGRES_CA"
_MOST_MB: Final = 4096
ANCHOR: Final = "audit.anchor"
_OWN_KEY: Final = "CXLOOP_SECRET"
_FORBIDDEN: Final = frozenset("/\\\0")


def open(
    folder: str | os.PathLike[str], workspace: str = MAIN, engine: str = "threads", *, create: bool = True
) -> Workspace:
    """The workspace of this name in a data folder.

    engine: `threads`, `dask` (workers of its own) or `dask:ADDRESS` (a scheduler's). create: make it where it does not
    exist yet; else UnknownWorkspace. Nothing is written before the first import.
    """
    if not workspace or workspace in (".", "..") or set(workspace) & _FORBIDDEN:
        raise BadOption(
            option="--workspace",
            reason=Both(
                f"“{workspace}” is no name for a workspace",
                f"“{workspace}”{particle(workspace, '은')} 작업 공간 이름이 될 수 없습니다",
            ),
        )
    root = Path(folder) / workspace
    if _there(Path(folder)) and not Path(folder).is_dir():
        raise FolderUnusable(path=folder, reason="it is not a folder")
    homes = _homes(folder)
    if not create and not _made(homes, workspace):
        known = workspaces(folder)
        raise UnknownWorkspace(workspace=workspace, known=known) if known or workspace != MAIN else NoEvents()
    table, state = EventTable(root / "events"), functools.cache(lambda: _state(homes.workspace(workspace)))
    filings = functools.cache(lambda: _filings(state()))
    indexes = FolderIndexes(root, table, lambda: _properties(state(), filings()), _keep, Who(filings, table))
    parts = Parts(
        root, table, state, indexes, engine_of(engine), _source, filings,
        functools.cache(lambda: _records(state())), functools.cache(lambda: _assignments(state())),
        functools.cache(lambda: _deliveries(state())),
        lambda: lease(root), lambda: _filing(homes.workspace(workspace), root), _now_ms,
        lambda: FolderUploads(root / "uploads", _most_sent()),
        _runner,
    )  # fmt: skip
    return Workspace(workspace, parts)


def journal(folder: str | os.PathLike[str]) -> Journal:
    """The journal of a data folder, made where there is none."""
    from cxloop.stores.journal import SqlJournal

    return SqlJournal(_homes(folder).journal())


def access(folder: str | os.PathLike[str]) -> Keys:
    """Who may come in to a data folder."""
    from cxloop.stores.access import SqlAccess

    return SqlAccess(_homes(folder).access())


def door(folder: str | os.PathLike[str]) -> Door:
    """What everybody passes who comes in to a data folder: keys, people and the audit log."""
    from cxloop.app.door import Door
    from cxloop.stores.accounts import SqlAccounts
    from cxloop.stores.audit import SqlAudit
    from cxloop.trust.secrets import derived

    root = Path(folder)
    secret = _secret(root)
    home = _homes(folder).access()
    people = SqlAccounts(home)
    audit = SqlAudit(home, derived(secret, "audit"), root / ANCHOR)
    return Door(
        access(root), people, people.sign_ins, people.sign_ins, audit, _seal(secret), derived(secret, "customers"),
        _now_ms,
    )  # fmt: skip


def post(folder: str | os.PathLike[str], environment: Mapping[str, str] = os.environ) -> Post:
    """What webhooks of a data folder are sent and checked with. Raises SettingWrong."""
    import random
    import secrets

    from cxloop.app.post import Post
    from cxloop.connectors.webhooks import HttpSender
    from cxloop.trust.addresses import HOSTS_SETTING, hosts_of
    from cxloop.trust.secrets import derived

    secret = _secret(Path(folder))
    sender = HttpSender(hosts_of(environment.get(HOSTS_SETTING, "")))
    return Post(sender, _seal(secret), derived(secret, "webhooks"), random.random, lambda: secrets.token_hex(16))


def openid(environment: Mapping[str, str] = os.environ) -> OpenId | None:
    """The system that people sign in with, by the settings; None where none is named.

    Raises SettingMissing, SettingWrong and PlaceholderSecret.
    """
    from cxloop.app.openid_settings import openid_settings

    settings = openid_settings(environment)
    if settings is None:
        return None
    from cxloop.connectors.openid import OpenIdProvider

    return OpenIdProvider(settings)


def anchor(path: str | os.PathLike[str]) -> Anchor | None:
    """The anchor of an audit log in a file; None where there is none."""
    from cxloop.stores.anchor import read_anchor

    return read_anchor(Path(path))


def workspaces(folder: str | os.PathLike[str]) -> list[str]:
    """The names of the workspaces in a data folder."""
    with faults(Path(folder)):
        return _homes(folder).workspaces()


def mend(folder: str | os.PathLike[str]) -> list[Damage]:
    """Sets damaged files of a data folder aside and goes on with what can be read of them; what was damaged.

    For whoever opens the folder first, such as a server that starts. PostgreSQL looks after itself.
    """
    homes = _homes(folder)
    if homes.server or not homes.folder.is_dir():
        return []
    from cxloop.stores.salvage import mended

    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    with faults(homes.folder):
        return mended(homes, stamp)


def damages(folder: str | os.PathLike[str]) -> list[Damage]:
    """What was ever damaged in a data folder, as long as the file that was set aside is there."""
    homes = _homes(folder)
    if homes.server:
        return []
    from cxloop.stores.salvage import damages as known

    with faults(homes.folder):
        return known(homes)


def _homes(folder: str | os.PathLike[str]) -> Homes:
    """Where the databases of a data folder live."""
    server = os.environ.get(STATE_SETTING, "")
    if server and not server.startswith(("postgresql://", "postgres://")):
        raise BadOption(
            option=STATE_SETTING,
            reason=Both("it does not begin with postgresql://", "postgresql://로 시작하지 않습니다"),
        )
    with faults(Path(folder)):
        return agreed(Homes(Path(folder), server.replace("postgres://", "postgresql://", 1)))


def _made(homes: Homes, workspace: str) -> bool:
    with faults(homes.folder):
        return homes.there(workspace)


def _filing(home: Home, root: Path) -> AbstractContextManager[bool]:
    """The lease of whoever files: a file where one machine has the state, else a lock where all machines see it."""
    if not home.server:
        return held(root / ".filing")
    from cxloop.stores.postgres import advisory

    return advisory(home, "filing")


def _there(path: Path) -> bool:
    with faults(path):
        return path.exists()


def engine_of(text: str) -> Engine:
    """The engine that a text such as `threads` or `dask:tcp://127.0.0.1:8786` names."""
    name, _, address = text.partition(":")
    if name == "threads" and not address:
        from cxloop.engines.local import Local

        return Local(open_index)
    if name != "dask":
        raise BadOption(
            option="--engine",
            reason=Both(
                f"“{text}” is neither threads nor dask nor dask:ADDRESS",
                f"“{text}”{particle(text, '은')} threads, dask, dask:ADDRESS 중 하나가 아닙니다",
            ),
        )
    from cxloop.engines.dask import Dask

    return Dask(open_index, address or _own_cluster())


def _own_cluster() -> Any:
    """Worker processes on this machine, as many as it has processors; they end with this process."""
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtra(feature="dask", extra="cluster") from None
    client = Client(
        processes=True, n_workers=len(os.sched_getaffinity(0)), threads_per_worker=1, dashboard_address=None
    )
    atexit.register(client.close)
    return client


def _state(home: Home) -> State:
    from cxloop.stores.state import SqlState  # slow to load, and questions do without

    return SqlState(home)


def _secret(root: Path) -> bytes:
    """What the setting says, else the folder's own. Raises PlaceholderSecret."""
    from cxloop.stores.secret import folder_secret
    from cxloop.trust.errors import PlaceholderSecret
    from cxloop.trust.secrets import is_placeholder

    chosen = os.environ.get(_OWN_KEY)
    if not chosen:
        return folder_secret(root / "secret.key")
    if is_placeholder(chosen):
        raise PlaceholderSecret(setting=_OWN_KEY)
    return chosen.encode()


def _seal(secret: bytes) -> Seal:
    from cxloop.stores.seal import SivSeal
    from cxloop.trust.secrets import derived

    return SivSeal(derived(secret, "names 1") + derived(secret, "names 2"))


def analyse(
    path: str | os.PathLike[str],
    *,
    arm: str,
    control: str,
    metrics: Sequence[str],
    unit: str | None = None,
    before: Mapping[str, str] | None = None,
    split: Mapping[str, float] | None = None,
    planned: int | None = None,
) -> Analysis:
    """The analysis of an experiment in a file, whoever ran it; nothing is kept.

    arm, unit: columns with what each was given, and who that was (each row is one where None). control: the arm to
    compare with. metrics: columns, such as `visit`, `spend:mean`, `revenue/orders:ratio`. before: metric → its column
    from before the experiment. split: arm → its share, equal where None. planned: units at which the interval that is
    valid at any look is narrowest; to be decided before anything is looked at.

    Raises FileMissing, FileUnknown, FileBroken, BadOption, BadValue.
    """
    from cxloop.app.experiment import Design
    from cxloop.app.experiment import analyse as analysed

    design = Design(arm, control, list(metrics), unit, before, split)
    return analysed(_source(os.fspath(path)), design, planned=planned)


def before_after(
    path: str | os.PathLike[str],
    *,
    time: str,
    metric: str,
    since: str,
    length: str = "week",
    zone: str = "UTC",
    arm: str | None = None,
    control: str | None = None,
) -> BeforeAfter:
    """What a change did to a number over time, where it could not be withheld from anybody; no experiment.

    time, metric: columns of the file with the time and the number of each row. since: when the change came, a date.
    length: of the periods, day, week or month. arm, control: a column that says whom the change was about, and what it
    says of the others; then the difference between them is looked at.

    Raises FileMissing, FileUnknown, FileBroken, BadOption, BadValue.
    """
    from cxloop.app.before_after import Design
    from cxloop.app.before_after import before_after as compared

    return compared(_source(os.fspath(path)), Design(time, metric, since, length, zone, arm, control))


def _source(path: str, *, encoding: str | None = None, sheet: str | None = None, header: bool | None = None) -> Source:
    from cxloop.connectors.files import open_source

    return open_source(path, encoding, sheet, header)


def _most_sent() -> int:
    """The most bytes of a file that the browser may send. Raises SettingWrong."""
    from cxloop.trust.errors import SettingWrong

    text = os.environ.get(UPLOAD_SETTING, str(_MOST_MB)).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 30):
        reason = Both(f"“{text}” is no number of megabytes", f"“{text}”{particle(text, '은')} 메가바이트 수가 아닙니다")
        raise SettingWrong(setting=UPLOAD_SETTING, reason=reason)
    return int(text) << 20


def queried(url: str, query: str, receiving: Receiving) -> None:
    """Writes what a PostgreSQL database answers to a query; it may stand anywhere. Raises QueryFailed, MissingExtra."""
    from cxloop.connectors.postgres import address_of, fetch

    fetch(address_of(url), query, receiving.write)


def called(url: str) -> str:
    """What the answers of a database are called: its place without user and password. Raises BadOption."""
    from cxloop.connectors.postgres import address_of

    address = address_of(url)
    return f"{address.host or 'postgresql'} {address.database}.csv"


def queried_from_afar(
    place: Mapping[str, Any], query: str, receiving: Receiving, environment: Mapping[str, str] = os.environ
) -> None:
    """The same for somebody at the console: of a database that everybody can reach, or that the settings allow.

    place: host, port, database, user, password. Raises DatabaseForbidden, QueryFailed, MissingExtra, SettingWrong.
    """
    from cxloop.connectors.postgres import Address, fetch, permitted

    allowed, roots = (environment.get(name, "") for name in (POSTGRES_SETTING, POSTGRES_ROOTS_SETTING))
    fetch(permitted(Address(**place), allowed, roots=roots), query, receiving.write)


@functools.cache
def _runner() -> SqlRunner:
    from cxloop.engines.sql import LockedRunner

    return LockedRunner()


def _filings(state: Any) -> Filings:
    from cxloop.stores.filings import SqlFilings

    return SqlFilings(state.engine)


def _records(state: Any) -> Records:
    from cxloop.stores.records import SqlRecords

    return SqlRecords(state.engine)


def _assignments(state: Any) -> Assignments:
    from cxloop.stores.records import SqlAssignments

    return SqlAssignments(state.engine)


def _deliveries(state: Any) -> Deliveries:
    from cxloop.stores.deliveries import SqlDeliveries

    return SqlDeliveries(state.engine)


def _properties(state: State, filings: Filings) -> list[str]:
    imported = {name for one in state.imports() for name in one.properties}
    return sorted(imported | {one.property for one in filings.catalogue() if one.property})


def _keep(journeys: Journeys) -> Mapping[str, Any]:
    from cxloop.understand.paths import Paths

    return Paths().keep(journeys)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
