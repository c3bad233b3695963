"""The map of journeys as a picture: what stands where, on every width, in both languages, whatever the names are."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import dist
from typing import Any

import pytest

from cxloop.report.drawing import draw
from cxloop.report.files import FORMATS, file_of
from cxloop.report.parts import Chart, Map, Report, Road, Stop
from cxloop.report.picture import _dashes
from cxloop.report.shapes import FRAME, PAPER, Area, Box, Drawing, Stroke, Words, width_of
from cxloop.report.speech import Speech
from cxloop.report.telling import tell
from web import logs

LONG = [
    "배송지를 다시 입력해 달라는 안내",
    "결제 수단을 바꾸어 다시 시도함",
    "W_Nabellen incomplete dossiers",
    "방문",
    "cart",
]
EDGES = [("a", "b", 9), ("b", "c", 8), ("c", "a", 3), ("b", "b", 5)]


def answer(edges: list[tuple[str, str, int]], steps: str | list[str] = "abc") -> dict[str, Any]:
    """What `paths` answers, as far as it is told; the first step is where journeys start."""
    plain_steps = [
        {"step": name, "count": 30 - at, "customers": 30 - at, "starts": 0 if at else 30, "ends": at,
         "start_share": float(not at), "end_share": at / 30}
        for at, name in enumerate(steps)
    ]  # fmt: skip
    plain_edges = [
        {"from": one, "to": other, "count": number, "customers": number, "share": 0.1, "mean_seconds": 1.0,
         "median_seconds": 1.0, "p90_seconds": 2.0}
        for one, other, number in edges
    ]  # fmt: skip
    return {
        "edges": plain_edges, "steps": plain_steps, "variants": 2, "top_variants": [], "journeys": 30, "events": 90,
        "waits": {"least": 1, "rarer": 0, "edges": []}, "identity": "",
    }  # fmt: skip


def thicket(count: int) -> Map:
    """A map of many steps with long names, transitions in all directions."""
    names = [f"{LONG[at % len(LONG)]} {at}" for at in range(count)]
    stops = tuple(Stop(name, 9000 - 90 * at, 800, 700, 0.04, 0.05) for at, name in enumerate(names))
    ways = [(at, (at * 7 + step * 5) % count) for at in range(count) for step in range(4)]
    roads = tuple(Road(names[a], names[b], 1 + 97 * (a + 3 * b) % 4000, 1) for a, b in dict.fromkeys(ways))
    return Map("여정 지도", stops, roads)


def boxes(drawing: Drawing) -> list[Box]:
    return [shape for shape in drawing.shapes if isinstance(shape, Box) and shape.colour == FRAME]


def box_of(drawing: Drawing, name: str) -> Box:
    at = next(at for at, shape in enumerate(drawing.shapes) if isinstance(shape, Words) and shape.text == name)
    return [shape for shape in drawing.shapes[:at] if isinstance(shape, Box) and shape.colour == FRAME][-1]


def corners(drawing: Drawing) -> list[tuple[float, float]]:
    found: list[tuple[float, float]] = []
    for shape in drawing.shapes:
        match shape:
            case Box():
                found += [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
            case Words():
                wide = width_of(shape.text, shape.size)
                begin = shape.x - {"start": 0, "middle": 0.5, "end": 1}[shape.anchor] * wide
                found += [(begin, shape.y - 0.8 * shape.size), (begin + wide, shape.y)]
            case _:
                found += shape.points
    return found


def test_rows_follow_the_trunk_and_ways_back_are_dashed() -> None:
    report = tell("paths", answer(EDGES), Speech("en"))
    drawn = draw(report.charts[0], Speech("en"))
    rows = [box_of(drawn, name).y for name in "abc"]
    assert rows == sorted(set(rows)), "three rows, from the top"
    strokes = [shape for shape in drawn.shapes if isinstance(shape, Stroke)][:4]
    assert [stroke.dashed for stroke in strokes] == [
        False,
        False,
        True,
        True,
    ]  # the strongest first: a-b, b-c, b-b, c-a
    assert [stroke.width for stroke in strokes] == sorted((stroke.width for stroke in strokes), reverse=True)
    heads = [shape for shape in drawn.shapes if isinstance(shape, Area)]
    assert len(heads) == 4
    assert all(head.solid for head in heads)
    told = [shape.text for shape in drawn.shapes if isinstance(shape, Words)]
    assert {"Start 30", "End 1", "End 2", "9", "8", "5", "3"} <= set(told)
    assert "back to an earlier step, or to the same again" in told
    assert not any("Drawn are" in text for text in told), "all of it is drawn"
    assert "a: 30, Start 30; b: 29, End 1" in drawn.described
    assert "c → a: 3" in drawn.described


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("width", "height"), [(240, None), (720, None), (2000, None), (511, 420), (511, 60)])
def test_all_is_on_the_sheet_can_be_read_and_no_box_lies_on_another(
    language: Any, width: float, height: float | None
) -> None:
    speech = Speech(language)
    for count in (3, 24):
        drawn = draw(thicket(count), speech, width, height)
        for x, y in corners(drawn):
            assert -0.5 <= x <= width + 0.5
            assert -0.5 <= y <= drawn.height + 0.5
        for one, other in combinations(boxes(drawn), 2):
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y
        sizes = [shape.size for shape in drawn.shapes if isinstance(shape, Words)]
        assert max(sizes) <= 12.5, "never larger than natural"
        if height != 60:
            assert min(sizes) >= 7
            assert drawn.height <= (height or 1.4 * max(width, 343)) + 0.5
        else:
            assert drawn.height < 120
    assert len(boxes(draw(thicket(24), speech, 2000))) == 14
    assert 2 <= len(boxes(draw(thicket(24), speech, 240))) < 7


def test_numbers_stand_clear_of_boxes_and_of_each_other() -> None:
    drawn = draw(thicket(24), Speech("en"), 2000)
    pills = [shape for shape in drawn.shapes if isinstance(shape, Box) and shape.colour == PAPER and shape.rounded == 4]
    assert len(pills) > 12
    for one, other in combinations([*pills, *boxes(drawn)], 2):
        beside = one.x + one.width <= other.x + 0.1 or other.x + other.width <= one.x + 0.1
        assert beside or one.y + one.height <= other.y + 0.1 or other.y + other.height <= one.y + 0.1


def test_the_most_travelled_transition_is_drawn_though_its_steps_are_not_among_the_strongest() -> None:
    many = [Stop(f"{LONG[0]} {at}", 900 - at, 900 - at, 0, 0.2) for at in range(12)]
    rare = Map("m", (*many, Stop("won", 5)), (Road(many[11].name, "won", 5, 5),))
    drawn = draw(rare, Speech("en"), 500)
    assert "won" in [shape.text for shape in drawn.shapes if isinstance(shape, Words)]
    assert any("1 of 1 transitions" in shape.text for shape in drawn.shapes if isinstance(shape, Words))


def test_one_step_no_step_and_a_comparison() -> None:
    speech = Speech("ko")
    single = tell("paths", answer([], "a"), speech)
    assert len(boxes(draw(single.charts[0], speech))) == 1
    nobody = tell("paths", answer([], "") | {"journeys": 0}, speech)
    assert nobody.charts == ()
    for report in (single, nobody):
        for format in FORMATS:
            assert file_of(report, format, speech).content or format == "csv"
    assert "이 조건에 드는 여정이 없습니다." in file_of(nobody, "svg", speech).content.decode()
    sides = {
        "groups": ["x", "y"],
        "edges": [],
        "journeys": [3, 3],
        "tested": 0,
        "differences": [],
        "overlap": {"customers": 0},
    }
    compared = tell("paths", answer(EDGES) | {"compare": sides}, speech)
    assert all(isinstance(chart, Chart) for chart in compared.charts)


def test_hostile_names_are_text_on_a_map() -> None:
    speech = Speech("en")
    for text in [*logs.hostile_names(), "x" * 10_000, " ", "<script>alert(1)</script>"]:
        drawn = Map(text, (Stop(text, 3, 3, 0, 1.0), Stop("b", 2)), (Road(text, "b", 2, 2), Road("b", text, 1, 1)))
        made = file_of(Report(text, (), charts=(drawn,)), "svg", speech).content.decode()
        assert "<script" not in made.lower()
        assert made.count("<text") == made.count("</text>")
        assert file_of(Report("", (), charts=(drawn,)), "pdf", speech).content.startswith(b"%PDF")


def test_dashes_follow_a_line_around_its_bends() -> None:
    parts = list(_dashes([(0, 0), (0, 10), (28, 10)], 4))
    assert [sum(dist(a, b) for a, b in pairwise(part)) for part in parts] == [4.0] * 5
    assert parts[1] == [(0, 8), (0, 10), (2, 10)]
