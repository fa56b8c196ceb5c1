"""The learner's parts in a kernel: whose they are, what is said of them, and that nothing in a
saved notebook can hurt."""

import copy
import importlib
import inspect
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import textwrap
import traceback

import numpy as np
import pytest

from dlscratch import initializers, layers, mine
from dlscratch.checks.engine.run import run as checked
from dlscratch.checks.engine.show import MIME
from dlscratch.course import own
from dlscratch.course.parts import OFFERED, PARTS
from tests import ROOT
from tests.course.test_mine import FORMS, passed, save, save_in_form

HEAD = """\
import numpy as np

from dlscratch.checks import stacks as check, ____
from dlscratch.layers import Layer
"""
XAVIER = "def xavier(outputs, inputs, rng=None):\n    return np.ones((outputs, inputs))"
LINEAR = """\
class Linear(Layer):
    def __init__(self, inputs, outputs, rng=None):
        self.w = xavier(outputs, inputs, rng)
        self.b = np.zeros(outputs)

    def forward(self, x):
        return x @ self.w.T + self.b

    def backward(self, gradient):
        return gradient @ self.w
"""


@pytest.fixture
def kernel(root, monkeypatch):
    """The parts in a course in which nothing is passed yet."""
    monkeypatch.delenv(own.SWITCH)
    return own.Own(root)


@pytest.fixture
def mastered(solved, monkeypatch):
    """The parts in a course in which everything is passed."""
    monkeypatch.delenv(own.SWITCH)
    kernel = own.Own(solved)
    monkeypatch.setattr(mine, "_OWN", kernel)
    return kernel


def linear(root, source=LINEAR, *more):
    """Save a notebook of lesson 3 with this answer to the exercise Linear."""
    save(root, "03_stacks", HEAD, XAVIER, *more, passed(source, PARTS["Linear"].exercise))


def of(kernel, name="Linear"):
    kernel.look()
    return kernel.part(name)


@pytest.mark.parametrize("name", OFFERED)
def test_all_parts_are_the_packages_at_first_and_yours_once_passed(kernel, solved, name):
    package = getattr(importlib.import_module(PARTS[name].home), name)
    shutil.move(solved / "exercises", solved / "kept")
    assert of(kernel, name) == own.Taken(package)
    assert kernel.news([name]) == ""
    shutil.move(solved / "kept", solved / "exercises")
    part = of(kernel, name)
    assert part.yours and not part.reason and part.value is not package
    assert kernel.news([name]) == f"Yours: {name}."


def test_a_missing_course_gives_the_packages(monkeypatch):
    monkeypatch.delenv(own.SWITCH)
    assert of(own.Own(None)).value is layers.Linear


def test_switched_off(mastered, monkeypatch):
    assert of(mastered).yours
    monkeypatch.setenv(own.SWITCH, "off")
    assert of(mastered).value is layers.Linear


def test_a_part_is_asked_for_anew_each_time(kernel, root):
    assert not of(kernel).yours
    linear(root)
    first = of(kernel).value
    assert first(2, 3).w.tolist() == np.ones((3, 2)).tolist()
    assert of(kernel).value is first
    linear(root, LINEAR, "# nothing that Linear needs")
    assert of(kernel).value is first  # the same code: the same class
    linear(root, LINEAR.replace("zeros", "ones"))
    assert of(kernel).value(2, 3).b.tolist() == [1, 1, 1]
    (root / "exercises" / "03_stacks_exercises.ipynb").unlink()
    assert of(kernel).value is layers.Linear


# What is said


def run(code, course):
    """What a Python prints that runs a course's code as a notebook would."""
    env = {**os.environ, "PYTHONPATH": str(course)}
    env.pop(own.SWITCH)
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True)
    return done.stdout + done.stderr


@pytest.fixture
def course(root):
    shutil.copytree(ROOT / "dlscratch", root / "dlscratch")
    return root


