"""Files that are sent: nothing of their names gets into a path, and what is too much is refused."""

from __future__ import annotations

import os
from collections import namedtuple
from pathlib import Path

import pytest

from cxloop.errors import DiskFull
from cxloop.listen.errors import UnknownUpload, UploadTooLarge
from cxloop.ports.uploads import Upload
from cxloop.stores import uploads as module
from cxloop.stores.uploads import FolderUploads

NAMES = [
    "../../../etc/passwd",
    "..\\..\\x.csv",
    "/abs/a.csv",
    "a\x00b.csv",
    "..",
    ".",
    "",
    "a/../../b.xes.gz",
    "가" * 500,
    "\ud800",
]


@pytest.fixture
def kept(tmp_path: Path) -> FolderUploads:
    return FolderUploads(tmp_path / "uploads", 1000)


def sent(kept: FolderUploads, name: str, body: bytes = b"a,b\n1,2\n") -> Upload:
    receiving = kept.begin(name, "kim", 7, len(body))
    receiving.write(body)
    return receiving.end()


@pytest.mark.parametrize("name", NAMES)
def test_no_name_is_a_path(kept: FolderUploads, tmp_path: Path, name: str) -> None:
    made = sent(kept, name)
    assert kept.get(made.id) == made
    assert Path(made.path).parent == tmp_path / "uploads" / made.id
    assert Path(made.path).name in ("content", "content.csv", "content.xes.gz")
    assert {one.name for one in tmp_path.iterdir()} == {"uploads"}
    assert not set("/\\\0") & set(made.name)
    assert 0 < len(made.name) <= 200


@pytest.mark.parametrize("id", ["", "..", "../uploads", "0" * 31, "0" * 32, "A" * 32, "/etc", "0" * 32 + "/.."])
def test_no_number_reaches_anything_else(kept: FolderUploads, tmp_path: Path, id: str) -> None:
    sent(kept, "a.csv")
    (tmp_path / "about.json").write_text("{}")
    with pytest.raises(UnknownUpload):
        kept.get(id)
    kept.drop(id)
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_too_large_said_or_not(kept: FolderUploads) -> None:
    with pytest.raises(UploadTooLarge):
        kept.begin("a.csv", "kim", 7, 1001)
    receiving = kept.begin("a.csv", "kim", 7)
    receiving.write(b"x" * 1000)
    with pytest.raises(UploadTooLarge):
        receiving.write(b"x")
    receiving.drop()
    assert list(kept.folder.iterdir()) == []


def test_a_full_disk(kept: FolderUploads, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage(1, 1, 1000))
    with pytest.raises(DiskFull):
        kept.begin("a.csv", "kim", 7, 10)
    assert list(kept.folder.iterdir()) == []


def test_half_of_a_file_is_no_file_and_old_ones_go(kept: FolderUploads) -> None:
    half = kept.begin("a.csv", "kim", 7)
    half.write(b"a")
    with pytest.raises(UnknownUpload):
        kept.get(half._folder.name)
    whole = sent(kept, "b.csv")
    os.utime(half._folder, (1, 1))
    assert kept.tidy(1_000_000) == 1
    assert [one.name for one in kept.folder.iterdir()] == [whole.id]
