"""In what order the tests are run, and how the workers share them: conftest.py of the course."""

from types import SimpleNamespace

import pytest
from xdist.remote import Producer

from tests import ROOT

WORKERS = ["popen", "popen"]


class Worker:
    """Notes the files of the tests that it is told to run."""

    shutting_down = False

    def __init__(self, name):
        self.gateway, self.files = SimpleNamespace(id=name), []

    def send_runtest_some(self, numbers):
        self.files.append({IDS[number].partition("::")[0] for number in numbers})


IDS = [
    *[f"ci/browser/test_{name}.py::test_{number}" for name in "abc" for number in range(2)],
    *[f"ci/gates/test_long.py::test_{number}" for number in range(3)],
    *[f"tests/test_many.py::test_{number}" for number in range(20)],
]


@pytest.fixture
def conftest(pytestconfig):
    return pytestconfig.pluginmanager.get_plugin(str(ROOT / "conftest.py"))


def test_long_files_come_first(conftest, pytestconfig):
    files = ["tests/a.py", "solutions/b.ipynb", "ci/gates/c.py", "tests/ci/d.py", "ci/browser/e.py"]
    items = [SimpleNamespace(config=pytestconfig, path=ROOT / file) for file in files]
    items.sort(key=conftest.place)
    names = [item.path.stem for item in items]
    assert names == ["e", "c", "b", "a", "d"]


def test_one_worker_has_the_browser_to_itself(conftest):
    options = {"dist": "loadfile", "tx": WORKERS}
    config = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(loadscopereorder=True))
    scheduler = conftest.pytest_xdist_make_scheduler(config, Producer("nobody", enabled=False))
    workers = [Worker(name) for name in WORKERS]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, IDS)
    scheduler.schedule()
    browser = {f"ci/browser/test_{name}.py" for name in "abc"}
    assert [worker.files for worker in workers] == [[browser], [{"ci/gates/test_long.py"}]]


def test_another_way_to_share_is_left_to_pytest(conftest):
    config = SimpleNamespace(getvalue={"dist": "load"}.get)
    assert conftest.pytest_xdist_make_scheduler(config, print) is None
