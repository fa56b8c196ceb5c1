"""The code's types agree, as far as mypy can see them without annotations on every line.

What it looks at, and what it leaves alone and why, stands in pyproject.toml.
"""

import subprocess
import sys

from gate import ROOT

# Four mistakes that mypy must see with our settings, so that no setting makes it blind.
MISTAKES = {
    "a missing argument": "def f(a, b):\n    return a\n\n\ndef g():\n    return f(1)\n",
    "a misspelt name": "import math\n\n\ndef f():\n    return math.sqroot(2)\n",
    "a name for two things": "def f():\n    n = 1\n    n = 'one'\n    return n\n",
    "a wrong return": "def f() -> int:\n    return 'one'\n",
}


def mypy(*arguments):
    """No cache: what was found before must not hide anything, and a test leaves nothing behind."""
    command = [sys.executable, "-m", "mypy", "--no-incremental", "--no-error-summary", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_mypy_finds_nothing():
    assert mypy() == (0, "")


def test_mypy_sees_mistakes(tmp_path):
    files = []
    for number, source in enumerate(MISTAKES.values()):
        files.append(tmp_path / f"mistake{number}.py")
        files[-1].write_text(source, encoding="utf-8")
    code, said = mypy(*map(str, files))
    unseen = [name for name, file in zip(MISTAKES, files, strict=True) if file.name not in said]
    assert code == 1 and not unseen, said
