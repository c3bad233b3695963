"""Buckets stay for ever, are even, and independent of each other."""

from __future__ import annotations

import hashlib
import unicodedata

import numpy as np
import pytest

from cxloop.change.bucketing import VERSION, arm_at, bucket

GOLDEN = {
    ("checkout", "anna"): 0.6100241299417516,
    ("checkout", "ben"): 0.23778884749855003,
    ("checkout-2", "anna"): 0.22106484289908357,
    ("실험", "가"): 0.28813168349808727,
    ("", ""): 0.5818916442384907,
    ("e", "x" * 1000): 0.61485089007994,
}


@pytest.mark.parametrize(("salt", "unit"), GOLDEN)
def test_golden_values(salt: str, unit: str) -> None:
    """If this turns red, everybody in a running experiment is about to move: make it a new version instead."""
    assert VERSION == 1
    assert bucket(salt, unit) == pytest.approx(GOLDEN[salt, unit], abs=1e-15)
    assert bucket(salt, unicodedata.normalize("NFD", unit)) == bucket(salt, unit)


def test_ten_thousand_golden_vectors() -> None:
    """Arms of 10,000 units over many salts and weights, as one hash: an upgrade moves nobody."""
    drawn = hashlib.sha256()
    for at in range(10_000):
        salt, unit = f"실험-{at % 37}", f"고객 {at * 7919}@example.com"
        weights = [[50, 50], [1, 99], [10, 20, 70], [0, 1]][at % 4]
        drawn.update(f"{arm_at(bucket(salt, unit), weights)},{bucket(salt, unit).hex()};".encode())
    assert drawn.hexdigest() == "01007f7270505fb43d0f9b16bb4e17b3b3957add5999629f0d5934faf31f3b06"


def test_even_and_independent() -> None:
    one = np.array([bucket("one", f"u{at}") for at in range(40_000)])
    other = np.array([bucket("other", f"u{at}") for at in range(40_000)])
    counts = np.histogram2d(one, other, bins=10, range=[[0, 1], [0, 1]])[0]
    square = float(((counts - 400) ** 2 / 400).sum())
    assert square < 148.2  # chi-square with 99 degrees of freedom, p = .001
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.0165


def test_a_salt_and_a_unit_are_told_apart() -> None:
    assert bucket("ab", "c") != bucket("a", "bc")


def test_more_of_the_new_moves_nobody_back() -> None:
    places = [bucket("roll-out", f"u{at}") for at in range(2_000)]
    had: set[int] = set()
    for share in (0, 1, 5, 20, 50, 100):
        has = {at for at, place in enumerate(places) if arm_at(place, [share, 100 - share]) == 0}
        assert had <= has
        had = has
    assert len(had) == 2_000


def test_nobody_falls_out_at_the_end() -> None:
    assert arm_at(1 - 2**-53, [0.1] * 10) == 9
    assert arm_at(1 - 2**-53, [1.0, 0.0]) == 0
