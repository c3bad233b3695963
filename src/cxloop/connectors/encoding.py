"""Bytes of a text file, gzipped or not, in whatever encoding, as blocks of UTF-8."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from cxloop.errors import BadOption, Both, FileBroken, FileMissing
from cxloop.particles import particle

BLOCK_BYTES: Final = 16 << 20
_PEEK_BYTES: Final = 1 << 20
_ENOUGH_LINES: Final = 2_000
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_NO_FILES: Final = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
_NOT_ASCII: Final = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
"""Beginnings of encodings in which bytes below 128 may be something else than ASCII."""
_MARK: Final = "cxloop.mark"
_CANDIDATES: Final = ("utf-8", "cp949", "cp1252")


class Bytes:
    """The unpacked bytes of a file and how far into the file they reach. Raises FileMissing and FileBroken.

    Use it in a `with`; `done` is the share of the file read so far.
    """

    def __init__(self, path: str, format: str) -> None:
        self.path, self.format = path, format
        try:
            self._file: IO[bytes] = open(path, "rb")  # noqa: SIM115 - closed in __exit__
        except FileNotFoundError as error:
            raise FileMissing(path=path) from error
        except OSError as error:
            raise FileBroken(path=path, format=format, reason=error.strerror or str(error)) from error
        self.size = Path(path).stat().st_size
        packed = self._file.read(2) == b"\x1f\x8b"
        self._file.seek(0)
        self._stream: IO[bytes] = gzip.GzipFile(fileobj=self._file) if packed else self._file  # type: ignore[assignment]
        self.packed = packed

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        try:
            return self._stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileBroken(path=self.path, format="gzip", reason=str(error).rstrip(".")) from error
        except OSError as error:
            raise FileBroken(path=self.path, format=self.format, reason=error.strerror or str(error)) from error

    @property
    def done(self) -> float:
        return self._file.tell() / self.size if self.size else 1.0

    def __enter__(self) -> Bytes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def check_encoding(encoding: str) -> str:
    """The codec's own name. Raises BadOption for one that does not exist or is none of text.

    >>> check_encoding("EUC-KR"), check_encoding("UTF8")
    ('cp949', 'utf-8')
    """
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)
    except (LookupError, ValueError) as error:
        raise BadOption(
            option="--encoding",
            reason=Both(
                f'there is no encoding "{encoding}"', f'"{encoding}"{particle(encoding, "이라")}는 인코딩은 없습니다'
            ),
        ) from error
    if name in _NO_FILES:
        raise BadOption(
            option="--encoding",
            reason=Both(f"{name} is no encoding of files", f"{name}{particle(name, '은')} 파일의 인코딩이 아닙니다"),
        )
    return "cp949" if name in ("euc_kr", "cp949") else name


def fitting(encoding: str, head: bytes) -> str:
    """The encoding that somebody named, its byte order told by the head of the file.

    Raises BadOption where the head has none of the zeros that every delimiter and line break has in UTF-16 and UTF-32.
    """
    if not encoding.startswith(("utf-16", "utf-32")):
        return encoding
    if b"\x00" not in head:
        raise BadOption(
            option="--encoding",
            reason=Both(f"the file is not {encoding}", f"파일이 {encoding}{particle(encoding, '이')} 아닙니다"),
        )
    return marked(head) or encoding if encoding == "utf-16" else encoding


def sniff(path: str, format: str) -> str:
    """The encoding, by the content of the whole file as far as it takes to tell: utf-8, utf-16-le/be, cp949 or cp1252.

    ASCII says nothing, so that reading goes on until enough lines that are not ASCII have been seen.
    """
    with Bytes(path, format) as source:
        head = source.read(_PEEK_BYTES)
        known = marked(head)
        if known:
            return known
        votes, seen = dict.fromkeys(_CANDIDATES, 0), 0
        rest = b""
        while head and seen < _ENOUGH_LINES:
            if not (rest + head).isascii():
                *lines, rest = (rest + head).split(b"\n")
                seen += _vote(lines, votes)
            head = source.read(_PEEK_BYTES)
        seen += _vote([rest], votes)
    return _elected(votes, seen)


def _vote(lines: list[bytes], votes: dict[str, int]) -> int:
    telling = [line for line in lines if not line.isascii()][:_ENOUGH_LINES]
    for line in telling:
        for name in _CANDIDATES:
            try:
                line.decode(name)
            except UnicodeDecodeError:
                continue
            votes[name] += 1
    return len(telling)


def _elected(votes: dict[str, int], seen: int) -> str:
    # a few broken lines must not turn a file of one encoding into one of another
    if votes["utf-8"] * 2 >= seen:
        return "utf-8"
    return "cp949" if votes["cp949"] * 10 >= seen * 8 else "cp1252"


def marked(head: bytes) -> str:
    """The encoding that a byte order mark, or the zeros of UTF-16 without one, give away; else "".

    >>> marked("a,b\\n1,2\\n".encode("utf-16-le")), marked(b"a,b")
    ('utf-16-le', '')
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    pairs = head[: min(4096, len(head) // 2 * 2)]
    low, high = pairs[::2].count(0), pairs[1::2].count(0)
    if max(low, high) < max(3, 0.05 * len(pairs) / 2) or min(low, high) * 4 > max(low, high):
        return ""
    name = "utf-16-le" if high > low else "utf-16-be"
    text = pairs.decode(name, "ignore")
    return name if "\x00" not in text and len(text) * 2 > len(pairs) - 4 else ""


def _marked_bytes(error: UnicodeError) -> tuple[str, int]:
    # the standard way of keeping such bytes knows those above 127 only
    assert isinstance(error, UnicodeDecodeError)
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_MARK, _marked_bytes)


def utf8_blocks(source: Bytes, encoding: str, size: int = BLOCK_BYTES) -> Iterator[tuple[bytes, bool]]:
    """Blocks of UTF-8 that end at a line's end, and whether a block holds bytes that were none of the encoding.

    Such bytes stand as lone surrogates (ED B0 80 …), which UTF-8 proper never holds: `broken_at` finds them.
    """
    decoder = codecs.getincrementaldecoder(encoding)(_MARK) if encoding.startswith(_NOT_ASCII) else None
    rest, first = b"", True
    while True:
        read = source.read(size)
        block = (
            read if decoder is None else decoder.decode(read, final=len(read) < size).encode("utf-8", "surrogatepass")
        )
        if first and block.startswith(codecs.BOM_UTF8):
            block = block[3:]
        first = first and not block
        last = len(read) < size
        cut = len(block) if last else block.rfind(b"\n") + 1
        if cut == 0 and not last and len(rest) + len(block) >= 4 * size:
            cut = block.rfind(b"\r") + 1
        if cut == 0 and not last:
            rest += block
            continue
        ready, rest = rest + block[:cut], block[cut:]
        if ready:
            yield (_checked(ready) if decoder is not None else _converted(ready, encoding))
        if last:
            return


def _checked(block: bytes) -> tuple[bytes, bool]:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return block, True
    return block, False


def _converted(block: bytes, encoding: str) -> tuple[bytes, bool]:
    if block.isascii():
        return block, False
    try:
        text = block.decode(encoding)
    except UnicodeDecodeError:
        escaped = block.decode(encoding, "surrogateescape")
        return escaped.encode("utf-8", "surrogatepass"), True
    return (block if encoding == "utf-8" else text.encode("utf-8", "surrogatepass")), False


def broken_at(data: bytes) -> list[int]:
    """Where lone surrogates stand."""
    found, at = [], data.find(b"\xed")
    while at >= 0:
        if at + 1 < len(data) and data[at + 1] >= 0xA0:
            found.append(at)
        at = data.find(b"\xed", at + 1)
    return found
