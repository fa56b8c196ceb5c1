"""A verdict is shown as text, as HTML and as data; a kernel survives what a learner does to it."""

import html.parser
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from dlscratch.checks.engine import show
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.verdict import Verdict

double = Exercise(
    "tests.double", kind="fill", reference=lambda x: 2 * x, probes=[(3,)],
    hints=("one", "two", "three"), after="Twice is `x + x`.",
)  # fmt: skip


def test_outside_a_notebook_a_verdict_is_printed(capsys):
    double(lambda x: x + x)
    assert capsys.readouterr().out == "Passed: double\nTwice is `x + x`.\n"
    double(lambda x: x)
    assert capsys.readouterr().out == (
        "Not yet: double\n`double(3)` gives `3`; expected `6`.\nFor a hint: `check.double.hint()`\n"
    )


@pytest.mark.parametrize("kind, word", [(kind, word) for kind, (word, _) in show.STYLES.items()])
def test_every_kind_has_a_word(capsys, kind, word):
    show.verdict(double, Verdict(kind, None, "…"))
    assert capsys.readouterr().out.startswith(f"{word}: double\n")


def test_every_kind_of_verdict_has_a_style():
    assert set(show.STYLES) == {"todo", "wrong", "error", "timeout", "passed"}


class Shell:
    """Stands in for IPython's shell: keeps what is displayed."""

    def __init__(self):
        self.user_ns, self.shown, self.hooks, self.display_pub = {}, [], [], None
        self.events = self

    def register(self, event, hook):
        assert event == "post_run_cell"
        self.hooks.append(hook)


@pytest.fixture
def shell(monkeypatch):
    import IPython
    import IPython.display

    shell = Shell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: shell.shown.append(bundle))
    return shell


def test_in_a_notebook_a_verdict_is_text_and_html_and_data(shell, capsys):
    double(lambda x: x)
    bundle = shell.shown[0]
    assert capsys.readouterr().out == ""
    assert bundle[show.MIME] == {"exercise": "tests.double", "kind": "wrong", "mistake": None}
    assert bundle["text/plain"].startswith("Not yet: double\n")
    assert bundle["text/html"].startswith('<div role="status" '), "or nobody would hear it"
    assert "<strong>Not yet: double</strong>" in bundle["text/html"]
    assert "<code>double(3)</code> gives <code>3</code>" in bundle["text/html"]


def test_hints_and_solutions_carry_no_verdict(shell):
    double.hint()
    double.solution()
    assert [set(bundle) for bundle in shell.shown] == [{"text/plain", "text/html"}] * 2


def test_what_the_learner_wrote_is_escaped(shell):
    show.verdict(double, Verdict("wrong", None, "a <b> & `<i>`\n    <u> & `x`\n    y\nend"))
    page = shell.shown[0]["text/html"]
    for tag in ("<b>", "<i>", "<u>"):
        assert tag not in page
    assert "a &lt;b&gt; &amp; <code>&lt;i&gt;</code>" in page
    assert "&lt;u&gt; &amp; `x`\ny</pre>" in page


def test_colours_come_from_the_theme_and_tags_are_closed(shell):
    class Balance(html.parser.HTMLParser):
        open: list = []

        def handle_starttag(self, tag, attributes):
            self.open.append(tag)
            style = dict(attributes).get("style") or ""
            assert "#" not in style.replace("var(--jp", "").split("solid")[0]

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    for kind in show.STYLES:
        show.verdict(double, Verdict(kind, None, "a\n    b\nc `d`"))
        page = shell.shown[-1]["text/html"]
        Balance().feed(page)
        assert not Balance.open
        assert "border-left: 4px solid var(--jp-" in page
        assert "color: var(--jp-content-font-color1, inherit)" in page


@pytest.fixture
def watched(shell, monkeypatch):
    from dlscratch.checks import ____
    from dlscratch.checks.engine.room import Room

    monkeypatch.setattr(show, "_seen", {})
    shell.user_ns = {"check": Room("dlscratch.checks.tests"), "____": ____}
    show.watch()
    show.watch()
    (hook,) = shell.hooks
    hook()
    assert shell.shown == []
    return shell


@pytest.mark.parametrize("name", ["check", "____"])
def test_a_lost_name_is_reported_once(watched, name):
    watched.user_ns[name] = 5
    watched.hooks[0]()
    watched.hooks[0]()
    (bundle,) = watched.shown
    assert f"The name {name} has lost its meaning" in bundle["text/plain"]
    assert "Run the first cell again" in bundle["text/plain"]


def test_without_ipython_nothing_is_watched(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    monkeypatch.setattr(show, "_seen", {})
    show.watch()
    assert show._seen == {}


SETUP = "from dlscratch.checks import tensors as check, ____"
CELLS = (  # a cell, and the kind of its verdict or a word that it shows
    ("def f(t):\n    return ____\n\ncheck.tensor_sum(f)", "todo"),
    ("def f(t):\n    exit()\n\ncheck.tensor_sum(f)", "error"),
    ("def f(t):\n    raise KeyboardInterrupt\n\ncheck.tensor_sum(f)", "error"),
    ("def f(t):\n    n = 1\n    return t @ t\n\ncheck.tensor_sum(f)", "line 3 of `f`:\n    return"),
    ("def f(t):\n  while 1:\n    try: sum(t)\n    except: pass\n\ncheck.tensor_sum(f)", "timeout"),
    ("def f(t):\n    print(1)\n    return t if t * 0 == 0 else sum(map(f, t))\n\n"
     "check.tensor_sum(f)", "passed"),
    ("check.tensor_sun", "Did you mean check.tensor_sum"),
    ("check.tensor_sum = 3", "cannot be changed"),
    ("check = 3", "The name check has lost its meaning"),
    ("____", "____"),
    ("1 + 1", "2"),
)  # fmt: skip


def test_a_kernel_survives_it_all():
    cells = [nbformat.v4.new_code_cell(text) for text in (SETUP, *(cell for cell, _ in CELLS))]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    assert cells[0].outputs == []
    for cell, (_, wanted) in zip(notebook.cells[1:], CELLS, strict=True):
        (output,) = cell.outputs
        if output.output_type == "error":
            assert wanted in output.evalue
        elif wanted in show.STYLES:
            assert output.data[show.MIME]["kind"] == wanted
        else:
            assert wanted in output.data["text/plain"]
