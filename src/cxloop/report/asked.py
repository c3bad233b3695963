"""What a question was narrowed to, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxloop.model.segment import segment_named
from cxloop.report.parts import Name, Sentence
from cxloop.report.speech import Speech


def narrowed(asked: Mapping[str, Any], speech: Speech) -> tuple[Sentence, ...]:
    """A sentence for each condition; values are texts or lists of texts.

    >>> narrowed({"channel": ["web"], "from": ""}, Speech("en"))
    (('Only the channel ', Name(text='web'), '.'),)
    """
    return tuple(_sentences(asked, speech))


def unseen(lens: Mapping[str, int] | None, speech: Speech) -> tuple[Sentence, ...]:
    """What the workspace hides, merges and leaves out."""
    told: list[Sentence] = []
    told += [
        speech.say(f"left_out.{name}", kinds=speech.some("kind", lens[name]))
        for name in ("hidden", "merged")
        if lens and lens[name]
    ]
    if lens and lens["bots"]:
        told.append(speech.say("left_out.bots"))
    return tuple(told)


def _sentences(asked: Mapping[str, Any], speech: Speech) -> Iterator[Sentence]:
    for name, place in (("where", "rule"), ("having", "step"), ("lacking", "step"), ("segment", "segment")):
        for text in _each(asked.get(name)):
            segment = segment_named(text) if place == "step" else None
            if segment is None:
                yield speech.say(f"left_out.{name}", **{place: Name(text)})
            else:
                key = "left_out.segment" if name == "having" else "left_out.not_segment"
                yield speech.say(key, segment=Name(segment))
    if channels := _each(asked.get("channel")):
        yield speech.say("left_out.channel", channel=Name(", ".join(channels)))
    first, last = _each(asked.get("first")), _each(asked.get("last"))
    if first and last:
        yield speech.say("left_out.between", first=Name(first[0]), last=Name(last[0]))
    for name in ("from", "to"):
        for text in _each(asked.get(name)):
            yield speech.say(f"left_out.{name}", day=speech.day(text))


def _each(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in values if one]
