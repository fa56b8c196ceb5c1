"""The grammar that jsonschema reads is put off, and still there for whoever asks."""

import subprocess
import sys

import pytest

from dlscratch.course import grammar
from tests import ROOT

ADDRESSES = """
import sys
from jsonschema import FormatChecker

print("lark" in sys.modules)
for address in ("https://ü.org/a b", "https://ü.org/ab"):
    print(FormatChecker().conforms(address, "iri"))
"""
PUT_OFF = "from dlscratch.course import grammar\ngrammar.put_off()\n"


def printed(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_it_is_read_when_it_is_asked():
    pytest.importorskip(grammar.NAME)
    assert printed(ADDRESSES) == ["True", "False", "True"], "jsonschema reads it no more at once"
    assert printed(PUT_OFF + ADDRESSES) == ["False", "False", "True"]


@pytest.mark.parametrize("code", [
    "from dlscratch.course import setup_check; setup_check.packages()",
    "from dlscratch.course import server; server.main(['--version'])",
    "from dlscratch.course import pages; pages.dumps(pages.empty())",
    "from dlscratch.course import pages; pages.lesson('# %%\\nx = 1')",
    "import pytest; pytest.main(['--markers'])",
])  # fmt: skip
def test_where_jupyter_is_used_it_is_not_read(code):
    code = f"import atexit, sys; atexit.register(lambda: print('lark' in sys.modules)); {code}"
    assert printed(code)[-1] == "False"


def test_where_it_is_not_installed_nothing_stands_for_it(monkeypatch):
    monkeypatch.delitem(sys.modules, grammar.NAME, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    grammar.put_off()
    assert grammar.NAME not in sys.modules
