"""Commands in sentences fit the system on which they are read."""

import os
import re

import pytest

from dlscratch import terminal
from tests import ROOT

TELLING = [*(ROOT / "dlscratch").rglob("*.py")]


@pytest.mark.parametrize(
    "system, conda, python, start",
    [
        ("posix", "", "python", "python3 start.py"),
        ("nt", "", "py", "py start.py"),
        ("posix", "/opt/conda", "python", "python3 start.py"),
        ("nt", "C:/conda", "python", "py start.py"),
    ],
)
def test_the_command_fits_the_system(monkeypatch, system, conda, python, start):
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", system)
        patch.setenv("CONDA_PREFIX", conda)
        said = terminal.command("reset", "06"), terminal.start()
    assert said == (f"{python} -m dlscratch reset 06", start)


@pytest.mark.parametrize("path", TELLING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_sentence_names_a_python_of_its_own(path):
    """Comments and docstrings may: they are for readers of the code. INSTALL_ON_LINUX says when."""
    if path.name in ("terminal.py", "__main__.py"):
        return  # the commands' own help: argparse's `prog`
    text = re.sub(r'"""(?s:.*?)"""|(?m:#.*$)', "", path.read_text(encoding="utf-8"))
    assert not re.findall(r".*\bpython3? (?:-m|start\.py).*", text)
