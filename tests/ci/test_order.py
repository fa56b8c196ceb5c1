"""In what order the tests are run, how workers share them, what needs PyTorch: the conftest.py."""

from types import SimpleNamespace

import pytest
from xdist.remote import Producer

from dlscratch.course import bridge, lessons
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
    *[f"ci/gates/test_banks.py::test_a[xor.{name}]" for name in "abcd"],
    *[f"ci/gates/test_long.py::test_{number}" for number in range(3)],
    *[f"tests/test_many.py::test_{number}" for number in range(20)],
]


@pytest.fixture
def conftest(pytestconfig):
    return pytestconfig.pluginmanager.get_plugin(str(ROOT / "conftest.py"))


def test_long_files_come_first(conftest, pytestconfig):
    files = ["tests/a.py", "solutions/b.ipynb", "ci/gates/c.py", "tests/test_e_facts.py"]
    items = [SimpleNamespace(config=pytestconfig, path=ROOT / file) for file in files]
    items.sort(key=conftest.place)
    names = [item.path.stem for item in items]
    assert names == ["c", "b", "test_e_facts", "a"]


@pytest.mark.parametrize("worker, first", [("", "a"), ("gw0", "a"), ("gw1", "b"), ("gw12", "a")])
def test_every_second_worker_collects_from_the_end(conftest, monkeypatch, worker, first):
    monkeypatch.setattr(conftest, "WORKER", worker)
    folder = object.__new__(pytest.Dir)
    collecting = conftest.pytest_make_collect_report(folder)
    next(collecting)
    with pytest.raises(StopIteration) as done:
        collecting.send(SimpleNamespace(skipped=False, result=["a", "b"]))
    assert done.value.value.result[0] == first


def test_workers_agree_on_the_order(conftest, pytestconfig):
    files = ["tests/a.py", "tests/b/c.py", "tests/d.py", "ci/gates/e.py", "ci/gates/f.py"]
    items = [SimpleNamespace(config=pytestconfig, path=ROOT / file) for file in files]
    assert sorted(items, key=conftest.place) == sorted(items[::-1], key=conftest.place)


def test_no_case_is_named_by_an_address(conftest):
    items = [SimpleNamespace(nodeid=f"tests/a.py::test_a[{object()}]")]
    with pytest.raises(pytest.UsageError, match="give its cases names"):
        conftest.pytest_collection_modifyitems(None, items)


def test_one_worker_grades_a_lesson(conftest):
    options = {"dist": "loadfile", "tx": WORKERS}
    config = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(loadscopereorder=True))
    scheduler = conftest.pytest_xdist_make_scheduler(config, Producer("nobody", enabled=False))
    workers = [Worker(name) for name in WORKERS]
    for worker in workers:
        scheduler.add_node(worker)
        scheduler.add_node_collection(worker, IDS)
    scheduler.schedule()
    assert [worker.files for worker in workers] == [
        [{"ci/gates/test_banks.py"}], [{"ci/gates/test_long.py"}],
    ]  # fmt: skip


def test_what_is_run_by_one_worker(conftest):
    files = ["tests/test_a.py::test_b[c.d]", "tests/checks/test_messages.py::test",
             "ci/results/a.ipynb::Cell 1", "ci/gates/gate.py::test"]  # fmt: skip
    assert [conftest.unit(one) for one in files] == [one.partition("::")[0] for one in files]
    parts = {name: conftest.unit(f"ci/browser/test_{name}.py::test_a") for name in
             ("tab", "pictures_01", "pictures_chain", "site", "opened")}  # fmt: skip
    assert parts["pictures_01"] == parts["pictures_chain"] and parts["tab"] == parts["site"]
    assert len({parts["pictures_01"], parts["tab"], parts["opened"]}) == 3
    for gate in ("ci/gates/test_banks.py", "ci/gates/test_holes.py"):
        cases = ["[stacks.relu:a.b]", "[stacks.neuron]", "[xor.train]", ""]
        first, same, other, rest = (conftest.unit(f"{gate}::test_a{case}") for case in cases)
        assert first == same and len({first, other, rest}) == 3
        assert conftest.unit("tests/checks/test_stacks_b.py::test_a") == first


def test_another_way_to_share_is_left_to_pytest(conftest):
    config = SimpleNamespace(getvalue={"dist": "load"}.get)
    assert conftest.pytest_xdist_make_scheduler(config, print) is None


TEXTS = {
    "a test": "def test_a():\n    torch = 1\n\n\ndef test_b():\n    needs_torch(1)\n",
    "its cases": '@pytest.mark.parametrize("x", ["torch"])\ndef test_a(x):\n    pass\n',
    "the file": "from torch import nn\n\n\ndef test_a():\n    pass\n",
    "another thing": "def test_a():\n    torchlight\n",
}
NAMING = {"a test": ["test_a"], "its cases": ["test_a"], "the file": ["test_a", "test_b"]}


@pytest.mark.parametrize("what", TEXTS)
def test_what_names_pytorch(conftest, tmp_path, what):
    (tmp_path / "test_a.py").write_text(TEXTS[what], encoding="utf-8")
    items = [SimpleNamespace(path=tmp_path / "test_a.py", originalname=name, callspec=None)
             for name in ("test_a", "test_b")]  # fmt: skip
    found = [one.originalname for one in items if conftest.names_torch(one)]
    assert found == NAMING.get(what, [])


def test_a_case_of_a_lesson_that_needs_pytorch(conftest):
    lesson = lessons.find(bridge.NEEDED_BY[0])
    path = ROOT / "ci/gates/test_contributing.py"  # which does not name it
    for case in (f"{lesson.name}.shapes:a_b", lesson.stem, "tensors.shape", "13_tensors", ""):
        item = SimpleNamespace(path=path, originalname="test", callspec=SimpleNamespace(id=case))
        assert conftest.names_torch(item) == (lesson.name in case), case


def test_notebooks_that_need_pytorch(conftest):
    for name, wanted in (("tensors", False), (bridge.NEEDED_BY[0], True)):
        path = ROOT / lessons.find(name).notebook
        assert conftest.names_torch(SimpleNamespace(path=path)) == wanted


@pytest.mark.parametrize("reason, chosen, outcome", [
    ("PyTorch is not installed", True, "skipped"),
    ("could not import 'torch'", False, "failed"),
    ("no browser", False, "skipped"),
])  # fmt: skip
def test_what_is_skipped_for_want_of_pytorch_is_chosen(conftest, reason, chosen, outcome):
    report = SimpleNamespace(outcome="skipped", longrepr=("test_a.py", 1, reason))
    assert conftest.refuse_unless_chosen(report, chosen).outcome == outcome


def test_what_does_not_name_pytorch_is_not_read(conftest, tmp_path):
    config = SimpleNamespace(option=SimpleNamespace(torch=True))
    for name, text, ignored in [
        ("test_a.py", "import torch", None), ("test_b.py", "import numpy", True),
        ("c.ipynb", "{}", True), ("conftest.py", "", None), ("shot.png", "", None),
    ]:  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert conftest.pytest_ignore_collect(tmp_path / name, config) is ignored, name
    gate = ROOT / "ci/gates/test_contributing.py"
    assert conftest.pytest_ignore_collect(gate, config) is None
