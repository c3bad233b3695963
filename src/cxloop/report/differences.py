"""What differs between two groups, as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxloop.report.beside import bars_of, labels_of, named_of, overlap_of, sides_of, verdict_of, what_of
from cxloop.report.parts import Column, Report, Table
from cxloop.report.speech import Speech

Plain = Mapping[str, Any]


def differences(plain: Plain, speech: Speech) -> Report:
    """How much was looked at, what is beyond chance, and the largest of it."""
    title, found = speech.t("differences.title"), plain["differences"]
    (a, b), (left, right) = labels_of(plain, speech), sides_of(plain, speech)
    key = "differences.says" if plain["sure"] else "differences.nothing"
    says = speech.say(key, tested=speech.count(plain["tested"]), sure=speech.count(plain["sure"]))
    if plain["sure"]:
        top = found[0]
        verdict = verdict_of(top["difference"], True, "points", plain, speech)
        shares = {"a": speech.share(top["a"]), "b": speech.share(top["b"])}
        says = (
            *says,
            " ",
            *speech.say(
                "differences.top", what=named_of(top, speech), verdict=verdict, first=left, second=right, **shares
            ),
        )
    columns = (
        Column(speech.t("differences.kind")), Column(speech.t("differences.sure"), "text"), Column(a, "share"),
        Column(b, "share"), Column(speech.t("word.difference"), "points"), Column(speech.t("word.low"), "points"),
        Column(speech.t("word.high"), "points"), Column(f"{a}: {speech.t('word.median')}", "seconds"),
        Column(f"{b}: {speech.t('word.median')}", "seconds"), Column("q", "number"),
    )  # fmt: skip
    names = ("a", "b", "difference", "low", "high", "a_median_seconds", "b_median_seconds", "q")
    answer = {True: speech.t("word.yes"), False: speech.t("word.no")}
    rows = tuple((what_of(row, speech), answer[row["sure"]], *(row[name] for name in names)) for row in found)
    per = plain.get("per", "customer")
    first, second = (speech.people(size, per) for size in plain["sizes"])
    return Report(
        title,
        says,
        sure=(
            speech.say("differences.corrected", tested=speech.count(plain["tested"])),
            *overlap_of(plain, per, speech),
        ),
        left_out=(speech.say("differences.left_out"),),
        rests_on=(speech.say("differences.sizes", a=left, b=right, first=first, second=second),),
        charts=bars_of(plain, title, speech),
        tables=(Table(title, columns, rows, brief=7),),
    )
