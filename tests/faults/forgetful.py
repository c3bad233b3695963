"""A file system in memory that forgets, at a power cut, whatever was not synced: `forgetful.py FOLDER IMAGE`.

A file keeps what its last fsync wrote, and its name; a folder keeps the names it had when it was synced itself.
SIGUSR1 cuts the power: from then on everything fails, and what the disk had is in IMAGE, where the next one begins.
"""

from __future__ import annotations

import errno
import os
import pickle
import signal
import stat
import sys
import time
from pathlib import Path
from typing import Any

import mfusepy as fuse


class Node:
    """A file or a folder; `kept` is what a power cut leaves of it."""

    def __init__(self, mode: int) -> None:
        self.mode, self.moment = mode, time.time_ns()
        self.data, self.kept = bytearray(), b""
        self.names: dict[str, Node] = {}
        self.kept_names: dict[str, Node] = {}
        self.links = 2 if stat.S_ISDIR(mode) else 1

    def sync(self) -> None:
        self.kept, self.kept_names = bytes(self.data), dict(self.names)

    def forget(self) -> None:
        self.data, self.names = bytearray(self.kept), dict(self.kept_names)
        for child in self.names.values():
            child.forget()


GUARDED = """getattr readdir mkdir rmdir create open opendir read write truncate unlink link rename chmod utimens fsync
fsyncdir""".split()


class Forgetful(fuse.Operations):
    """The file system."""

    use_ns = True

    def __init__(self, image: Path) -> None:
        self.image, self.told, self.dark = image, False, False
        self.root = pickle.loads(image.read_bytes()) if image.exists() else Node(stat.S_IFDIR | 0o777)
        self.handles: dict[int, Node] = {}
        self.next = 1
        for name in GUARDED:
            setattr(self, name, self.guarded(getattr(self, name)))

    def guarded(self, operation: Any) -> Any:
        """The operation, which fails while the power is cut."""

        def attempted(*arguments: Any, **options: Any) -> Any:
            if self.told and not self.dark:  # between two operations, never within one
                self.cut()
            if self.dark:
                raise fuse.FuseOSError(errno.EIO)
            return operation(*arguments, **options)

        return attempted

    def cut(self) -> None:
        self.dark = True
        self.root.forget()
        fresh = self.image.with_suffix(".new")
        fresh.write_bytes(pickle.dumps(self.root))
        fresh.replace(self.image)

    def at(self, path: str) -> Node:
        node = self.root
        for name in filter(None, path.split("/")):
            if name not in node.names:
                raise fuse.FuseOSError(errno.ENOENT)
            node = node.names[name]
        return node

    def parent(self, path: str) -> tuple[Node, str]:
        folder, _, name = path.rpartition("/")
        return self.at(folder), name

    def opened(self, node: Node) -> int:
        self.next += 1
        self.handles[self.next] = node
        return self.next

    def of(self, path: str, fh: int | None) -> Node:
        return self.handles[fh] if fh in self.handles else self.at(path)

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        node = self.of(path, fh)
        times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), node.moment)
        return {"st_mode": node.mode, "st_size": len(node.data), "st_nlink": node.links, "st_uid": os.getuid(),
                "st_gid": os.getgid(), "st_ino": id(node) & 0xFFFFFFFF, **times}  # fmt: skip

    def readdir(self, path: str, fh: int) -> list[str]:
        return [".", "..", *self.at(path).names]

    def mkdir(self, path: str, mode: int) -> None:
        folder, name = self.parent(path)
        if name in folder.names:
            raise fuse.FuseOSError(errno.EEXIST)
        folder.names[name] = Node(stat.S_IFDIR | mode)

    def rmdir(self, path: str) -> None:
        folder, name = self.parent(path)
        if self.at(path).names:
            raise fuse.FuseOSError(errno.ENOTEMPTY)
        del folder.names[name]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        folder, name = self.parent(path)
        folder.names.setdefault(name, Node(stat.S_IFREG | mode))
        return self.opened(folder.names[name])

    def open(self, path: str, flags: int) -> int:
        return self.opened(self.at(path))

    def release(self, path: str, fh: int) -> None:
        self.handles.pop(fh, None)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return bytes(self.of(path, fh).data[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        node = self.of(path, fh)
        if len(node.data) < offset:
            node.data.extend(b"\0" * (offset - len(node.data)))
        node.data[offset : offset + len(data)] = data
        node.moment = time.time_ns()
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        node = self.of(path, fh)
        del node.data[length:]
        node.data.extend(b"\0" * (length - len(node.data)))
        node.moment = time.time_ns()

    def unlink(self, path: str) -> None:
        folder, name = self.parent(path)
        self.at(path).links -= 1
        del folder.names[name]

    def link(self, target: str, source: str) -> None:
        folder, name = self.parent(target)
        if name in folder.names:
            raise fuse.FuseOSError(errno.EEXIST)
        folder.names[name] = self.at(source)
        folder.names[name].links += 1

    def rename(self, old: str, new: str, flags: int = 0) -> None:
        folder, name = self.parent(old)
        target, other = self.parent(new)
        if flags & 1 and other in target.names:  # RENAME_NOREPLACE
            raise fuse.FuseOSError(errno.EEXIST)
        node = folder.names.pop(name)
        target.names[other] = node

    def chmod(self, path: str, mode: int) -> None:
        self.at(path).mode = mode

    def chown(self, path: str, uid: int, gid: int) -> None:
        return None

    def utimens(self, path: str, times: Any = None) -> None:
        self.at(path).moment = times[1] if times else time.time_ns()

    def statfs(self, path: str) -> dict[str, int]:
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 22, "f_bavail": 1 << 21, "f_bfree": 1 << 21,
                "f_files": 1 << 20, "f_ffree": 1 << 20, "f_namemax": 255}  # fmt: skip

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        node = self.of(path, fh)
        node.kept = bytes(node.data)
        # as the usual file systems do: a file that is synced can be found again, whoever made its folders
        while path.strip("/"):
            folder, name = self.parent(path)
            if folder.names.get(name) is not node:
                return
            folder.kept_names[name] = node
            path, node = path.rpartition("/")[0], folder

    def fsyncdir(self, path: str, datasync: int, fh: int) -> None:
        node = self.at(path)
        node.kept_names = dict(node.names)

    def opendir(self, path: str) -> int:
        return self.opened(self.at(path))

    def releasedir(self, path: str, fh: int) -> None:
        self.handles.pop(fh, None)


if __name__ == "__main__":
    disk = Forgetful(Path(sys.argv[2]))
    signal.signal(signal.SIGUSR1, lambda *_: setattr(disk, "told", True))
    options = {"allow_other": False, "fsname": "forgetful", "attr_timeout": 0, "entry_timeout": 0}
    fuse.FUSE(disk, sys.argv[1], foreground=True, nothreads=True, **options)
