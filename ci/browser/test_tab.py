"""The course in a browser tab: built, run in Chromium, saved there, with no address but its own.

The other pages: ci/tab_all.py.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from lab import Cell
from server import FLAGS, find_browser
from tabs import ROOT, Tab, asked, difference, run, serve, stored

from dlscratch.checks.engine import solutions
from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons

PAGES = [str(lessons.find(name).notebook) for name in ("tensors", "stacks", "xor")]
FIRST, TREE = str(lessons.LESSONS[0].notebook), PAGES[0]
EXERCISES = str(lessons.find("tensors").exercises)
WRONG = {
    "a loop": "def tensor_sum(tensor):\n    while True:\n        pass",
    "one that catches all": "def tensor_sum(tensor):\n    while True:\n        try:\n"
    "            while True:\n                pass\n        except:\n            pass",
    "an iterator": "from itertools import count\n\ndef tensor_sum(tensor):\n"
    "    return sum(number for number in count())",
}  # fmt: skip
DEEP = {
    "plain": "def tensor_sum(tensor):\n    return tensor_sum(tensor)",
    "by way of sum": "def tensor_sum(tensor):\n    return sum(tensor_sum(tensor) for part in [1])",
    "by way of partial": "from functools import partial\n\ndef tensor_sum(tensor):\n"
    "    return partial(tensor_sum, tensor)()",
}  # fmt: skip
# Python's stack is small there: a chain of 4,000 values that is freed link within link fills it.
DEEP_CHAIN = """
from dlscratch import values
from dlscratch.checks.autograd.in_order import exercise
print(exercise.grade(values.in_order).kind)
"""
PARTS = ("jupyterlite_core", "jupyter_server")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site; DLSCRATCH_TAB may name one that is built already."""
    if os.environ.get("DLSCRATCH_TAB"):
        return Path(os.environ["DLSCRATCH_TAB"])
    missing = [name for name in PARTS if not importlib.util.find_spec(name)]
    if missing:
        pytest.skip(f"the tab is built with {' and '.join(missing)}, which are not installed")
    given = Path(os.environ.get("DLSCRATCH_PYODIDE", ROOT.parent / "shared" / "lite"))
    if not list(given.glob("numpy-*.whl")):
        pytest.skip("DLSCRATCH_PYODIDE names no folder with NumPy's wheel for Pyodide")
    if not shutil.which("npm") and not list(given.glob("pyodide-*.tgz")):
        pytest.skip("there is no npm to bring Pyodide, and no pyodide-*.tgz beside the wheels")
    folder = tmp_path_factory.mktemp("tab") / "site"
    command = [sys.executable, str(ROOT / "ci" / "tab.py"), str(folder)]
    env = {**os.environ, "DLSCRATCH_PYODIDE": str(given)}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def opened(browser, site, tmp_path_factory):
    """opened() opens the browser; what it has stored is there when it is opened again."""
    profile = tmp_path_factory.mktemp("profile")
    kind = browser.browser.browser_type
    log = profile.parent / "requests.json"

    with serve(site) as server:

        @contextmanager
        def open_browser():
            context = start(kind, profile, log)
            tab = Tab(context.new_page(), server.address)
            try:
                yield tab
            finally:
                context.close()
            own, came = (server.address, "blob:", "data:"), asked(log)
            assert came and [url for url in came if not url.startswith(own)] == []
            assert [one for one in tab.problems if "favicon.ico" not in one] == []

        yield open_browser


def start(kind, profile, log):
    """The browser, with what it has kept in the folder `profile`; `log` gets all that is asked."""
    return kind.launch_persistent_context(
        profile,
        executable_path=find_browser(),
        args=[*FLAGS, f"--log-net-log={log}"],
        accept_downloads=True,
    )