def test_what_is_said_at_an_import(course):
    linear(course)
    code = """
        import shutil
        from dlscratch.mine import Linear, Sequential
        from dlscratch.mine import Sequential, Linear as L
        from dlscratch.mine import Linear
        print(L is Linear, L(2, 1).w)
        from dlscratch import mine
        mine.Linear, mine.ReLU
        mine.leave_out("Linear")
        from dlscratch.mine import Linear, ReLU
        print(Linear.__module__)
        mine.take_back("Linear")
        mine.Linear
        shutil.rmtree("exercises")
        from dlscratch.mine import Linear, ReLU
        print("Linear" in vars(mine))
    """
    assert run(code, course).splitlines() == [
        "Yours: Linear. The rest is the package's.",
        "True [[1. 1.]]",
        "From the package: Linear, ReLU.",
        "dlscratch.layers",
        "Yours: Linear.",
        "From the package: Linear, ReLU.",
        "False",
    ]


def test_nothing_is_said_in_a_fresh_clone(course):
    assert run("from dlscratch.mine import Linear, xavier, batches", course) == ""


def test_what_is_no_part_is_an_import_error_that_names_the_parts(course):
    said = run("from dlscratch.mine import Linear, Lineer", course).splitlines()[-1]
    start = "ImportError: 'Lineer' is no part of the library. Did you mean 'Linear'? Its parts are"
    assert said.startswith(f"{start} shape, ")
    assert "Adam" in said and "load_weights" not in said
    code = "from dlscratch import mine\nprint(hasattr(mine, 'Lineer'), hasattr(mine, '__path__'))"
    assert run(code, course) == "False False\n"
    with pytest.raises(ValueError, match="'Lineer' is no part of the library"):
        mine.leave_out("Linear", "Lineer")


@pytest.mark.parametrize(
    ("name", "near"), [("Tensro", "Tensor"), ("relu", "ReLU"), ("tensorsum", "tensor_sum")]
)
def test_the_nearest_part_is_named(name, near):
    assert f". Did you mean {near!r}? Its parts are shape, " in own.no_part(name)
    assert own.no_part("quite_another").startswith("'quite_another' is no part of the library: its")


def test_a_long_line_is_wrapped(mastered):
    said = mastered.news(OFFERED)
    assert " ".join(said.split("\n")) == f"Yours: {', '.join(OFFERED)}."
    assert max(map(len, said.split("\n"))) <= 88


def test_slow_parts_are_named_again_where_they_are_used(kernel, root):
    slow = passed(LINEAR, PARTS["Linear"].exercise)
    slow.outputs[0].data[MIME]["slow"] = True
    save(root, "03_stacks", HEAD, XAVIER, slow)
    of(kernel)
    said = kernel.news(["Linear", "ReLU"]).replace("\n", " ")
    assert said == (
        "Yours: Linear. The rest is the package's. Slow: Linear. To go without: "
        '`from dlscratch import mine`, `mine.leave_out("Linear")`, and this import again.'
    )
    kernel.leave_out("Linear")
    assert "Slow" not in kernel.news(["Linear"]) and not kernel.news(["Linear"])
    kernel.take_back()
    linear(root)
    of(kernel)
    assert kernel.news(["Linear"]) == "Yours: Linear."


# What cannot be taken


@pytest.mark.parametrize(
    "source, reason",
    [
        (LINEAR.replace("np.zeros", "nulls"), "needs `nulls`, which no saved cell defines"),
        (f"while True:\n    pass\n{LINEAR}", ""),  # it is not part of the class
        (f"{LINEAR}Linear.x = 1 / 0", "run by itself, ends in ZeroDivisionError: division by zero"),
        (f"{LINEAR}\nLinear.x = input()", "run by itself, waits for the keyboard."),
        (f"{LINEAR}\nLinear.x = exit()", "run by itself, ends in SystemExit"),
        (f"{LINEAR}\nLinear.x = [0 for _ in iter(int, 1)]", "run by itself, takes too long"),
        (LINEAR.replace("return", "return ____ +"), "there is still a `____` in its saved code"),
        ("Linear = 5", "the saved code makes no function or class of it"),
        ("from dlscratch.layers import Linear", "the saved code imports it"),
        ("class Linear(", "Python cannot read its saved cell"),
        (f"{LINEAR}\nLinear.x = get_ipython()", "only a notebook has what it uses"),
        ("print('gone')", "no saved cell defines it under this name"),
    ],
)
def test_what_cannot_be_taken_is_the_packages_and_the_line_says_why(
    kernel, root, monkeypatch, source, reason
):
    monkeypatch.setattr("dlscratch.course.running.SECONDS", 0.2)
    linear(root, source)
    part = of(kernel)
    if not reason:
        assert part.yours
        return
    assert part.value is layers.Linear
    said = kernel.news(["Linear"]).replace("\n", " ")
    assert said.startswith("Linear comes from the package: its exercise is passed, but ")
    assert reason in said
    assert said.endswith(". Once that is mended and saved, run this import again.")
    assert kernel.news(["Linear"]) == ""


