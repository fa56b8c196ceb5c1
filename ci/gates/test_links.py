"""Every link between pages leads to a file of the course, and where it names a cell, to that."""

import functools
import re
from pathlib import PurePosixPath
from posixpath import normpath

import pytest
from gate import LESSONS, ROOT, build, planned, read
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

TEXTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "docs/teaching.md")]
LINK = re.compile(r"\]\(<?([^)>\s]+)>?[^)]*\)|\bhref=[\"']([^\"']+)[\"']")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
ELSEWHERE = re.compile(r"[a-z]+:")  # https:, mailto:


@functools.cache
def all_pages() -> dict:
    """The notebooks that exist, by their paths."""
    return {path.as_posix(): notebook for path, (_, notebook) in planned().items()}


def links(text: str) -> list[str]:
    """The addresses in a text that stay inside the course."""
    found = ["".join(link) for link in LINK.findall(CODE.sub(" ", text))]
    return [link for link in found if not ELSEWHERE.match(link)]


def written(notebook) -> str:
    """What a reader finds in a page: its texts, and the HTML that it has stored."""
    parts = []
    for cell in notebook.cells:
        parts += [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            parts.append(str(output.get("data", {}).get("text/html", "")))
    return "\n\n".join(parts)


def trouble(link: str, home: PurePosixPath, found: dict) -> str | None:
    """What is wrong with a link on the page at `home`; `found` holds the notebooks that exist."""
    address, _, fragment = link.partition("#")
    path = normpath((home.parent / address).as_posix()) if address else home.as_posix()
    if path.endswith(".ipynb"):
        if path not in found:
            return f"{home}: there is no {path}"
    elif not (ROOT / path).exists():
        return f"{home}: there is no {path}"
    if not fragment:
        return None
    kind, _, cell = fragment.partition("=")
    if path not in found or kind != "cell-id":
        return f"{home}: {link} is no link to a cell"
    if cell not in [one.id for one in found[path].cells]:
        return f"{home}: {path} has no cell {cell}"
    return None


def troubles(pages: dict) -> list[str]:
    found = [
        trouble(link, PurePosixPath(path), pages)
        for path, notebook in pages.items()
        for link in links(written(notebook))
    ]
    return [one for one in found if one]


def test_links_between_pages_lead_somewhere():
    assert troubles(all_pages()) == []


def test_links_in_what_is_stored_lead_somewhere():
    """As they are committed, with the map among their results, which stand below the same cells."""
    places = {path: build.result(PurePosixPath(path)) for path in all_pages()}
    stored = {path: read(place) for path, place in places.items() if (ROOT / place).exists()}
    assert troubles(stored) == []
    assert any("progress" in written(one) for one in stored.values()), "the map is not among them"


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_links_in_the_other_texts_lead_somewhere(path):
    home = PurePosixPath(path.relative_to(ROOT).as_posix())
    found = [trouble(link, home, all_pages()) for link in links(path.read_text(encoding="utf-8"))]
    assert [one for one in found if one] == []


def test_each_lesson_and_its_exercises_know_each_other():
    for lesson in LESSONS:
        for here, there in [
            (lesson.notebook, lesson.exercises),
            (lesson.exercises, lesson.notebook),
        ]:
            if here.as_posix() in all_pages() and there.as_posix() in all_pages():
                assert f"../{there}" in links(written(all_pages()[here.as_posix()])), here


def page(*cells):
    return new_notebook(cells=list(cells))


HERE = "notebooks/a.ipynb"
OTHER = page(new_markdown_cell("Text", id="abc"))


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("[x](../exercises/b.ipynb)", None),
        ("[x](../exercises/b.ipynb#cell-id=abc)", None),
        ("[x](#cell-id=me)", None),
        ("[x](https://example.org/c.ipynb#cell-id=q)", None),
        ("`[x](nowhere.ipynb)` and\n```\n[x](nowhere.ipynb)\n```", None),
        ("[x](../README.md)", None),
        ("[x](b.ipynb)", "there is no notebooks/b.ipynb"),
        ("[x](../exercises/c.ipynb#cell-id=abc)", "there is no exercises/c.ipynb"),
        ("[x](../exercises/b.ipynb#cell-id=abd)", "exercises/b.ipynb has no cell abd"),
        ("[x](#cell-id=abc)", "notebooks/a.ipynb has no cell abc"),
        ("[x](../exercises/b.ipynb#The-end)", "is no link to a cell"),
        ("[x](../README.md#cell-id=abc)", "is no link to a cell"),
        ("![x](../ci/nothing.png)", "there is no ci/nothing.png"),
        ("[x](<b.ipynb>) or [y](../exercises/b.ipynb 'title')", "there is no notebooks/b.ipynb"),
        ('<a href="../exercises/c.ipynb">x</a>', "there is no exercises/c.ipynb"),
    ],
)
def test_dead_links_are_seen(text, wrong):
    pages = {HERE: page(new_markdown_cell(text, id="me")), "exercises/b.ipynb": OTHER}
    found = troubles(pages)
    assert (found == []) if wrong is None else (len(found) == 1 and wrong in found[0]), found


def test_dead_links_in_outputs_are_seen():
    shown = new_output("display_data", {"text/html": '<a href="gone.ipynb">x</a>'})
    assert troubles({HERE: page(new_code_cell("x", outputs=[shown]))}) == [
        f"{HERE}: there is no notebooks/gone.ipynb"
    ]


def test_there_are_links_to_look_at():
    assert sum(len(links(written(one))) for one in all_pages().values()) > 2 * len(LESSONS)
    assert "notebooks/words.ipynb" in all_pages()
