"""The first lines of code of each page, which bring the course where a page is opened without it.

Colab and Kaggle open a single notebook, and an editor may run it on a Python that lacks the course.
The lines stand in no lesson's text: every page gets them here. Nor are they an answer of the
learner's: whoever reads a page for these leaves them out.
"""

import re

from dlscratch.course import pages

LINES = """\
# If the course is not here, as in Colab, these lines fetch it. Else they do nothing.
try:
    import dlscratch.here
except ModuleNotFoundError:
    %pip install --quiet --no-deps dlscratch
    import dlscratch.here"""
ASKS = re.compile(r"\*\*(?:Predict|Guess)\.\*\*")
TITLE_ENDS = re.compile(rf"(?m)^(?=## |{ASKS.pattern})")


def put(notebook):
    """Put the lines into a page, and return it.

    They stand on top of its first code. Where that is to be predicted they get a cell of their own,
    below the title's text.
    """
    cells = notebook.cells
    for number, cell in enumerate(cells):
        if cell.cell_type == "code":
            if number and ASKS.search(cells[number - 1].source):
                cells[:1] = _split(cells[0])
            else:
                cell.source = f"{LINES}\n\n{cell.source}"
                cell.id = pages.id_of("code", cell.source)
            break
    return notebook


def _split(first):
    """The title's text, the lines, and what the page's first cell of text goes on with."""
    from nbformat import v4

    lines = v4.new_code_cell(LINES, id=pages.id_of("code", LINES))
    title, *rest = TITLE_ENDS.split(first.source, maxsplit=1)
    if not rest:
        return [first, lines]
    (first.source,) = rest  # it keeps its id, for a link may lead to it
    return [pages.text_cell(title.rstrip(), "title"), lines, first]


def left_out(code: str) -> str:
    """The code of a cell without these lines; all others stay where they are."""
    return code.replace(LINES, "\n" * LINES.count("\n"), 1)
