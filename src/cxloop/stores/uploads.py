"""Files that were sent, in a folder of the workspace, until they have come in or a day has passed."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final

from cxloop.errors import DiskFull
from cxloop.listen.errors import UnknownUpload, UploadTooLarge
from cxloop.ports.uploads import Upload
from cxloop.stores.faults import faults

_ID: Final = re.compile(r"[0-9a-f]{32}")
_SPARE_BYTES: Final = 256 << 20
"""What the disk keeps for everything else."""
_ENDINGS: Final = tuple(
    f".{kind}{packed}"
    for packed in (".gz", "")
    for kind in "csv tsv txt json jsonl ndjson xes xml xlsx xls xlsm xlsb ods parquet".split()
)
"""How a file's own name may end; some kinds are told by it. No other part of a name ever gets into a path."""
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class FolderUploads:
    """See ports.uploads.Uploads."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder, self.most_bytes = folder, most_bytes

    def begin(self, name: str, by: str, at_ms: int, bytes: int | None = None) -> FolderReceiving:
        if bytes is not None and bytes > self.most_bytes:
            raise UploadTooLarge(name=shown_name(name), most=_megabytes(self.most_bytes))
        folder = self.folder / secrets.token_hex(16)
        with faults(self.folder):
            folder.mkdir(parents=True)
            if shutil.disk_usage(folder).free < (bytes or 0) + _SPARE_BYTES:
                folder.rmdir()
                raise DiskFull(path=self.folder)
        return FolderReceiving(folder, shown_name(name), by, at_ms, self.most_bytes)

    def get(self, id: str) -> Upload:
        about = self.folder / id / "about.json" if _ID.fullmatch(id) else None
        if about is None or not about.is_file():
            raise UnknownUpload()
        return Upload(**json.loads(about.read_text("utf-8")))

    def drop(self, id: str) -> None:
        if _ID.fullmatch(id):
            shutil.rmtree(self.folder / id, ignore_errors=True)

    def tidy(self, before_ms: int) -> int:
        if not self.folder.is_dir():
            return 0
        old = [one for one in self.folder.iterdir() if one.stat().st_mtime * 1000 < before_ms]
        for one in old:
            shutil.rmtree(one, ignore_errors=True)
        return len(old)


class FolderReceiving:
    """See ports.uploads.Receiving. What is not ended is nobody's, and goes with the next tidying."""

    def __init__(self, folder: Path, name: str, by: str, at_ms: int, most_bytes: int) -> None:
        self._folder, self._name, self._by, self._at_ms, self._most = folder, name, by, at_ms, most_bytes
        self._path = folder / f"content{_ending(name)}"
        self._file: IO[bytes] = self._path.open("wb")
        self._digest, self._bytes = hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._bytes > self._most:
            raise UploadTooLarge(name=self._name, most=_megabytes(self._most))
        self._digest.update(data)
        with faults(self._folder):
            self._file.write(data)

    def end(self) -> Upload:
        with faults(self._folder):
            self._file.close()
        made = Upload(
            self._folder.name, self._name, str(self._path.absolute()), self._bytes, self._digest.hexdigest(),
            self._by, self._at_ms,
        )  # fmt: skip
        with faults(self._folder):
            partly = self._folder / "about.part"
            partly.write_text(json.dumps(asdict(made)), "utf-8")
            partly.replace(self._folder / "about.json")
        return made

    def drop(self) -> None:
        self._file.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def shown_name(name: str) -> str:
    """A file's name as it is shown: without folders and signs that nobody sees, and not too long.

    >>> shown_name("../../etc/passwd"), shown_name(" a\\x00b.csv "), shown_name("/")
    ('passwd', 'ab.csv', 'file')
    """
    last = re.split(r"[\\/]", _UNSEEN.sub("", name).strip().rstrip("/\\"))[-1].strip()
    if len(last) > 200:
        ending = _ending(last)
        last = last[: 200 - len(ending)] + ending
    return last or "file"


def _ending(name: str) -> str:
    return next((ending for ending in _ENDINGS if name.lower().endswith(ending)), "")


def _megabytes(count: int) -> str:
    return f"{count >> 20:,} MB" if count >= 1 << 20 else f"{count:,} B"