FORWARD = LINEAR.partition("    def backward")[0]  # an earlier exercise asks for no more


HALF = "its saved class has no `backward`"
WRONG = LINEAR.replace("@ self.w\n", "* 7\n")  # which nobody can tell without the check


@pytest.mark.parametrize(
    "earlier, source, reason",
    [
        *(
            (earlier, LINEAR[:-2], "Python cannot read its saved cell")
            for earlier in (FORWARD, WRONG)
        ),
        *(
            (earlier, LINEAR.replace("np.zeros", "nulls"), "the saved code needs `nulls`")
            for earlier in (FORWARD, WRONG)
        ),
        *((FORWARD, source, HALF) for source in (FORWARD, "check.linear_backward(Linear)", "")),
    ],
)
def test_what_an_earlier_exercise_has_passed_is_not_taken(kernel, root, earlier, source, reason):
    earlier = passed(earlier + "\ncheck.linear_forward(Linear)", "stacks.linear_forward")
    linear(root, source, earlier)
    assert of(kernel).value is layers.Linear
    said = kernel.news(["Linear"]).replace("\n", " ")
    assert said.startswith(f"Linear comes from the package: its exercise is passed, but {reason}")


def test_a_cell_that_only_checks_what_stands_in_that_of_another_exercise(kernel, root):
    earlier = passed(LINEAR + "\ncheck.linear_forward(Linear)", "stacks.linear_forward")
    linear(root, "check.linear_backward(Linear)", earlier)
    assert of(kernel).yours and of(kernel).value(2, 3).backward(np.ones((1, 3))).shape == (1, 2)


@pytest.mark.parametrize("content", ["", "{", '{"cells": 3}', '{"cells": [{}]}', "[" * 100_000])
def test_a_damaged_notebook(kernel, root, content):
    (root / "exercises" / "03_stacks_exercises.ipynb").write_text(content)
    part = of(kernel)
    assert part.value is layers.Linear
    if content != '{"cells": [{}]}':
        said = kernel.news(["Linear", "Sequential"]).replace("\n", " ")
        assert said.startswith(
            "Linear, Sequential come from the package: "
            "exercises/03_stacks_exercises.ipynb is damaged: it is no notebook any more "
            "(`python -m dlscratch reset 03` puts it aside for a blank one)."
        )


# What a part needs


def test_helpers_imports_and_other_parts_come_with_it(kernel, root):
    helper = "import math as m\n\ndef nulls(n):\n    return m.floor(2.5) * np.ones(n)"
    linear(root, LINEAR.replace("np.zeros", "nulls"), helper)
    assert of(kernel).value(2, 3).b.tolist() == [2, 2, 2]


def test_two_parts_may_have_helpers_of_one_name(kernel, root):
    cells = []
    for part, number in ("random_uniform", 1), ("random_normal", 2):
        body = f"def shape():\n    return {number}\n\ndef {part}(*a):\n    return helper(), shape()"
        source = f"def helper():\n    return {number}\n\n{body}"
        cells.append(passed(source, PARTS[part].exercise))
    save(root, "07_starting_weights", HEAD, *cells)
    assert of(kernel, "random_uniform").value() == (1, 1)
    assert of(kernel, "random_normal").value() == (2, 2)


