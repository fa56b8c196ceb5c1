"""A copy of the course, opened in JupyterLab as start.py opens it, and a browser to look at it."""

import functools
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path

import nbformat
import pytest
from access import cut_off, findings
from lab import Lab
from server import FLAGS, ROOT, copy_course, find_browser, serve, variables

from dlscratch.course import lessons, pages, signposts

try:
    import axe_playwright_python  # noqa: F401
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    sync_playwright = None

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
SCRATCH = "notebooks/scratch.ipynb"
RUNNING = ExitStack()  # Playwright and its browser


@pytest.fixture(scope="session")
def unavailable(pytestconfig):
    """Skips the test for a reason; with --browser, it fails instead."""
    return pytest.fail if pytestconfig.option.browser else pytest.skip


@pytest.fixture(scope="session")
def chromium(unavailable):
    """The path of the browser."""
    if sync_playwright is None:
        unavailable("playwright or axe-playwright-python is not installed")
    return find_browser() or unavailable("there is no Chromium")


@pytest.fixture(scope="session")
def folder(chromium, unavailable, tmp_path_factory):
    """A copy of the course: the tests save in it, and a learner's own notebooks stay theirs."""
    if not (ROOT / ".git").exists():
        unavailable("this copy of the course is not a git clone")
    folder = tmp_path_factory.mktemp("browser") / "course"
    copy_course(folder)
    return folder


@pytest.fixture(scope="session")
def environment(folder):
    """The variables for JupyterLab and its kernels."""
    return variables(folder)


@pytest.fixture(scope="session")
def address(folder, environment):
    """The address that JupyterLab prints."""
    with serve(folder, environment) as address:
        yield address


@pytest.fixture(scope="session")
def browser(chromium, unavailable):
    """A window of the browser for all tests: what it has fetched once, it keeps."""
    playwright = RUNNING.enter_context(sync_playwright())
    try:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
    except Error as error:
        unavailable(f"{chromium} does not start: {error}")
    RUNNING.callback(browser.close)
    return browser.new_context(viewport={"width": 1280, "height": 900})


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem):
    """After the last test here: while Playwright runs, no other of this process can use asyncio."""
    if nextitem is None or nextitem.path.parent != Path(__file__).parent:
        RUNNING.close()


@functools.cache
def blanks(folder):
    """The pages of exercises as the copy's texts give them, {path: text}."""
    return {
        folder / lesson.exercises: pages.dumps(signposts.Pair.read(folder, lesson).blank())
        for lesson in lessons.LESSONS
        if (folder / lesson.exercises_text).exists()
    }


@contextmanager
def visit(browser, address, folder, environment, kind=Lab):
    """A page as after a first start: blank exercises, no settings changed.

    The test fails if the page reported an error, or is left with outputs that a screen reader
    cannot name or say.
    """
    for path, blank in blanks(folder).items():
        path.write_text(blank, encoding="utf-8")
    shutil.rmtree(Path(environment["JUPYTER_CONFIG_DIR"], "lab"), ignore_errors=True)
    lab = kind(browser.new_page(), address)
    yield lab
    found = [] if lab.page.is_closed() else findings(lab) + cut_off(lab)
    problems = list(lab.problems)  # those of the end do not count
    lab.close()
    assert not problems, "the page reported errors"
    assert not found, "\n".join(found)


@pytest.fixture
def lab(browser, address, folder, environment):
    """A page for one test."""
    with visit(browser, address, folder, environment) as lab:
        yield lab


@pytest.fixture(scope="module")
def opened(request, browser, address, folder, environment):
    """A page for all tests of a file. It shows the file's NOTEBOOK, or one of its CELLS, run.

    What needs `lab` stands above them in the file: at its end it shuts all kernels down.
    """
    with visit(browser, address, folder, environment) as lab:
        cells = getattr(request.module, "CELLS", None)
        lab.open(write_scratch(folder, cells) if cells else request.module.NOTEBOOK)
        if cells:
            lab.run_all()
        yield lab
    (folder / SCRATCH).unlink(missing_ok=True)


@pytest.fixture
def shared(opened):
    """The page of all tests of a file, for one of them: light, and blamed for its own errors."""
    opened.theme("Light")
    yield opened
    problems, opened.problems[:] = list(opened.problems), []
    assert not problems, "the page reported errors"


def write_scratch(folder, sources):
    """A notebook of these code cells in the copy of the course, and its path there."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), folder / SCRATCH)
    return SCRATCH


@pytest.fixture
def scratch(lab, folder):
    """scratch(code, ...) opens a notebook of these cells, runs it, and returns the cells."""

    def open_scratch(*sources):
        lab.open(write_scratch(folder, sources))
        lab.run_all()
        return lab.cells()

    yield open_scratch
    (folder / SCRATCH).unlink(missing_ok=True)
