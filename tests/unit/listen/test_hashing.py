"""Hashes are those of the reference library, whatever shape the column has."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from cxloop.listen.hashing import hash_numbers, hash_strings

GOLDEN = {
    ("", 0): 0xEF46DB3751D8E999,
    ("a", 0): 0xD24EC4F1A98C6E5B,
    ("abc", 0): 0x44BC2CF5AD770999,
    ("Nobody inspects the spammish repetition", 0): 0xFBCEA83C8A378BF1,
}
"""As published with xxHash."""

texts = st.lists(st.one_of(st.none(), st.text(max_size=80)), max_size=20)
seeds = st.integers(0, 2**63 - 1)


def reference(text: str, seed: int = 0) -> int:
    return xxhash.xxh64_intdigest(text.encode(), seed)


@pytest.mark.parametrize(("text", "seed"), GOLDEN)
def test_golden(text: str, seed: int) -> None:
    assert hash_strings(pa.array([text]), seed).tolist() == [GOLDEN[text, seed]] == [reference(text, seed)]


def test_every_length_of_the_tail() -> None:
    """The loops over 32, 8, 4 and 1 bytes meet at every length."""
    words = ["고객x😀"[: n % 5] + "z" * n for n in range(140)]
    assert hash_strings(pa.array(words), 7).tolist() == [reference(word, 7) for word in words]


@given(texts, seeds)
def test_like_the_reference(values: list[str | None], seed: int) -> None:
    hashes = hash_strings(pa.array(values, pa.string()), seed).tolist()
    for value, found in zip(values, hashes, strict=True):
        if value is not None:
            assert found == reference(value, seed)


@settings(max_examples=60)
@given(texts, seeds, st.integers(0, 20), st.integers(0, 20))
def test_the_shape_of_a_column_does_not_matter(values: list[str | None], seed: int, begin: int, size: int) -> None:
    plain = pa.array(values, pa.string())
    wanted = hash_strings(plain, seed).tolist()
    shapes = {
        "large": plain.cast(pa.large_string()),
        "dictionary": plain.dictionary_encode(),
        "nulls in the dictionary": plain.dictionary_encode(null_encoding="encode"),
        "unsigned codes": pa.DictionaryArray.from_arrays(
            plain.dictionary_encode().indices.cast(pa.uint16()), plain.dictionary_encode().dictionary
        ),
        "chunks": pa.chunked_array([plain.slice(0, begin), plain.slice(begin)], pa.string()),
        "dictionary chunks": pa.chunked_array([plain.slice(0, begin).dictionary_encode(),
        plain.slice(begin).dictionary_encode()]) if values
        else plain,
    }  # fmt: skip
    for name, shape in shapes.items():
        assert hash_strings(shape, seed).tolist() == wanted, name
        part = hash_strings(shape.slice(begin, size), seed).tolist()
        assert part == wanted[begin : begin + size], f"{name}, sliced"


def test_a_missing_text_is_none_of_the_others() -> None:
    missing, empty, word = hash_strings(pa.array([None, "", "missing!"])).tolist()
    assert len({missing, empty, word}) == 3
    assert hash_strings(pa.nulls(2)).tolist() == [missing, missing]
    assert hash_strings(pa.array([], pa.string())).tolist() == []
    assert hash_strings(pa.chunked_array([], pa.string())).tolist() == []


def test_seeds_part_the_same_text() -> None:
    word = pa.array(["anna"])
    assert len({int(hash_strings(word, seed)[0]) for seed in range(200)}) == 200


@given(st.lists(st.integers(-(2**63), 2**63 - 1), unique=True, max_size=50))
def test_numbers_are_told_apart(values: list[int]) -> None:
    found = hash_numbers(np.array(values, np.int64))
    assert len(set(found.tolist())) == len(values)
    backwards = hash_numbers(np.array(values, np.int64)[::-1])
    assert backwards.tolist() == found[::-1].tolist()
