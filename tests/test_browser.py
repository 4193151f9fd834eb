"""Pages in a real browser: filters work, nothing is fetched, nothing foreign runs, everyone can read them.

The browser is the system's Chromium. Where there is none these tests are skipped; with
PARCLI_BROWSER=required, as in .ci/run, they fail instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "samples"
PLANS = [f"hung-yen-{year}-1/plan.txt" for year in (2021, 2023)]
HOSTILE = "</script><script>document.title='run'</script><img src=http://x.example/ onerror=\"document.title='run'\">"
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
SERIOUS = ("serious", "critical")


def program():
    """Return the browser's path; without one, skip or fail as the environment asks."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing = "no Chromium on this machine: apt-get install chromium"
        if os.environ.get("PARCLI_BROWSER") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
def browser():
    path = program()
    playwright = pytest.importorskip("playwright.sync_api", reason="make test installs it")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return what runs a command that writes a page, once for each way it is asked for."""
    folder, made = tmp_path_factory.mktemp("pages"), {}

    def write(*arguments, lang="en", library=""):
        key = (lang, *map(str, arguments))
        if key not in made:
            made[key] = folder / f"{len(made)}.html"
            environment = os.environ | {
                "PYTHONPATH": os.pathsep.join(sys.path),
                "PARCLI_LIBRARY": str(library),
            }
            command = [sys.executable, "-m", "parcli", "--lang", *key, "--output", str(made[key])]
            subprocess.run(command, cwd=SAMPLES, env=environment, check=True, capture_output=True)
        return made[key]

    return write


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Return a library that holds the plans."""
    path = tmp_path_factory.mktemp("library") / "library.db"
    command = [sys.executable, "-m", "parcli", "add", *PLANS, "--library", str(path)]
    subprocess.run(
        command,
        cwd=SAMPLES,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
    )
    return path


@pytest.fixture(scope="module")
def report(written):
    """Return what writes a report of documents, once for each language."""
    return lambda lang, *names: written("report", *names, lang=lang)


@pytest.fixture
def opened(browser):
    """Return what opens a file in a page of its own; the page knows what it asked for and what went wrong."""
    contexts = []

    def open_file(path, *, width=1280, scheme="light"):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()


def fetched(page):
    return [url for url in page.requested if not url.startswith(("file:", "data:"))]


def violations(page):
    """Return what an accessibility checker finds serious, with the first element of each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]


def expect(locator):
    """Return assertions about a part of a page that wait until they hold."""
    from playwright.sync_api import expect as expected

    return expected(locator)


def shown(page, section):
    return page.locator(f"#{section} [data-row]:visible")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("en", 1280, "light"), ("vi", 400, "dark")])
def test_a_page_is_read_by_everyone(report, opened, lang, width, scheme):
    page = opened(report(lang, *PLANS), width=width, scheme=scheme)

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (fetched(page), page.complaints) == ([], [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("matrix", 2021), ("trend", "procedures.satisfaction"), ("due", "--as-of", "2021-01-01"), ("list",),
        ("check", "check/two-values/plan.txt"),
    ],
    ids=lambda arguments: arguments[0],
)  # fmt: skip
def test_the_page_of_each_command_is_read_by_everyone(library, written, opened, arguments):
    page = opened(written(*arguments, "--format", "html", library=library), width=400, scheme="dark")

    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert (fetched(page), page.complaints) == ([], [])


def test_a_search_finds_words_with_and_without_their_marks(report, opened):
    page = opened(report("vi", *PLANS))
    every = shown(page, "targets").count()
    page.fill("#targets input[type=search]", "ĐÚNG hạn")

    marked = shown(page, "targets").all_inner_texts()
    assert 0 < len(marked) < every
    assert all("đúng" in text.lower() and "hạn" in text.lower() for text in marked)
    assert page.locator("#targets output").inner_text() == f"{len(marked)} trong {every}"

    page.fill("#targets input[type=search]", "dung han")
    assert set(marked) <= set(shown(page, "targets").all_inner_texts())

    page.click("#targets button[type=reset]")
    expect(shown(page, "targets")).to_have_count(every)


def test_choices_narrow_what_is_shown(report, opened):
    page = opened(report("en", *PLANS))
    page.select_option("#comparison select[name=status]", "changed")
    changed = shown(page, "comparison").count()
    assert changed == page.locator("#comparison [data-status=changed]").count() > 0

    page.select_option("#comparison select[name=level]", "commune")
    assert 0 < shown(page, "comparison").count() < changed
    page.fill("#comparison input[type=search]", "no such words")
    assert page.locator("#comparison .none").is_visible()


def test_a_filtered_group_of_the_heat_map_goes_with_its_rows(report, opened):
    page = opened(report("en", *PLANS))
    page.select_option("#matrix select[name=area]", "civil-service")

    assert page.locator("#matrix .group:visible").all_inner_texts() == ["Civil service"]


def test_a_mark_leads_to_its_record_and_back_even_when_filters_hide_it(report, opened):
    page = opened(report("en", *PLANS))
    page.fill("#targets input[type=search]", "no such words")
    page.click("#m-3")
    expect(page.locator("#t-3")).to_be_visible()

    page.click("#t-3 a[href='#m-3']")
    assert page.evaluate("document.querySelector(':target').id") == "m-3"


def test_the_keyboard_reaches_filters_tables_and_links(report, opened):
    page = opened(report("en", *PLANS), width=400)
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "[document.activeElement.tagName, document.activeElement.className].join(' ').trim()"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", reached[-1]

    assert reached[0] == "A skip"
    assert {"INPUT", "SELECT", "BUTTON", "DIV scroll tall"} <= set(reached)


def test_a_document_that_tries_to_run_something_does_nothing(report, opened, tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text(
        f"KẾ HOẠCH {HOSTILE} \u202e\n\n{'x' * 2000}\n\nĐến hết năm 2025, tối thiểu 80% hồ sơ {HOSTILE} được giải quyết đúng hạn.\n",
        "utf-8",
    )
    page = opened(report("en", plan, SAMPLES / PLANS[0]), width=400)

    assert "run" not in page.title().split()
    assert (fetched(page), page.complaints) == ([], [])
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    assert page.locator("script").count() == 1
    assert "<script>document.title='run'</script>" in page.locator("#text").inner_text()


def test_what_gets_into_a_page_after_all_is_stopped_by_its_policy(report, opened):
    page = opened(report("en", *PLANS))
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=\"http://x.example/a.png\"><form action=\"http://x.example/\">');"
        "const script = document.createElement('script'); script.textContent = 'document.title = \"run\"';"
        "document.body.append(script)"
    )
    page.wait_for_timeout(100)

    assert page.title() != "run"
    assert fetched(page) == [] or all(page.complaints)
    assert any("Content Security Policy" in text for text in page.complaints)


def test_without_scripts_a_page_shows_everything(report, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report("en", *PLANS).as_uri())

    assert page.locator("form").first.is_hidden()
    assert (
        page.locator("#targets [data-row]:visible").count() == page.locator("#targets [data-row]").count() > 0
    )
    context.close()


def test_a_printed_page_has_no_controls_and_all_its_rows(report, opened):
    page = opened(report("en", *PLANS))
    page.emulate_media(media="print")

    assert page.locator("form:visible, nav:visible, .skip:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflow") == "visible"
    assert page.pdf()[:5] == b"%PDF-"
