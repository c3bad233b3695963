"""The pages of the touchpoints that a company can hand out as links: a reaction, an inquiry, and a prototype.

Each is a shell around the same script that a company can put on a page of its own.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final, Literal

from cxloop.web.language import Language, translate
from cxloop.web.rendering import render

_LONGEST: Final = 300
PARAMETERS: Final = ("key", "question", "scale", "comment", "topics", "user", "case")
"""What a link, or a script tag by the same name after `data-`, can say."""


STYLE: Final = (
    "body{margin:0;padding:0 16px;font:16px/1.5 system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}"
    "main{max-width:30rem;margin:8vh auto}h1{font-size:1.25rem}"
)
"""The looks of what stands around the script, allowed by its hash; no sign in it needs escaping."""
_TITLES: Final = {"reaction": "touch.reaction.title", "inquiry": "touch.inquiry.title"}


Why = Literal["gone", "over", "invited"]
_SORRY: Final[dict[Why, tuple[str, str]]] = {
    "gone": ("touch.gone", "touch.gone.line"),
    "over": ("touch.prototype.over", "touch.prototype.over.line"),
    "invited": ("touch.prototype.invited", "touch.prototype.invited.line"),
}


def page(kind: str, language: Language, asked: Mapping[str, str]) -> str:
    """The page of one touchpoint, `reaction` or `inquiry`, with what its link says."""
    given = {name: asked[name][:_LONGEST] for name in PARAMETERS if asked.get(name)}
    return _rendered(language, kind=kind, given=given, title=_TITLES[kind])


def sorry(language: Language, why: Why) -> str:
    """Says why there is nothing to see: the link's key opens no more, the prototype is over, or is for others."""
    title, line = _SORRY[why]
    return _rendered(language, kind="", given={}, title=title, line=line)


def prototype_page(language: Language, asked: Mapping[str, str], shown: Mapping[str, str]) -> str:
    """The page of a prototype. shown: title, description, address, and the questions as JSON."""
    given = {**{name: asked[name] for name in ("key", "prototype", "for") if asked.get(name)}, **shown}
    return _rendered(language, kind="prototype", given=given, title="touch.prototype.title")


def codes(address: str) -> dict[str, str]:
    """What to put where, ready to copy, for a server at this address; `KEY` stands for an ingest key."""
    touch = f'<script async src="{address}/touch.js" data-key="KEY"'
    return {
        "snippet": f'<script async src="{address}/cxloop.js" data-key="KEY"></script>',
        "reaction": f'{touch} data-touch="reaction"></script>',
        "reaction_link": f"{address}/touch/reaction?key=KEY",
        "inquiry": f'{touch} data-touch="inquiry"></script>',
        "inquiry_link": f"{address}/touch/inquiry?key=KEY",
        "python": f'segment.analytics.Client(write_key="KEY", host="{address}")',
        "node": f'new Analytics({{ writeKey: "KEY", host: "{address}" }})',
        "browser": f'AnalyticsBrowser.load({{ writeKey: "KEY", cdnURL: "{address}" }})',
    }


def _rendered(language: Language, **values: object) -> str:
    return render(
        "touch", {"t": functools.partial(translate, language), "language": language, "style": STYLE, **values}
    )