def test_an_own_xavier_stays_whether_passed_or_not(kernel, root):
    linear(root)
    assert of(kernel).value(1, 2).w.tolist() == [[1], [1]]
    save(root, "07_starting_weights", HEAD, passed(XAVIER, PARTS["xavier"].exercise))
    save(root, "03_stacks", HEAD, passed(LINEAR, PARTS["Linear"].exercise))
    both = of(kernel).value, of(kernel, "xavier").value
    assert both[0].__init__.__globals__["xavier"] is both[1]  # one and the same function
    kernel.leave_out("xavier")
    assert of(kernel).value.__init__.__globals__["xavier"] is initializers.xavier
    kernel.take_back()
    assert of(kernel, "xavier").yours


def test_a_part_with_a_blank_in_it_is_not_taken_as_a_helper(kernel, root):
    blank = "def xavier(outputs, inputs, rng=None):\n    return ____"
    save(root, "03_stacks", HEAD, blank, passed(LINEAR, PARTS["Linear"].exercise))
    assert of(kernel).yours and of(kernel).value(3, 2, rng=0).w.shape == (2, 3)


def test_parts_that_need_each_other(kernel, root):
    sources = {
        "random_uniform": "def random_uniform(n):\n    return n and random_normal(n - 1)",
        "random_normal": "def random_normal(n):\n    return n and random_uniform(n - 1)",
    }
    save(root, "07_starting_weights", HEAD,
         *(passed(source, PARTS[name].exercise) for name, source in sources.items()))  # fmt: skip
    assert of(kernel, "random_uniform").value(5) == 0
    assert of(kernel, "random_normal").yours


IN_A_CYCLE = {  # helpers that use a part when they are defined, and that the part uses when called
    "a base": "class Plus(random_uniform):\n    size = 5",
    "a base made by a call": "ONE = random_uniform()\nclass Plus(type(ONE)):\n    n = 5",
    "a call that needs a helper": "def start():\n    return 5\nPlus = random_uniform()",
    "a decorator": "def same(k):\n    return k\n@same\nclass Plus(random_uniform):\n    n = 5",
    "a default": "def Plus(kind=random_uniform):\n    return kind",
    "an annotation": "def Plus() -> random_uniform:\n    return 5",
    "the body of a class": "class Plus:\n    size, kinds = 5, [random_uniform for _ in range(2)]",
    "a chain": "A = random_uniform()\nB = [A, random_uniform]\nPlus = dict(b=B, plus=lambda: Plus)",
}


@pytest.mark.parametrize("helper", IN_A_CYCLE.values(), ids=IN_A_CYCLE)
def test_helpers_that_use_the_part_where_they_are_defined(kernel, root, helper):
    part = "class random_uniform:\n    def __init__(self, n=0):\n        self.n = n and start()\n"
    part += "    def double(self):\n        return Plus"
    source = f"{part}\n{helper}"
    if "start" not in helper:
        source = f"def start():\n    return 5\n{source}"
    save(root, "07_starting_weights", HEAD, passed(source, PARTS["random_uniform"].exercise))
    found = of(kernel, "random_uniform")
    assert found.yours, found.reason
    assert found.value().double()


def test_what_is_called_where_it_stands_has_its_helpers_before_it(kernel, root):
    source = """\
def size():
    return SIZE
class random_uniform:
    def plus(self):
        return Plus()
class Plus(random_uniform):
    pass
SIZE = 5
TWO = random_uniform().plus(), size()
def seen(self):
    return TWO
random_uniform.seen = seen
"""
    save(root, "07_starting_weights", HEAD, passed(source, PARTS["random_uniform"].exercise))
    found = of(kernel, "random_uniform")
    assert found.yours and found.value().seen()[1] == 5, found.reason


def test_parts_of_other_pages_by_their_imports(kernel, root):
    linear(root)
    code = "import numpy as np\nfrom dlscratch.mine import Linear as Line, Sequential\n"
    code += "from dlscratch.losses import Loss\nfrom dlscratch.mine import Linear"
    source = "class SSE(Loss):\n    parts = loss, gradient, _ = Line, Linear, Sequential"
    save(root, "04_losses", code, passed(source, PARTS["SSE"].exercise))
    assert of(kernel, "SSE").value.parts[1:] == (of(kernel).value, layers.Sequential)


