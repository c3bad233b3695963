"""The one door to files: tells what a file is by its content and opens it."""

from __future__ import annotations

import glob
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import Final

from cxloop.connectors.access_log import AccessLog, is_access_log
from cxloop.connectors.clocks import with_clocks
from cxloop.connectors.delimited import Delimited
from cxloop.connectors.encoding import Bytes, check_encoding, fitting, marked
from cxloop.connectors.excel import Excel
from cxloop.connectors.json_lines import JsonArray, JsonLines
from cxloop.connectors.parquet import Parquet
from cxloop.connectors.unfolding import unfolded
from cxloop.connectors.xes import Xes
from cxloop.errors import FileBroken, FileEmpty, FileMissing, FileUnknown
from cxloop.ports.source import Source

_SHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SHEET_ENDINGS: Final = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
_FOREIGN: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"SQLite format",
    b"ARROW1",
    b"\x7fELF",
    b"BZh",
    b"7z\xbc\xaf",
    b"\x28\xb5\x2f\xfd",
)


def open_source(path: str, encoding: str | None = None, sheet: str | None = None, header: bool | None = None) -> Source:
    """A file, a folder of Parquet files or a pattern such as "logs/*.parquet", ready to be read: objects within its
    rows as columns of their own, days with the times of day beside them.

    encoding: of text files, told from the content if None. sheet: of a workbook, the first table if None. header:
    whether the first row of a CSV file or a sheet holds the names of its columns, told from the content if None.
    Raises FileMissing, FileEmpty, FileBroken, FileUnknown, BadOption.
    """
    path = str(path)
    if not path.strip():
        raise FileMissing(path=f'"{path}"')
    path = _as_stored(path)
    files = _parquet_files(path)
    if files:
        return _shaped(Parquet(path, files))
    if not Path(path).exists():
        raise FileMissing(path=path)
    if Path(path).is_dir():
        raise FileUnknown(path=path)
    return _shaped(_opened(path, None if encoding is None else check_encoding(encoding), sheet, header))


def _as_stored(path: str) -> str:
    """The path as its letters are put together on the disk, where only that differs (NFC, NFD)."""
    forms = (path, *(unicodedata.normalize(form, path) for form in ("NFC", "NFD")))
    return next((one for one in forms if Path(one).exists()), path)


def _shaped(source: Source) -> Source:
    by_format = source.defaults is not None or source.header is False
    return source if by_format else with_clocks(unfolded(source))


def _parquet_files(path: str) -> list[str]:
    if Path(path).is_dir():
        return sorted(str(file) for file in Path(path).rglob("*.parquet") if not file.name.startswith((".", "_")))
    if not Path(path).exists() and any(mark in path for mark in "*?["):
        return [file for file in sorted(glob.glob(path, recursive=True)) if file.endswith(".parquet")]
    return []


def _opened(path: str, encoding: str | None, sheet: str | None, header: bool | None) -> Source:
    with Bytes(path, "a file") as source:
        head = source.read(64 << 10)
    if not head.strip():
        raise FileEmpty(path=path)
    if head.startswith(b"PAR1"):
        return Parquet(path, [path])
    if head.startswith(_SHEETS):
        return _workbook(path, sheet, header)
    if head.startswith(_FOREIGN):
        raise FileUnknown(path=path)
    return _text(path, head, encoding, header)


def _workbook(path: str, sheet: str | None, header: bool | None) -> Source:
    try:
        return Excel(path, sheet, header)
    except FileBroken:
        if path.lower().endswith(_SHEET_ENDINGS):
            raise
        raise FileUnknown(path=path) from None


def _text(path: str, head: bytes, encoding: str | None, header: bool | None) -> Source:
    encoding = encoding and fitting(encoding, head)
    start = _ascii(head, encoding)
    if start.startswith(("<?xml", "<log", "<!--")) or path.lower().endswith((".xes", ".xes.gz", ".xml")):
        return Xes(path, encoding)
    if start[:9].lower().startswith(("<html", "<!doctype")):
        raise FileUnknown(path=path)
    named = path.lower().removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson"))
    if start.startswith("[") and (named or start[1:].lstrip()[:1] in ("{", "]")):
        return JsonArray(path, encoding)
    if named or start.startswith("{"):
        return _json(path, start, encoding)
    if is_access_log(start):
        return AccessLog(path, encoding)
    if "\x00" in start[:1000] and not start.isprintable() and start.count("\x00") > len(start) // 100:
        raise FileUnknown(path=path)
    return Delimited(path, encoding, header=header)


def _ascii(head: bytes, named: str | None) -> str:
    # enough of the beginning to tell the kind, whatever the encoding
    encoding = named if named and named.startswith(("utf-16", "utf-32")) else marked(head)
    text = head.decode(encoding or "latin-1", "replace") if encoding != "utf-8" else head[3:].decode("latin-1")
    return text.removeprefix("\ufeff").lstrip()


def _json(path: str, start: str, encoding: str | None) -> Source:
    first = start.partition("\n")[0].strip()
    if first in ("{", "{}") or (first.startswith("{") and first.endswith(("[", "[{", ","))):
        return JsonArray(path, encoding)
    if not path.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")) and _one_line(path):
        with suppress(FileBroken):
            return JsonArray(path, encoding, envelope=True)
    return JsonLines(path, encoding)


def _one_line(path: str) -> bool:
    with Bytes(path, "JSON") as source:
        ended = False
        while block := source.read(1 << 20):
            _, end, after = block.partition(b"\n")
            if (ended and block.strip()) or after.strip():
                return False
            ended = ended or bool(end)
    return True
