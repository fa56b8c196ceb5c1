"""Build the site: the course to read, and beside it the course to run in a browser tab.

    python ci/website/make.py FOLDER             both
    python ci/website/make.py FOLDER --no-tab    only what is to be read

The pages are the executed lessons of ci/results/, the exercises and their solutions, the README and
docs/, with the same links as in the repository. Two variables say what a page may be opened in:
DLSCRATCH_REPOSITORY, OWNER/NAME of a public repository on GitHub, and DLSCRATCH_BRANCH (main).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "ci")]  # this clone's course, whichever is installed

import tab  # noqa: E402
from site_pages import Pages  # noqa: E402

from dlscratch.course import lessons, words  # noqa: E402

TEXTS = ("README.md", "docs/teaching.md", "CHANGELOG.md", "CONTRIBUTING.md")
LINK = re.compile(r"""\]\(([^)#\s:]+)\)|\bsrc="([^":]+)\"""")  # to a file, or an image
HIDDEN = """
```{{toctree}}
:caption: {caption}
:hidden:

{pages}
```
"""


def pages():
    """{page of the site: the notebook it is made from}, in the order of the course."""
    made = {}
    for one in lessons.LESSONS:
        made[Path(one.notebook)] = ROOT / "ci/results" / one.notebook.name
    made[Path(words.PAGE)] = ROOT / words.PAGE
    for one in lessons.LESSONS[1:]:
        made[Path(one.exercises)] = ROOT / one.exercises
    for one in lessons.LESSONS[1:]:
        made[Path(one.solutions)] = ROOT / one.solutions
    return made


def write_sources(folder: Path) -> None:
    """What Sphinx reads."""
    made = pages()
    writer = Pages(folder, {cell for source in made.values() for cell in Pages.aims(source)})
    for name, source in made.items():
        writer.write(source, name)
    for name in TEXTS:
        copy_text(Path(name), folder)
    for name in ("conf.py", "templates"):
        copy(HERE / name, folder / name)
    copy(HERE / "course.css", folder / "_static/course.css")
    (folder / "README.md").rename(folder / "index.md")
    with open(folder / "index.md", "a", encoding="utf-8") as index:
        for caption in ("Lessons", "Exercises", "Solutions"):
            kind = "notebooks" if caption == "Lessons" else caption.lower()
            names = [name.with_suffix("").as_posix() for name in made if name.parts[0] == kind]
            index.write(HIDDEN.format(caption=caption, pages="\n".join(names)))
        others = [name.removesuffix(".md") for name in TEXTS[1:]]
        index.write(HIDDEN.format(caption="About", pages="\n".join(others)))


def copy_text(name: Path, folder: Path) -> None:
    """Copy a text, and the files that it links to or shows. The README is the site's first page."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for found in LINK.findall(text):
        linked = os.path.normpath(name.parent / "".join(found))
        if (ROOT / linked).is_file() and not linked.endswith((".md", ".ipynb")):
            copy(ROOT / linked, folder / ("extra" if found[1] else "") / linked)
    text = re.sub(r"(\]\((?:\.\./)?)README\.md\b", r"\1index.md", text)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    (shutil.copytree if path.is_dir() else shutil.copy)(path, target)


def build(out: Path) -> None:
    """Write the pages to read into the folder `out`. What Sphinx warns of stops it."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, "source")
        source.mkdir()
        write_sources(source)
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
        command += ["-d", str(Path(place, "doctrees")), str(source), str(out.resolve())]
        if subprocess.run(command, cwd=place).returncode:
            raise SystemExit("The site is not built: see above what Sphinx says.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--no-tab", action="store_true")
    options = parser.parse_args()
    tab.check_free(options.folder, "searchindex.js")
    shutil.rmtree(options.folder, ignore_errors=True)
    build(options.folder)
    if not options.no_tab:
        given = os.environ.get("DLSCRATCH_PYODIDE")
        tab.build(options.folder.resolve() / "tab", Path(given).resolve() if given else None)


if __name__ == "__main__":
    main()
