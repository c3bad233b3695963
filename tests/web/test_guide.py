"""What helps people find their way: the palette, single keys, the words of the field, the tour."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cxloop.app import accounts, flags, prototypes
from cxloop.web.language import translate
from web import logs
from web.looping import FLAG
from web.running import AXE, Site, settled

pytestmark = pytest.mark.browser


def palette(page: Any, text: str = "") -> Any:
    """Opens the palette by its keys and types into it."""
    page.keyboard.press("Control+k")
    field = page.locator("dialog.palette input")
    field.wait_for()
    page.wait_for_load_state("networkidle")
    if text:
        field.fill(text)
        page.wait_for_function("(text) => document.querySelector('dialog.palette input')?.value === text", arg=text)
    return page.locator("dialog.palette [role=option]")


def serious(page: Any) -> list[str]:
    """What axe finds wrong, at least seriously, with what is shown now."""
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci in console/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("language", "typed", "wanted", "lands"),
    [
        ("en", "retent", "Retention", "/retention"),
        ("en", "jrnmp", "Journey map", "/journeys"),
        ("ko", "ㅍㄴ", "퍼널", "/funnel"),
        ("ko", "ㄱㅈ ㅅㅈ", "결제 시작", "/journeys?step="),
        ("en", "쿠폰함", "쿠폰함을 위로", "/changes/2"),
    ],
)
def test_the_palette_finds(visit: Any, language: str, typed: str, wanted: str, lands: str) -> None:
    page = visit("/lessons", language=language)
    found = palette(page, typed)
    found.filter(has_text=wanted).first.wait_for()
    assert wanted in found.first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: lands in url)


def test_a_question_is_saved_and_pinned_by_keys(visit: Any) -> None:
    """Where a form opens, its first field has the focus."""
    page = visit("/funnel?step=방문&step=주문 완료")
    palette(page, "save this").filter(has_text=translate("en", "palette.save")).first.wait_for()
    page.keyboard.press("Enter")
    page.locator("dialog [name=name]").wait_for()
    page.keyboard.type("By keys alone")
    page.keyboard.press("Enter")
    page.locator("dialog .next [name=dashboard]").wait_for()
    page.keyboard.press("Escape")
    settled(page, "/saved")
    page.get_by_role("button", name="Pin “By keys alone”").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => ['dashboard', 'name'].includes(document.activeElement.name)")
    if page.evaluate("document.activeElement.name") == "dashboard":
        page.locator("dialog [name=dashboard]").select_option("")
        page.keyboard.press("Tab")
    page.keyboard.type("A board by keys")
    page.keyboard.press("Enter")
    page.locator("dialog a", has_text="A board by keys").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboards/*")


def test_the_palette_remembers_places_but_no_customers(visit: Any) -> None:
    page = visit("/lessons")
    asked: list[str] = []
    page.on("response", lambda response: asked.append(response.url) if "/values?" in response.url else None)
    with page.expect_response("**/values?*"):
        found = palette(page, "고객-없음")
    page.wait_for_timeout(200)
    page.wait_for_load_state("networkidle")
    assert (len(asked), found.count()) == (1, 0), "nobody is called so: no journey is offered"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    palette(page, "고객-7").filter(has_text="고객-7").first.click()
    page.wait_for_url("**/journeys/of/*")
    palette(page, "goals")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goals")
    assert palette(page).first.inner_text().startswith("Goals")
    assert page.evaluate("Object.keys(localStorage).map((key) => localStorage[key]).join()").find("고객-7") < 0
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('dialog[open]')")


def test_a_palette_of_hostile_names_on_a_small_screen(visit: Any) -> None:
    page = visit("/lessons", workspace="hostile", width=360, csp=False)
    page.get_by_role("button", name="Search or go to").click()
    page.locator("dialog.palette [role=option]").first.wait_for()
    page.wait_for_load_state("networkidle")
    for name in logs.hostile_names()[:3]:
        page.locator("dialog.palette input").fill(name[:40])
        page.wait_for_timeout(50)
    assert page.evaluate("window.shouted || 0") == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_single_keys(visit: Any) -> None:
    page = visit("/lessons")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/board")
    settled(page, "/journeys")
    page.keyboard.press("?")
    page.get_by_text("from step to step", exact=True).wait_for()
    assert serious(page) == []
    page.get_by_label("Use single keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_timeout(100)
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_word_is_explained_where_it_stands(visit: Any, language: str) -> None:
    page = visit("/retention", language=language, width=360)
    page.locator("main .lead .term").press("Enter")
    dialog = page.locator("dialog.meaning")
    dialog.get_by_text({"en": "who comes back", "ko": "다시 오는 고객"}[language]).wait_for()
    assert serious(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.term") == "retention"
    page.locator("main .lead .term").click()
    dialog.get_by_role("link").click()
    page.wait_for_url("**/glossary#retention")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_glossary_is_searched_in_both_languages(visit: Any) -> None:
    page = visit("/glossary", language="ko")
    assert serious(page) == []
    for typed in ("ㅈㅂㅁ", "재방", "comes back"):
        page.get_by_role("searchbox").fill(typed)
        page.locator(".glossary article[hidden]").first.wait_for(state="attached")
        shown = page.locator(".glossary article:visible")
        if typed == "ㅈㅂㅁ":
            assert "재방문" in shown.first.inner_text()
        assert "retention" in " ".join(shown.all_inner_texts())
    page.get_by_role("searchbox").fill("zzz")
    page.get_by_text("맞는 말이 없습니다").wait_for()


def test_what_was_done_is_undone(visit: Any) -> None:
    page = visit("/board", language="ko")
    page.get_by_text("메모를 기회로", exact=False).first.click()
    form = page.locator("form[data-draft='board.take']")
    form.locator("[name=note]").fill("되돌릴 메모")
    form.locator("button").click()
    card = page.locator(".board article", has_text="되돌릴 메모")
    card.wait_for()
    page.locator(".undo").get_by_role("button", name="되돌리기").click()
    card.wait_for(state="detached")
    vote = page.locator(".ideas button[aria-label]").first
    before = vote.inner_text()
    vote.click()
    page.wait_for_function("(was) => document.querySelector('.ideas button[aria-label]').innerText !== was", arg=before)
    page.keyboard.press("Control+z")
    page.wait_for_function("(was) => document.querySelector('.ideas button[aria-label]').innerText === was", arg=before)


def test_what_is_typed_survives_a_reload(visit: Any) -> None:
    page = visit("/goals")
    page.locator("summary", has_text="Add a team").click()
    form = page.locator("form[data-draft='change.save']").last
    form.locator("[name=name]").fill("half a team")
    page.reload()
    form.locator("[name=name]").wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[name=name]')].some((one) => one.value === 'half a team')"
    )
    assert form.locator("[name=name]").is_visible(), "the fold is open"
    form.locator("[name=name]").fill("")
    page.reload()
    page.locator("summary", has_text="Add a team").wait_for()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('cxloop.draft.'))") == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_typed_survives_the_end_of_the_session(visit: Any, site: Site, language: str) -> None:
    """It ends while somebody writes; whoever signs in again is where they were, with what they had typed."""
    name = f"jiu{language}"
    accounts.create(site.door, name, "main", "maker", site.address)
    accounts.set_password(site.door, name, "a long enough password")
    page = visit("/goals", language=language, failing=True)
    page.locator("summary", has_text=translate(language, "teams.add")).click()
    form = page.locator("form[data-draft='change.save']").last
    form.locator("[name=name]").fill("half a team")
    page.context.clear_cookies()
    form.locator("button").click()
    page.get_by_role("link", name=translate(language, "failure.sign_in")).click()
    for password in ("a wrong password", "a long enough password"):
        page.locator("input[name=name]").fill(name)
        page.locator("input[name=password]").fill(password)
        page.locator("main form button").click()
    page.wait_for_url("**/goals")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[name=name]')].some((one) => one.value === 'half a team')"
    )
    assert form.locator("[name=name]").is_visible(), "the fold is open"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_flags_are_taken_back(visit: Any, workspaces: dict[str, Any], language: str) -> None:
    key = f"fresh-{language}"
    undo = translate(language, "undo.back")
    page = visit("/flags", language=language)
    card = page.locator("article.card", has=page.get_by_role("heading", name=key))
    page.locator("summary", has_text=translate(language, "flags.add")).click()
    form = page.locator("form[data-draft='flags.add']")
    form.locator("[name=flag]").fill(key)
    form.get_by_role("button", name=translate(language, "flags.look")).click()
    form.locator("[data-do=save]").click()
    card.wait_for()
    page.locator(".undo").get_by_role("button", name=undo).click()
    card.wait_for(state="detached")
    flags.put(workspaces["main"], json.dumps(FLAG), "kim", key)
    page.reload()
    card.locator("summary", has_text=translate(language, "flags.edit")).click()
    card.locator("[data-key='variants.1.name']").fill("older")
    card.get_by_role("button", name=translate(language, "flags.look")).click()
    card.locator("[data-do=save]").click()
    page.locator(".undo").get_by_role("button", name=undo).wait_for()
    assert flags.flag(workspaces["main"], key).definition["defaultVariant"] == "older"
    page.keyboard.press("Control+z")
    page.get_by_text(translate(language, "undo.undone", what=translate(language, "flags.edit"))).wait_for()
    assert flags.flag(workspaces["main"], key).definition == FLAG
    flags.end(workspaces["main"], key, "kim")


def test_prototypes_are_taken_back(visit: Any, workspaces: dict[str, Any]) -> None:
    before = len(prototypes.prototypes(workspaces["main"]).prototypes)
    page = visit("/board")
    shown = page.locator(".ideas details", has=page.locator("form[data-draft='prototype.show']")).first
    shown.locator("summary").click()
    shown.locator("[name=title]").fill("as a sketch")
    shown.locator("form button").click()
    page.wait_for_url("**/prototypes/*")
    page.locator(".undo").get_by_role("button", name="Undo").wait_for()
    for task, field in (("Change its words", "title"), ("Collect no more answers", None)):
        if field is not None:
            page.locator("summary", has_text=task).click()
            page.locator(f"main form [name={field}]").first.fill("as a mock-up")
            page.locator("main form button").first.click()
            page.get_by_role("heading", name="as a mock-up").wait_for()
        else:
            page.get_by_role("button", name=task).click()
            page.get_by_role("button", name="Collect answers again").wait_for()
        page.locator(".undo").get_by_role("button", name="Undo").click()
        page.get_by_text(f"Taken back: {task}").wait_for()
    page.get_by_role("heading", name="as a sketch").wait_for()
    page.get_by_role("button", name="Collect no more answers").wait_for()
    assert len(prototypes.prototypes(workspaces["main"]).prototypes) == before + 1


def told(page: Any, text: str) -> Any:
    """The card of the tour, once it says this."""
    card = page.locator(".tour")
    card.get_by_text(text).wait_for()
    return card


def test_the_tour_leads_through_real_pages(visit: Any) -> None:
    page = visit("/", width=360)
    page.locator("main").get_by_role("button", name="Show me around").click()
    told(page, "Begin where customers struggle")
    assert serious(page) == []
    page.locator("main nav a[href='/pains']").click()
    told(page, "The worst comes first")
    assert page.evaluate("document.activeElement.id") == "tour-title"
    page.locator("main .pain h3 a").first.click()
    told(page, "Who is hit hardest").get_by_role("button", name="Leave").click()
    page.reload()
    page.locator("[data-tour=taken]").wait_for()
    assert page.locator(".tour").count() == 0, "it was left"
    page.keyboard.press("Control+k")
    page.locator("dialog.palette input").fill("show me")
    page.keyboard.press("Enter")
    told(page, "Who is hit hardest").get_by_role("button", name="Next").click()
    told(page, "go to the journey map")
    page.locator("main a[href^='/journeys?']").first.click()
    told(page, "Each box is a step")
    page.locator(".map .node").first.click()
    told(page, "A funnel counts that")
    page.locator(".menu-button").click()
    page.locator("#rooms a[href='/funnel']").click()
    told(page, "where they begin")
    page.locator("main .choosing .sentence").click()
    for number, step in enumerate(("방문", "주문 완료"), 1):
        page.get_by_role("combobox", name=f"Step {number}", exact=True).fill(step)
        page.get_by_role("option", name=step).click()
    told(page, "Open the menu")
    page.locator("main .menu.take > summary").click()
    told(page, "Go back to the pain point").get_by_role("link").click()
    told(page, "here it is")  # somebody has taken it up already
    page.locator("main a[href='/board']").click()
    told(page, "That is the loop").get_by_role("button", name="Next").click()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('cxloop.tour'))") == []


def test_the_tour_leaves_out_what_is_not_there(visit: Any) -> None:
    page = visit("/pains?from=2020-01-01&to=2020-01-02", language="ko", failing=True, role="viewer")
    page.evaluate("localStorage.setItem('cxloop.tour.main', JSON.stringify({ at: 1, pain: null, none: false }))")
    page.reload()
    told(page, "여정 지도에서 보세요")


EMPTY = (
    "/", "/imports", "/journeys", "/funnel", "/retention", "/pains", "/performance", "/board", "/goals", "/lessons",
    "/flags", "/sql", "/opportunities/9",
)  # fmt: skip
ON = ".empty a, .failure a, form, details.fold, input[type=file]"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_empty_page_says_what_to_do_next(visit: Any, language: str) -> None:
    """With nothing there at all, and with nothing left over by what was chosen."""
    page = visit("/", workspace="empty", language=language, failing=True)
    for path in EMPTY:
        settled(page, path)
        next_ = page.locator(
            "main .empty a, main .ways a, main .failure a, main form, main details.fold, main input[type=file]"
        )
        next_.first.wait_for(state="attached")
        assert page.locator("main .waiting").count() == 0, path
        assert "cxloop idea" not in page.inner_text("main"), path
    settled(page, "/journeys")
    page.locator("main .empty a").first.click()
    page.wait_for_url("**/imports")


WALK = {
    "/": "main nav a[href='/pains']",
    "/pains": ".pain h3 a",
    "/journeys": ".map .node",
    "/funnel": "main input[name=step]",
    "/retention": "main input[role=combobox]",
    "/board": ".board summary",
    "/goals": "main summary",
    "/flags": "main .actions .plain",
    "/lessons": "main input",
    "/names": "main td input",
    "/performance": "main select, main button",
    "/imports": "main button",
    "/quarantine": "main textarea",
    "/catalogue": "main summary, main .scroll, main button",
}
SEEN = """() => {
    const one = document.activeElement;
    if (one === document.body) return null;
    const seen = (at) => getComputedStyle(at).outlineStyle !== 'none' || getComputedStyle(at).boxShadow !== 'none';
    const inside = [...one.querySelectorAll('rect')].some((each) => getComputedStyle(each).strokeWidth !== '1px');
    return { tag: one.outerHTML.slice(0, 90), ring: seen(one) || inside };
}"""


def test_every_main_page_is_walked_by_tab(visit: Any) -> None:
    """The main control is reached, the focus is always seen, and it comes to an end."""
    page = visit("/")
    for path, wanted in WALK.items():
        settled(page, path)
        page.evaluate("document.getElementById('content').focus()")
        reached, last = False, None
        for _ in range(400):
            page.keyboard.press("Tab")
            seen = page.evaluate(SEEN)
            if seen is None or page.evaluate("document.activeElement.closest('.foot') !== null"):
                break
            assert seen["ring"], f"{path}: the focus is not seen on {seen['tag']}"
            reached = reached or page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted)
            last = seen
        else:
            pytest.fail(f"{path}: no way out of {last}")
        assert reached, path