def test_an_address_outside_would_be_seen(browser, tmp_path):
    """Whoever asks for it: the page, a worker of it, or the service worker."""
    ask = "fetch('http://{0}.invalid/', {{mode: 'no-cors'}}).catch(() => {{}});"
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("worker", "service"):
        (folder / f"{name}.js").write_text(ask.format(name))
    start_both = "new Worker('worker.js'); navigator.serviceWorker.register('service.js');"
    (folder / "index.html").write_text(f"<script>{start_both} {ask.format('page')}</script>")
    log = tmp_path / "requests.json"
    with serve(folder) as server:
        context = start(browser.browser.browser_type, tmp_path / "profile", log)
        page = context.new_page()
        page.goto(server.address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_timeout(500)
        context.close()
    found = {f"http://{name}.invalid/" for name in ("page", "service", "worker")}
    assert found == {url for url in asked(log) if not url.startswith(server.address)}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_gives_what_is_stored(opened, path):
    with opened() as tab:
        found = run(tab, path)
        if path == TREE:
            slides(tab)
    assert {number: wrong for number, (_, wrong) in found.items() if wrong} == {}


def slides(tab):
    """The live tree of lesson 01, moved with the mouse, is drawn anew by the Python in the tab."""
    tree = next(cell for cell in tab.cells() if "live_tensor_tree(" in cell.source)
    tree.output.locator("img").scroll_into_view_if_needed()
    whole = tree.pixels()
    tree.button("axis 1").click()
    before = tree.redraws(whole)
    tree.drag(".noUi-base", (0, 0.5), (1, 0.5))
    tree.redraws(before)
    tree.shows("10 + 12 = 22.")


def test_a_difference_would_be_seen():
    cell = next(cell for cell in stored(PAGES[0])["cells"] if cell.get("outputs"))
    assert difference(cell, cell["outputs"]) == ""
    other = json.loads(json.dumps(cell["outputs"]).replace("1", "2"))
    assert difference(cell, other) != "" and difference(cell, []) != ""


def test_answers_are_checked_stopped_and_kept(opened):
    """A learner's evening: blank, wrong in every way, solved, saved; and there the next morning."""
    cells = stored(EXERCISES)["cells"]
    known = {key.partition(".")[2]: one for key, one in solutions.read().items()
             if key.startswith("tensors.")}  # fmt: skip
    asked = {}  # the exercise: its cell
    for number, cell in enumerate(cells):
        for name, one in known.items():
            if cell["cell_type"] == "code" and one["check"] in "".join(cell["source"]):
                asked[name] = number
    assert len(asked) == len(known)

    with opened() as tab:
        tab.open(EXERCISES)
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                outputs, _ = tab.cell_ends(number, 60)
                assert {kind for _, kind in verdicts(outputs)} <= {"todo"}, outputs

        place, check = asked["tensor_sum"], known["tensor_sum"]["check"]
        for wrong in WRONG.values():
            tab.write(place, f"{wrong}\n\n{check}")
            outputs, took = tab.cell_ends(place, 60)
            assert verdicts(outputs) == [("tensors.tensor_sum", "timeout")] and took < 20, outputs
        for deep in DEEP.values():
            tab.write(place, f"{deep}\n\n{check}")
            outputs, took = tab.cell_ends(place, 60)
            assert verdicts(outputs) == [("tensors.tensor_sum", "error")], outputs

        for name, number in asked.items():
            tab.write(number, f"{known[name]['solution']}\n\n{known[name]['check']}")
            outputs, _ = tab.cell_ends(number, 60)
            assert verdicts(outputs) == [(f"tensors.{name}", "passed")], outputs
        tab.save()
        tab.page.wait_for_timeout(1000)

    with opened() as tab:
        tab.open(FIRST)
        said = tab.python(
            "from dlscratch.course import lessons, progress, backup\n"
            "print(progress.summary(progress.read(lessons.folder())))"
        )
        assert f"{len(known)} of {len(known)} passed" in said
        taken_along(tab)
        drawn(tab)
        assert tab.python(DEEP_CHAIN).strip() == "passed"


def drawn(tab):
    """A 7, written on the pad of the first page, is read there."""
    number = next(n for n, cell in enumerate(stored(FIRST)["cells"])
                  if "read_my_digit()" in "".join(cell["source"]))  # fmt: skip
    tab.cell_ends(number, 120)
    pad = Cell(tab, number)
    pad.output.locator("canvas").scroll_into_view_if_needed()
    pad.shows("The pad is blank.")
    pad.drag("canvas", (0.25, 0.2), (0.75, 0.2), (0.45, 0.85))
    pad.shows("Read as 7 ")


def taken_along(tab):
    """The work is downloaded, lost, and brought back."""
    number = next(n for n, cell in enumerate(stored(FIRST)["cells"])
                  if "check_setup()" in "".join(cell["source"]))  # fmt: skip
    outputs, _ = tab.cell_ends(number, 60)
    assert "All is well" in json.dumps(outputs)
    with tab.page.expect_download() as download:
        tab.page.get_by_role("button", name="Download my work").click()
    file = download.value.path()
    tab.python("import os; from dlscratch.course import lessons\n"
               f"os.unlink(lessons.folder() / {EXERCISES!r})")  # fmt: skip
    with tab.page.expect_file_chooser() as chooser:
        tab.page.get_by_role("button", name="Bring my work back").click()
    chooser.value.set_files({"name": "dlscratch_work.zip", "mimeType": "application/zip",
                             "buffer": Path(file).read_bytes()})  # fmt: skip
    tab.page.get_by_text(f"{EXERCISES} is back.").wait_for()
    again = tab.python(
        "from dlscratch.course import progress\n"
        "print(progress.summary(progress.read(lessons.folder())))"
    )
    assert "14 of 14 passed" in again


def verdicts(outputs):
    """The verdicts in a cell's outputs: (exercise, kind)."""
    found = [one.get("data", {}).get(MIME) for one in outputs]
    return [(one["exercise"], one["kind"]) for one in found if one]
