"""Data brought in by the browser, against the real server: dropped, looked at, imported, cancelled, taken back."""

from __future__ import annotations

import csv
import io
import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cxloop import wiring
from cxloop.api.server import create_app
from cxloop.api.sign_in import SignIn
from cxloop.web.language import Language, translate
from web.conftest import serving
from web.logs import hostile_names
from web.running import AXE, Site

pytestmark = pytest.mark.browser
HEADER = "customer,at,event,channel\n"
LONG = 200_000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A server over two workspaces without anything in them."""
    data = tmp_path / "data"
    known = {name: wiring.open(data, name) for name in ("main", "other")}
    door, sign_in = wiring.door(data), SignIn()
    app = create_app(known, sign_in=sign_in, door=door)
    with serving(app) as port:
        yield Site(app, sign_in, port, door)
    app.state.importing.end()


def rows(count: int, begin: int = 0) -> str:
    lines = (
        f"c{at % 50},2026-01-{1 + at % 28:02d} 10:{at % 60:02d}:00,visit {at % 5},web"
        for at in range(begin, begin + count)
    )
    return HEADER + "\n".join(lines) + "\n"


def dropped(page: Any, *files: tuple[str, bytes]) -> None:
    """Files as the browser gets them from the desktop."""
    given = [{"name": name, "mimeType": "application/octet-stream", "buffer": body} for name, body in files]
    with page.expect_file_chooser() as chosen:
        page.locator("label[for=files]").click()
    chosen.value.set_files(given)


def started(page: Any, language: Language = "en") -> None:
    page.locator("button.primary:not([aria-disabled=true])", has_text=translate(language, "bring.start")).click()


def ended(page: Any) -> str:
    page.locator(".ended").wait_for()
    return str(page.locator(".ended").inner_text())


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """The import that runs stands still meanwhile."""
    running = site.app.state.importing.job("main")._process
    running.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        running.send_signal(signal.SIGCONT)


def events(site: Site) -> int:
    workspace = site.app.state.workspaces["main"]
    return workspace.table.rows() if workspace.version() >= 0 else 0


def test_a_newcomer_drops_a_file_and_is_led_to_what_hurts(site: Site, visit: Any) -> None:
    page = visit("/")
    page.get_by_text("in three steps").wait_for()
    dropped(page, ("visits.csv", rows(300).encode()))
    page.locator(".expect").get_by_text("300 events of 50 customers").wait_for()
    assert "Counted on the whole: 300 rows." in page.locator(".expect").inner_text()
    assert events(site) == 0, "nothing comes in before it was seen"
    started(page)
    assert "300 events came in" in ended(page)
    page.locator(".ended .notice, .ended .found").wait_for()
    page.goto("/imports")
    row = page.locator("section.card tbody tr").filter(has_text="visits.csv")
    assert "owner" in row.inner_text() or "300" in row.inner_text()
    row.get_by_role("button", name="Take back import 1").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    row.get_by_text("taken back").wait_for()
    assert events(site) == 0


def test_two_files_with_the_same_columns_are_read_in_one_way(site: Site, visit: Any) -> None:
    page = visit("/imports", language="ko")
    dropped(page, ("1월.csv", rows(20).encode("cp949")), ("2월.csv", rows(20, 20).encode()))
    page.get_by_role("heading", name="파일 2개").wait_for()
    page.locator(".expect").get_by_text("이벤트 40건").wait_for()
    assert page.locator("table.samples").count() == 1
    page.locator("button.primary").last.click()
    assert "이벤트 40건이 들어왔습니다" in ended(page)


def test_columns_that_cannot_be_told_are_chosen_by_hand(site: Site, visit: Any) -> None:
    page = visit("/imports")
    body = "x,time,z\n" + "anna,2026-01-01 10:00,a\nben,2026-01-02 11:00,b\n" * 4 + "anna,soon,c\n"
    dropped(page, ("odd.csv", body.encode()))
    page.get_by_text("Say what happened").wait_for()
    page.get_by_text("Say whose it is").wait_for()
    start = page.get_by_role("button", name="Import", exact=True)
    assert start.get_attribute("aria-disabled") == "true"
    start.click(force=True)
    page.get_by_text("Not yet").wait_for()
    page.get_by_label("What “x” is").select_option("customer")
    page.get_by_label("What “z” is").select_option("event")
    page.locator(".expect").get_by_text("8 events of 2 customers").wait_for()
    page.get_by_label("What “z” is").select_option("property")
    page.get_by_text("Say what happened").wait_for()
    page.get_by_label("Event name, where no column has it").fill("visit")
    page.keyboard.press("Tab")
    page.locator(".expect").get_by_text("1 row cannot be read").wait_for()
    assert "a time that cannot be read" in page.locator(".expect").inner_text()
    page.reload()
    page.locator(".expect").get_by_text("8 events of 2 customers").wait_for()
    assert page.get_by_label("Event name, where no column has it").input_value() == "visit"
    started(page)
    assert "1 row could not come in" in ended(page)
    page.get_by_role("button", name="Change the columns and import again").click()
    page.get_by_label("What “z” is").select_option("event")
    page.locator(".expect").get_by_text("8 events of 2 customers").wait_for()
    started(page)
    ended(page)
    states = [one["status"] for one in site.app.state.workspaces["main"].imports()]
    assert states == ["undone", "done"]
    assert events(site) == 8


def test_refused_rows_are_taken_along_without_a_formula(site: Site, visit: Any) -> None:
    page = visit("/imports")
    dropped(page, ("r.csv", (rows(9) + "=1+1,never,=cmd(),@x\n").encode()))
    page.locator(".expect").get_by_text("1 row cannot be read").wait_for()
    started(page)
    ended(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Refused rows as CSV").click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert table[0] == ["file", "line", "reason", "column", "detail", "row"]
    assert table[1][:4] == ["r.csv", "11", "time_unreadable", "at"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_taken_back_is_no_result_any_more(visit: Any, language: Language) -> None:
    page = visit("/imports", language=language)
    dropped(page, ("r.csv", (rows(9) + "c1,never,visit,web\n").encode()))
    page.locator(".expect .headline").wait_for()
    started(page, language)
    ended(page)
    row = page.locator("main code", has_text="never")
    page.locator(".ended .refusals").wait_for()
    page.locator(".ended p.waiting").wait_for(state="detached")  # its pains: where no event is left, they are refused
    assert row.filter(visible=True).count() == 1, "a refused row stands once"
    assert page.locator(".drop").is_visible(), "the next file can be dropped at once"
    assert translate(language, "mend.time_unreadable") in page.locator(".ended").inner_text()
    page.get_by_role("button", name=translate(language, "imports.undo.of", number="1")).click()
    page.locator("dialog").get_by_role("button", name=translate(language, "imports.undo"), exact=True).click()
    page.locator(".ended").wait_for(state="detached")
    page.locator(".chip", has_text=translate(language, "imports.state.undone")).wait_for()
    assert page.locator(".drop").is_visible()
    assert row.filter(visible=True).count() == 0
    page.reload()
    page.locator(".drop").wait_for()
    assert page.locator(".ended").count() == 0


def test_broken_files_say_why_and_stop_no_other(visit: Any) -> None:
    page = visit("/imports", failing=True)
    dropped(
        page, ("good.csv", rows(5).encode()), ("torn.csv.gz", b"\x1f\x8b\x08\x00torn"), ("photo.csv", b"\x89PNG\r\n")
    )
    page.get_by_text("torn.csv.gz cannot be read").wait_for()
    page.get_by_text("photo.csv is of no kind that can be imported").wait_for()
    page.locator(".expect").get_by_text("5 events").wait_for()


def test_korean_in_another_encoding(site: Site, visit: Any) -> None:
    page = visit("/imports", language="ko")
    body = "고객번호,일시,이벤트,채널\n" + "".join(
        f"고객{at},2026-03-0{1 + at % 9} 09:00,주문 완료,매장\n" for at in range(30)
    )
    dropped(page, ("주문.csv", body.encode("cp949")))
    page.get_by_label("“고객번호” 열의 뜻").wait_for()
    assert page.get_by_label("“고객번호” 열의 뜻").input_value() == "customer"
    page.locator(".expect").get_by_text("고객 30명에게 일어난 이벤트 30건").wait_for()
    page.get_by_label("인코딩").select_option("utf-8")
    page.get_by_label("“고객번호” 열의 뜻").wait_for(state="detached")
    page.get_by_label("인코딩").select_option("cp949")
    page.get_by_label("“고객번호” 열의 뜻").wait_for()


def test_cancelled_in_the_middle_nothing_is_half_in(site: Site, visit: Any) -> None:
    page = visit("/imports")
    dropped(page, ("first.csv", rows(10).encode()), ("long.csv", rows(LONG, 10).encode()))
    page.locator(".expect").get_by_text("Counted on the first").wait_for()
    started(page)
    page.locator("progress").wait_for()
    with stopped(site):
        page.reload()  # what runs is found again
        page.locator("progress").wait_for()
        page.get_by_role("button", name="Cancel").click()
    assert "nothing of it came in" in ended(page)
    assert events(site) == 0
    page.get_by_role("button", name="Back to the columns").click()
    page.locator(".expect").wait_for()


def test_pasted_rows(site: Site, visit: Any) -> None:
    page = visit("/imports")
    page.get_by_text("Drop your event log here").wait_for()
    page.evaluate(
        """(text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            const how = { clipboardData, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new ClipboardEvent('paste', how));
        }""",
        rows(3).replace(",", "\t"),
    )
    page.locator(".expect").get_by_text("3 events").wait_for()
    page.get_by_role("heading", name="pasted rows.tsv").wait_for()


def test_a_viewer_may_not_and_is_told_who_may(site: Site, visit: Any) -> None:
    page = visit("/imports", role="viewer")
    page.get_by_text("Somebody with the role maker or admin").wait_for()
    assert page.locator("input[type=file]").count() == 0
    assert visit("/", role="analyst").locator("input[type=file]").count() == 0
    page = visit("/imports", role="maker")
    page.locator(".drop").wait_for()
    assert page.get_by_text("From a PostgreSQL database").count() == 0, "that is for admins"


@pytest.mark.parametrize("csp", [True, False], ids=["csp", "no csp"])
def test_names_and_cells_run_nowhere(visit: Any, csp: bool) -> None:
    names = [name for name in hostile_names() if "\n" not in name and "\r" not in name][:25]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["customer", "at", "event", *names])
    for at, name in enumerate(names):
        writer.writerow([name, name if at % 9 == 5 else "2026-01-01", names[at % 2], *names])
    body = table.getvalue().encode("utf-8", "replace")
    page = visit("/imports", csp=csp, failing=True)
    dropped(page, ("<img src=x onerror=shouted=1>.csv", body))
    page.locator(".expect .refusals").wait_for()
    started(page)
    ended(page)
    page.goto("/imports")
    page.locator("tbody tr").first.wait_for()
    assert page.evaluate("window.shouted") is None
    assert page.locator("main img, main script, main iframe").count() == 0


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_each_step_is_accessible_and_fits(visit: Any, language: str, width: int) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    page = visit("/imports", language=language, width=width)

    def fine(what: str) -> None:
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        serious = [
            (one["id"], one["nodes"][0]["html"][:160]) for one in found if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], what
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, what

    page.locator(".drop").wait_for()
    fine("the zone")
    dropped(page, ("a.csv", (rows(9) + "b,never,visit,web\n").encode()))
    page.locator(".expect .refusals").wait_for()
    fine("the columns")
    page.locator("button.primary").last.click()
    ended(page)
    page.locator(".ended .refusals").wait_for()
    fine("the end")


def test_the_simulated_shop_only_where_nothing_is(site: Site) -> None:
    headers = {"cookie": site.signed_in("main"), "origin": site.address, "content-type": "application/json"}
    site.app.state.workspaces["main"].import_(written(site, rows(5)), times=["at"])
    reply = site.ask("POST", "/api/v1/imports/simulation", headers, '{"world":"shop"}')
    assert (reply.status, json.loads(reply.body)["code"]) == (409, "not_empty")


def written(site: Site, text: str) -> Path:
    path: Path = site.app.state.workspaces["main"].folder.parent / "written.csv"
    path.write_text(text, "utf-8")
    return path


PURCHASES = "".join(
    f" {at % 60:05d} 2024{1 + at % 12:02d}{1 + at % 28:02d}  {1 + at % 3}  {at % 90}.{at % 100:02d}\n"
    for at in range(600)
)


NO_PAIN = {
    "en": ("All their events are of one kind", "See who comes back, and when"),
    "ko": ("이벤트가 한 가지뿐이라", "누가 언제 다시 오는지 보기"),
}


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ko", 360)])
def test_columns_without_names_and_a_log_without_pain(visit: Any, language: str, width: int) -> None:
    """Parted by blanks, no names above: seen as such, read otherwise by a switch; then why no pain point is told."""
    page = visit("/imports", language=language, width=width)
    dropped(page, ("purchases.txt", PURCHASES.encode()))
    switch = page.locator("[name=header]")
    switch.wait_for()
    assert (switch.is_checked(), page.locator("[name=event_name]").input_value()) == (False, "purchases")
    switch.check()
    page.locator("table.samples th").get_by_text("00000", exact=True).wait_for()
    page.locator("[name=header]:checked").uncheck()
    page.locator("table.samples th").get_by_text("column_1", exact=True).wait_for()
    page.locator(".expect strong").first.wait_for()
    page.locator(".actions button.primary").click()
    page.locator(".ended .found").wait_for()
    why, way = NO_PAIN[language]
    assert why in page.locator(".ended").inner_text()
    first = page.locator(".ended a.primary")
    assert (first.get_attribute("href"), first.inner_text()) == ("/retention", way)
    assert {"/", "/journeys"} <= {link.get_attribute("href") for link in page.locator(".ended .found a").all()}
    page.goto("/pains")
    page.get_by_text(why).wait_for()
    page.locator(".empty").get_by_text(way).wait_for()


CASES = "case,at,event\n" + "".join(f"k{at % 20},2026-01-{1 + at % 28:02d} 10:00,step {at % 3}\n" for at in range(60))


@pytest.mark.parametrize(
    ("language", "found", "alone"),
    [("en", "2 rows that name a case but no customer are filed under", "1 row names a case but no customer"),
     ("ko", "건만 적힌 2행은 같은 건의 다른 행에 적힌 고객", "건만 적힌 1행은 그 건의 고객이 파일에 없거나 여럿")],
)  # fmt: skip
def test_rows_without_a_customer_are_told(visit: Any, language: str, found: str, alone: str) -> None:
    whose = [(f"k{at % 8}", "" if at in (0, 9) else f"c{at % 8}") for at in range(28)]
    lines = [f"{case},{who},2026-01-{at:02d} 10:00,step {at % 3}\n" for at, (case, who) in enumerate(whose, 1)]
    body = "case,customer,at,event\n" + "".join([*lines, "k9,,2026-01-05 10:00,step 1\n"])
    page = visit("/imports", language=language)
    dropped(page, ("cases.csv", body.encode()))
    page.locator(".expect strong").first.wait_for()
    page.locator(".actions button.primary:not([aria-disabled=true])").click()
    told = ended(page)
    assert found in told
    assert alone in told


@pytest.mark.parametrize(
    ("language", "expect", "apart", "more"),
    [
        ("en", "60 events of 20 cases", "1 event from March 4, 2036", "with a column for the channel and events that"),
        ("ko", "20건", "2036년 3월 4일부터", "채널이 적힌 열과 실패를 알려 주는 이벤트가 있으면"),
    ],
)
def test_cases_stay_cases_and_what_lies_far_is_told(
    visit: Any, language: str, expect: str, apart: str, more: str
) -> None:
    """What was announced as cases is no customer afterwards; one event of another decade is told at once."""
    page = visit("/imports", language=language)
    lacking = {"lacking": ["channels", "errors"]}
    page.route("**/api/v1/pains**", lambda route: route.fulfill(json=route.fetch().json() | lacking))
    dropped(page, ("cases.csv", CASES.encode()))
    page.locator(".expect").get_by_text(expect).wait_for()
    with page.expect_request("**/api/v1/pains**") as asked:
        page.locator(".actions button.primary:not([aria-disabled=true])").click()
        page.locator(".ended").wait_for()
    assert "per=case" in asked.value.url, "they are cases afterwards, too"
    page.locator(".ended").get_by_text(more).wait_for()
    page.unroute_all(behavior="ignoreErrors")
    assert page.locator(".ended .notice").filter(has_text="2036").count() == 0
    page.locator(".ended .actions button").last.click()
    dropped(page, ("late.csv", b"case,at,event\nk0,2036-03-04 10:00,step 1\n"))
    page.locator(".expect strong").first.wait_for()
    page.locator(".actions button.primary:not([aria-disabled=true])").click()
    page.locator(".ended .notice").filter(has_text=apart).wait_for()
