"""A copy of the course, opened in JupyterLab as start.py opens it, and a browser to look at it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lab import SECONDS, Lab

from dlscratch import course

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:
    sync_playwright = None

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ["google-chrome", "chromium", "chromium-browser"]
# No sandbox, because containers mostly forbid what it needs; and no traffic of Chromium's own.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split()


def unavailable(reason):
    """Skip the test; where DLSCRATCH_BROWSER is "required", fail instead."""
    required = os.environ.get("DLSCRATCH_BROWSER") == "required"
    (pytest.fail if required else pytest.skip)(reason)


@pytest.fixture(scope="session")
def chromium():
    """The path of the browser."""
    if sync_playwright is None:
        unavailable("playwright is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or unavailable("there is no Chromium: none of " + ", ".join(BROWSERS))


@pytest.fixture(scope="session")
def folder(chromium, tmp_path_factory):
    """A copy of the course: the tests save in it, and a learner's own notebooks stay his."""
    if not (ROOT / ".git").exists():
        unavailable("this copy of the course is not a git clone")
    folder = tmp_path_factory.mktemp("browser") / "course"
    command = "git -c safe.directory=* ls-files -z --cached --others --exclude-standard".split()
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def environment(folder):
    """The variables for JupyterLab and its kernels: the copy's dlscratch, no user's settings."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(folder.parent / name.lower()) for name in places}
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    return {**os.environ, **own, "PATH": path, "PYTHONPATH": str(folder)}


@pytest.fixture(scope="session")
def address(folder, environment):
    """The address that JupyterLab prints, started with the command of start.py."""
    spec = importlib.util.spec_from_file_location("course_start", folder / "start.py")
    start = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    commands = []
    start.PYTHON, start.install, start.become = sys.executable, lambda lock: None, commands.append
    start.open_course([
        "--no-browser", "--ip=127.0.0.1", "--port=0", "--LabApp.expose_app_in_browser=True",
        # If nobody is left to stop it, it stops by itself.
        "--MappingKernelManager.cull_idle_timeout=300",
        "--MappingKernelManager.cull_connected=True",
        "--ServerApp.shutdown_no_activity_timeout=300",
    ])  # fmt: skip

    log = folder.parent / "jupyterlab.log"
    with open(log, "wb") as file:
        streams = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": file}
        server = subprocess.Popen(commands[0], cwd=folder, env=environment, **streams)
    try:
        end, printed = time.monotonic() + SECONDS, None
        while not printed:
            said = log.read_text(encoding="utf-8")
            assert server.poll() is None and time.monotonic() < end, said
            printed = re.search(r"http://127\S+\n", said)
            time.sleep(0.1)
        yield printed[0].strip()
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


# Not for the whole session: while Playwright runs, no other test of this process can use asyncio.
@pytest.fixture(scope="module")
def browser(chromium):
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        except Error as error:
            unavailable(f"{chromium} does not start: {error}")
        yield browser.new_context(viewport={"width": 1280, "height": 900})
        browser.close()


@pytest.fixture
def lab(browser, address, folder, environment):
    """A page for one test, as after a first start: blank exercises, no settings changed.

    The test fails if the page reported an error.
    """
    for lesson in course.LESSONS:
        text = folder / lesson.exercises_text
        if text.exists():
            blank = course.dumps(course.blank(text.read_text(encoding="utf-8")))
            (folder / lesson.exercises).write_text(blank, encoding="utf-8")
    shutil.rmtree(Path(environment["JUPYTER_CONFIG_DIR"], "lab"), ignore_errors=True)
    lab = Lab(browser.new_page(), address)
    yield lab
    problems = list(lab.problems)  # those of the end do not count
    lab.close()
    assert not problems, "the page reported errors"
