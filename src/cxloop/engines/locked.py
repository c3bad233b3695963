"""The process that runs SQL, and nothing else: started for one query, given the tables it names, then shut in.

Run as a file, without the rest of the product. Before it has seen any data it gives up the network and all it could
write with, and reads the query; a query that is not one SELECT over known tables goes no further. Then it gives up
every file but those of its tables, DuckDB is locked from inside, and the query runs. Frames in both directions are
eight bytes of length and as many bytes: JSON, or a table as an Arrow stream.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import re
import signal
import struct
import sys
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final

FUNCTIONS: Final = frozenset("unnest range generate_series json_each json_tree repeat pg_timezone_names".split())
"""What may stand in FROM with parentheses; whatever is not here is refused, readers of files with it."""
REFUSED: Final = frozenset(
    "current_setting getvariable getenv nextval currval write_log query query_table pg_conf_load_time".split()
)
_NODES: Final = frozenset(
    "SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY "
    "EMPTY_FROM EXPRESSION_LIST PIVOT SHOW_REF".split()
)
_REFERENCES: Final = frozenset("from_table left right source child".split())
_KEPT: Final = re.compile(r"^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|BOOLEAN|FLOAT|DOUBLE|DECIMAL\b.*)$")
_PATHS: Final = re.compile(r"(?:/[\w.~=+-]+){2,}/?")
MOST_TEXT: Final = 10_000
"""Characters of one value that are handed back."""
_READ_FILE, _NO_NEW_PRIVS, _NEW_USER_AND_NET = 1 << 2, 38, 0x10000000 | 0x40000000
_READING: Final = _READ_FILE | 1 << 3


class Refused(Exception):
    """code: one of those in `app.sql`; details: what its text needs."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.told = {"error": code, **details}


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """One query, from its text to its rows."""
    import duckdb

    job = receive(source)
    try:
        bound(job)
        shut_out_writing()
        tree = parsed(duckdb, job["query"])
        send(sink, {"tables": named(tree, frozenset(job["known"])), "who": looks_at(tree, "customer")})
        tables = receive(source)["tables"]
        arrow = {one["name"]: arrow_of(source) for one in tables if one["files"] is None}
        files = [path for one in tables for path in one["files"] or ()]
        database = opened(duckdb, job)
        shut_out_reading(files)
        send(sink, answered(database, job, tables, arrow, files))
    except Refused as refusal:
        send(sink, refusal.told)
    except (duckdb.OutOfMemoryException, MemoryError):
        send(sink, {"error": "sql_memory"})
    except duckdb.Error as error:
        send(sink, explained(str(error)))


# --- the walls around the process