@pytest.mark.parametrize("change", FORMS.values(), ids=FORMS)
def test_every_part_in_another_form(kernel, root, change):
    save_in_form(root, change)
    kernel.look()
    assert kernel.news(OFFERED).replace("\n", " ") == f"Yours: {', '.join(OFFERED)}."
    assert (
        of(kernel, "Linear").value(2, 3, rng=0).w.tolist() == layers.Linear(2, 3, rng=0).w.tolist()
    )


# Where it stands


def test_a_traceback_shows_the_cell_of_the_exercise(mastered):
    net = of(mastered, "Sequential").value([of(mastered).value(2, 3)])
    with pytest.raises(ValueError) as caught:
        net.forward(np.ones((4, 5)))
    text = "".join(traceback.format_exception(caught.value))
    assert '"exercises/03_stacks_exercises.ipynb, exercise 5", line 9, in forward' in text
    assert "return x @ self.w.T + self.b" in text and "x = layer.forward(x)" in text


@pytest.mark.parametrize("above", ["", "%matplotlib inline\n", "%%time\n\n", "\n\n", "x = 1\n"])
def test_lines_are_those_of_the_cell(kernel, root, above):
    linear(root, above + "# a comment\n" + LINEAR)
    value = of(kernel).value
    with pytest.raises(AttributeError) as caught:
        value.forward(None, None)
    line = 1 + (above + "# a comment\n" + LINEAR).split("\n").index(
        "        return x @ self.w.T + self.b"
    )
    assert caught.traceback[-1].lineno + 1 == line


def test_sources_pickles_and_copies(mastered, monkeypatch):
    for name in OFFERED:
        value = of(mastered, name).value
        assert re.match(r"(class|def) (\w+)", inspect.getsource(value))[2] == name
    for name in "Sigmoid", "Tanh", "ReLU", "SSE", "Adam", "Linear":
        kind = of(mastered, name).value
        thing = kind(2, 3) if name == "Linear" else kind()
        assert type(copy.deepcopy(thing)) is kind
        assert type(pickle.loads(pickle.dumps(thing))) is kind
    softmax = of(mastered, "softmax").value
    assert pickle.loads(pickle.dumps(softmax)) is softmax


def test_a_pickle_is_read_in_another_kernel(course):
    linear(course)
    for code in (
        "from dlscratch.mine import Linear; dump(Linear(2, 3), open('net', 'wb'))",
        "net = load(open('net', 'rb')); print(type(net), net.w.shape)",
    ):
        said = run(f"from pickle import dump, load\n{code}", course)
    assert said == "<class 'dlscratch.mine.Linear.Linear'> (3, 2)\n"


def test_parts_are_there_in_a_check_as_well_and_say_nothing(kernel, root, capsys):
    linear(root)
    outcome = checked(lambda: kernel.give("Linear", ["Linear"])(2, 3).w.tolist(), (), 5)
    assert outcome.output == np.ones((3, 2)).tolist() and not outcome.printed
    kernel.give("Linear", ["Linear"])
    assert capsys.readouterr().out == "Yours: Linear.\n"


# What it costs


def test_each_page_is_read_once_and_no_bank_is_loaded(course):
    stems = {PARTS[name].lesson.stem for name in OFFERED}
    for stem in stems:
        shutil.copy(ROOT / "solutions" / f"{stem}_solutions.ipynb",
                    course / "exercises" / f"{stem}_exercises.ipynb")  # fmt: skip
    code = f"""
        import json, sys
        from dlscratch import layers, losses, optimizers, training, tensors, datasets
        pages = []
        def note(event, arguments):
            # Python's open, and not, once more, the opener that it is given: that has no mode.
            if event == "open" and arguments[1] and str(arguments[0]).endswith(".ipynb"):
                pages.append(str(arguments[0]))
        sys.addaudithook(note)
        from dlscratch.mine import {", ".join(OFFERED)}
        first = pages[:]
        from dlscratch.mine import {", ".join(OFFERED)}
        rooms = [name for name in sys.modules if name.startswith("dlscratch.checks.")
                 and "engine" not in name]
        print(json.dumps([first, pages[len(first):], rooms]))
    """
    first, again, rooms = json.loads(run(code, course).splitlines()[-1])
    assert rooms == []
    names = sorted(map(os.path.basename, first))
    assert names == sorted(f"{stem}_exercises.ipynb" for stem in stems)
    assert again == []
