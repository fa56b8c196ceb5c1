"""Build the site to read, and the course in a browser tab beside it.

    python ci/site/build.py OUT
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import Pages

from dlscratch.course import lessons, words

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RESULTS = ROOT / "notebooks"


def sources(folder: Path) -> None:
    pages = Pages(folder)
    made = {}
    for one in lessons.LESSONS:
        for path, source in ((one.notebook, RESULTS / one.notebook.name), (one.exercises, ROOT / one.exercises), (one.solutions, ROOT / one.solutions)):
            if source.exists():
                made[Path(path)] = source
    made[Path(words.PAGE)] = ROOT / words.PAGE
    pages.gather(*made.values())
    for path, source in made.items():
        pages.write(source, path)
    (folder / "_static").mkdir(exist_ok=True)
    shutil.copy(HERE / "course.css", folder / "_static")
    shutil.copytree(ROOT / "docs", folder / "docs")
    lines = ["# Deep Learning from Scratch", "", "```{toctree}", ":caption: Lessons", ""]
    lines += [str(one.notebook.with_suffix("")) for one in lessons.LESSONS] + ["notebooks/words", "docs/teaching", "```", ""]
    lines += ["```{toctree}", ":caption: Exercises", ":hidden:", ""] + [str(one.exercises.with_suffix("")) for one in lessons.LESSONS if one.number] + ["```", ""]
    lines += ["```{toctree}", ":caption: Solutions", ":hidden:", ""] + [str(one.solutions.with_suffix("")) for one in lessons.LESSONS if one.number] + ["```"]
    (folder / "index.md").write_text("\n".join(lines) + "\n")


def main(out):
    with tempfile.TemporaryDirectory() as folder:
        sources(Path(folder))
        command = [sys.executable, "-m", "sphinx", "-b", "html", "-c", HERE, folder, out]
        return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
