"""What a question was narrowed to, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxloop.model.relative import days_back, is_relative
from cxloop.model.segment import segment_named
from cxloop.report.parts import Name, Sentence
from cxloop.report.speech import Speech


def narrowed(asked: Mapping[str, Any], speech: Speech) -> tuple[Sentence, ...]:
    """A sentence for each condition; values are texts or lists of texts.

    >>> narrowed({"channel": ["web"], "from": ""}, Speech("en"))
    (('Only the channel ', Name(text='web'), '.'),)
    >>> narrowed({"from": "-90d"}, Speech("en"))
    (('Only the last 90 days.',),)
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


def span_of(begin: str | None, end: str | None, speech: Speech) -> str:
    """A period in words, as an address or an option has it; at least one of both is there."""
    days = days_back(begin)
    if days is not None and not end:
        return speech.line("span.days", days=speech.count(days))
    if begin == end and is_relative(begin):
        return speech.t(f"span.{begin}")
    if begin and end:
        return speech.line("span.both", begin=speech.day(begin), end=speech.day(end))
    return speech.line("span.from", begin=speech.day(begin)) if begin else speech.line("span.to", end=speech.day(end))


def _sentences(asked: Mapping[str, Any], speech: Speech) -> Iterator[Sentence]:
    for name, place in (("where", "rule"), ("having", "step"), ("lacking", "step"), ("segment", "segment")):
        for text in _each(asked.get(name)):
            segment = segment_named(text) if place == "step" else None
            if segment is None:
                yield speech.say(f"left_out.{name}", **{place: Name(speech.called.step(text))})
            else:
                key = "left_out.segment" if name == "having" else "left_out.not_segment"
                yield speech.say(key, segment=Name(segment))
    if channels := _each(asked.get("channel")):
        yield speech.say("left_out.channel", channel=Name(", ".join(map(speech.called.channel, channels))))
    first, last = (list(map(speech.called.step, _each(asked.get(name)))) for name in ("first", "last"))
    if first and last:
        yield speech.say("left_out.between", first=Name(first[0]), last=Name(last[0]))
    for name in ("from", "to"):
        for text in _each(asked.get(name)):
            if (days := days_back(text)) is not None:
                yield speech.say(f"left_out.{name}.days", days=speech.count(days if name == "from" else days - 1))
            elif not is_relative(text):
                yield speech.say(f"left_out.{name}", day=speech.day(text))
            elif name == "from":
                yield speech.say(f"left_out.{text}")


def _each(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one) for one in values if one]
