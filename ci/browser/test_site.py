"""The site to read, in a browser: searched, clicked on, on a phone, on dark pages, and by all."""

import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import pytest
from server import ROOT
from tabs import serve

pytest.importorskip("sphinx", reason="Sphinx is not installed")

LESSON = "notebooks/03_stacks.html"
PAGES = ("index.html", LESSON, "exercises/03_stacks_exercises.html", "notebooks/09_mnist.html",
         "notebooks/words.html", "docs/teaching.html")  # fmt: skip
GRAVE = ("serious", "critical")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, without the tab, which has tests of its own."""
    folder = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, ROOT / "ci/website/make.py", folder, "--no-tab"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def address(site):
    """Where a server gives the site out."""
    with serve(site) as server:
        yield server.address


@pytest.fixture
def page(browser, address):
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_every_link_leads_somewhere(site):
    """Links within the site, to pages and to places on them; the tab's are its own tests'."""
    texts = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    places = {file: set(re.findall(r'\bid="([^"]+)"', text)) for file, text in texts.items()}
    lost = []
    for file, text in texts.items():
        for link in re.findall(r'<(?:a|img|link|script)\b[^>]*?\b(?:href|src)="([^"]+)"', text):
            url = urlsplit(link)
            if url.scheme or url.netloc or "/tab/" in url.path or link == "#":
                continue
            target = (file.parent / unquote(url.path)).resolve() if url.path else file
            if not target.exists() or url.fragment not in {"", *places.get(target, ())}:
                lost.append(f"{file.relative_to(site)}: {link}")
    assert len(texts) > 40 and lost == []


def test_a_prediction_opens_on_a_click(page, address):
    page.goto(f"{address}/{LESSON}")
    folded = page.locator("details.hide").first
    result = folded.locator(".cell_output, .output").last
    assert not result.is_visible()
    folded.locator("summary").click()
    assert result.is_visible() and result.inner_text().strip()


def test_search_finds_a_term(page, address):
    page.goto(f"{address}/index.html")
    page.locator(".sidebar-search").fill("confusion matrix")
    page.locator(".sidebar-search").press("Enter")
    page.locator("#search-results a[href*='09_mnist']").first.wait_for()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_on_a_phone(page, address, name):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_read_it(page, address, name, theme):
    from axe_playwright_python.sync_playwright import Axe

    page.emulate_media(color_scheme=theme)
    page.goto(f"{address}/{name}")
    said = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [
        f"{rule['id']}: {node['html']}"
        for rule in said
        if rule["impact"] in GRAVE
        for node in rule["nodes"][:5]
    ] == []


def test_a_picture_is_drawn_for_the_page(page, address):
    """One of its two images is shown: that for a light page, or that for a dark one."""
    for theme, shown in (("light", "only-light"), ("dark", "only-dark")):
        page.emulate_media(color_scheme=theme)
        page.goto(f"{address}/{LESSON}")
        images = page.locator(".cell_output img:visible")
        classes = {image.get_attribute("class") for image in images.all()}
        assert images.count() and classes == {shown}


def test_a_page_says_where_it_runs(page, address):
    page.goto(f"{address}/{LESSON}")
    link = page.locator(".ways a").first
    assert link.get_attribute("href") == "../tab/lab/index.html?path=notebooks/03_stacks.ipynb"