def offline() -> None:
    """A network of its own, with nothing in it, where the system lets anybody have one; no rights to be had by running
    something else."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
        if libc.unshare(_NEW_USER_AND_NET):
            libc.unshare(0x40000000)


def bound(job: dict[str, Any]) -> None:
    """Limits of the system, below which the query's own are; whoever does not end is ended, whatever becomes of the
    process that started it."""
    import resource

    def limit(what: int, most: int) -> None:
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))

    os.nice(10)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_NOFILE, 1024)
    limit(resource.RLIMIT_CPU, int(job["seconds"] * job["threads"]) + 5)
    if sys.platform == "linux":
        limit(resource.RLIMIT_AS, job["memory_bytes"] + _in_use() + (1 << 30))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(job["seconds"]) + 5)


def _in_use() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def walls() -> int:
    """The version of Landlock that the system has; 0 where it has none."""
    if sys.platform != "linux":
        return 0
    return max(0, int(ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1)))


def shut_out_writing() -> None:
    """No file can be written, made or run any more, and no address reached."""
    _landlock(lambda abi: _every_access(abi) & ~_READING, network=True)


def shut_out_reading(files: list[str]) -> None:
    """No file can be read any more but these."""
    _landlock(lambda abi: _READING, files)


def _every_access(abi: int) -> int:
    return (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1


def _landlock(handled: Any, files: list[str] | tuple[str, ...] = (), network: bool = False) -> None:
    """Landlock, for this thread and those it starts; nothing where the system has none."""
    if sys.platform != "linux":
        return
    libc, abi = ctypes.CDLL(None, use_errno=True), walls()
    if abi < 1:
        return
    attributes = struct.pack("=QQQ", handled(abi), 3 if network else 0, 3 if network else 0)
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    rules = libc.syscall(444, attributes, ctypes.c_size_t(size), 0)
    for path in files:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        libc.syscall(445, rules, 1, struct.pack("=Qi", _READ_FILE, handle), 0)
        os.close(handle)
    if rules < 0 or libc.syscall(446, rules, 0):
        raise Refused("sql_crashed")
    os.close(rules)


# --- what may be asked


def parsed(duckdb: Any, query: str) -> dict[str, Any]:
    """The tree of the one SELECT that a text is."""
    config = {"enable_external_access": "false", "threads": "1", "async_threads": "0", "lock_configuration": "true"}
    with duckdb.connect(config=config) as parser:
        tree = json.loads(parser.execute("SELECT json_serialize_sql(?)", [query]).fetchone()[0])
        if tree.get("error"):
            message = str(tree.get("error_message"))
            if not message.startswith("Only SELECT"):
                try:
                    parser.extract_statements(query)  # says the line and the place
                except duckdb.Error as error:
                    raise Refused(**_coded(explained(str(error)))) from None
                raise Refused(**_coded(explained(message)))
            raise Refused("sql_only_select")
    if len(tree["statements"]) != 1:
        raise Refused("sql_one_statement")
    return dict(tree["statements"][0])


def _coded(told: dict[str, Any]) -> dict[str, Any]:
    return {"code" if name == "error" else name: value for name, value in told.items()}


def named(tree: Any, known: frozenset[str]) -> list[str]:
    """The known tables that a query names. Raises Refused for whatever else it would read or do."""
    nodes = list(_nodes(tree))
    given = {entry["key"].lower() for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    given |= {str(node["cte_name"]).lower() for node in nodes if node.get("cte_name")}
    found = []
    for node in nodes:
        kind = node.get("type")
        if isinstance(kind, str) and kind.endswith("_NODE") and kind not in _NODES:
            raise Refused("sql_only_select")
        if kind == "TABLE_FUNCTION":
            name = str(node["function"].get("function_name", "")).lower()
            if name not in FUNCTIONS:
                raise Refused("sql_not_here", name=name)
        if node.get("function_name") and str(node["function_name"]).lower() in REFUSED:
            raise Refused("sql_not_here", name=str(node["function_name"]).lower())
        if kind == "SHOW_REF" and not node.get("query") and not node.get("table_name"):
            raise Refused("sql_not_here", name="show")
        if "table_name" in node and kind in ("BASE_TABLE", "SHOW_REF") and node["table_name"]:
            found.append(_known(node, known, given))
    return sorted({name for name in found if name in known})


def _known(node: dict[str, Any], known: frozenset[str], given: set[str]) -> str:
    name, schema = str(node["table_name"]).lower().strip('"'), str(node.get("schema_name") or "main").lower()
    if (name not in known and name not in given) or schema != "main" or node.get("catalog_name"):
        raise Refused("sql_no_table", table=str(node["table_name"]))
    return name


def looks_at(tree: Any, column: str) -> bool:
    """Whether a query may read a column of this name; what is not certain counts as yes."""
    nodes = list(_nodes(tree))
    tables = {str(node.get(name, "")).lower() for node in nodes for name in ("alias", "table_name")} - {""}
    for node in nodes:
        if (
            node.get("type") in ("STAR", "POSITIONAL_REFERENCE", "SHOW_REF", "PIVOT")
            or node.get("ref_type") == "NATURAL"
        ):
            return True
        names = [str(name).lower() for name in (*node.get("column_names", ()), *node.get("using_columns", ()))]
        if column in names or (len(names) == 1 and names[0] in tables):
            return True
    return False


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tree; a loop, since trees may be deep."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


# --- the query


def opened(duckdb: Any, job: dict[str, Any]) -> Any:
    """An empty database in memory, with no thread of its own yet: those that come later are behind the same walls."""
    config = {
        "threads": "1", "async_threads": "0", "memory_limit": f"{job['memory_bytes']}B", "temp_directory": "",
        "max_temp_directory_size": "0B", "autoload_known_extensions": "false", "autoinstall_known_extensions": "false",
    }  # fmt: skip
    return duckdb.connect(config=config)


def answered(
    database: Any, job: dict[str, Any], tables: list[dict[str, Any]], arrow: dict[str, Any], files: list[str]
) -> dict[str, Any]:
    """The rows of a query over its tables, as many as are wanted; `cut` says what stopped them."""
    database.execute(f"SET threads = {int(job['threads'])}")
    for table in tables:
        create(database, table, arrow.get(table["name"]))
    lock(database, files, job["zone"])
    return rows_of(database, job)


def create(database: Any, table: dict[str, Any], arrow: Any) -> None:
    """A table from what was sent, or a view over files."""
    name = table["name"]
    if arrow is not None:
        database.register("sent", arrow)
        database.execute(f'CREATE TABLE "{name}" AS {table["select"].format(source="sent")}')
        database.unregister("sent")
        return
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in table["files"])
    database.execute(f'CREATE VIEW "{name}" AS {table["select"].format(source=f"read_parquet([{listed}])")}')


def lock(database: Any, files: list[str], zone: str) -> None:
    """From here on the database opens these files and no others, and its settings stay."""
    database.execute("SET TimeZone = '" + zone.replace("'", "''") + "'")
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    database.execute(f"SET allowed_paths = [{listed}]")
    for setting in (
        "max_expression_depth = 250", "python_enable_replacements = false", "allow_community_extensions = false",
        "allow_persistent_secrets = false", "enable_external_access = false", "lock_configuration = true",
    ):  # fmt: skip
        database.execute(f"SET {setting}")


def rows_of(database: Any, job: dict[str, Any]) -> dict[str, Any]:
    """Whatever is no number comes as the text that DuckDB makes of it, in the zone that was set."""
    most, room = job["rows"], job["bytes"]
    relation = bound_query(database, job["query"])
    types = [str(kind) for kind in relation.types]
    plain = [_KEPT.match(kind) is not None for kind in types]
    chosen = ", ".join(f"#{at}" if kept else f"CAST(#{at} AS VARCHAR)" for at, kept in enumerate(plain, 1))
    found = relation.limit(most + 1).project(chosen).to_arrow_reader(500)
    rows: list[list[Any]] = []
    cut = None
    for row in (row for some in found for row in zip(*(column.to_pylist() for column in some.columns), strict=True)):
        if len(rows) == most or room < 0:
            cut = "rows" if len(rows) == most else "bytes"
            break
        rows.append([value_of(value) for value in row])
        room -= sum(len(value) if isinstance(value, str) else 8 for value in rows[-1])
    fields = [{"name": name, "type": kind} for name, kind in zip(relation.columns, types, strict=True)]
    return {"fields": fields, "values": rows, "cut": cut}


def bound_query(database: Any, query: str) -> Any:
    """The query with its names looked up, not yet run; mistakes say where they are."""
    try:
        return database.sql(query)
    except Exception:
        database.execute(query)  # fails as well, and says the line
        raise


def value_of(value: Any) -> Any:
    """As JSON knows it; a text that is very long loses its end."""
    if isinstance(value, Decimal):
        value = float(value) if int(value.as_tuple().exponent) < 0 else int(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value[:MOST_TEXT] + "…" if isinstance(value, str) and len(value) > MOST_TEXT else value


def explained(message: str) -> dict[str, Any]:
    """What DuckDB says of a mistake: without the places of files, with the line and the column it points at."""
    told, _, excerpt = message.partition("\n\nLINE ")
    told = told.partition("\n\tCandidate")[0]
    shown = excerpt.split("\n")
    line = int(shown[0].partition(":")[0]) if shown[0].partition(":")[0].isdigit() else None
    column = shown[1].index("^") - len(f"LINE {line}: ") + 1 if line and len(shown) > 1 and "^" in shown[1] else None
    reason = _PATHS.sub("…", told.replace("\n", " "))[:1000]
    return {"error": "sql_wrong", "reason": reason, "line": line, "column": column}


# --- frames


def receive(source: BinaryIO) -> Any:
    """The next frame, as JSON."""
    return json.loads(frame(source))


def frame(source: BinaryIO) -> bytes:
    """The next frame; whoever is not told any more ends."""
    head = source.read(8)
    if len(head) < 8:
        raise SystemExit(0)
    return source.read(struct.unpack("<Q", head)[0])


def arrow_of(source: BinaryIO) -> Any:
    """The next frame, as a table."""
    import pyarrow as pa

    return pa.ipc.open_stream(frame(source)).read_all()


def send(sink: BinaryIO, told: dict[str, Any]) -> None:
    """One frame of JSON."""
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")
    sink.write(struct.pack("<Q", len(body)) + body)
    sink.flush()


if __name__ == "__main__":
    offline()  # before anything starts a thread: only a process with one can leave its network
    import pyarrow  # noqa: F401, before no file can be read any more

    main(sys.stdin.buffer, sys.stdout.buffer)
