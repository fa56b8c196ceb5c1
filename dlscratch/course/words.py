"""The field's words: what each lesson says that is called something else elsewhere, on one page.

A lesson ends with a section that begins `## Elsewhere`, with a line for each word:

    - *derivative*: the slope of a function at one place (section 2).
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from dlscratch.course import pages
from dlscratch.course.lessons import AuthoringError, Lesson

PAGE = PurePosixPath("notebooks", "words.ipynb")
_SECTION = re.compile(r"(?ms)^## Elsewhere.*?(?=^## |\Z)")
_ITEM = re.compile(r"(?ms)^[-*+] .+?(?=^[-*+] |^\s*$|\Z)")
# A word may have a companion: `- *mean squared error*, MSE: ...`.
_ENTRY = re.compile(
    r"- \*(?P<word>[^*]+)\*(?P<more>[^:*]*): (?P<text>.+) \(section (?P<section>\d+)\)\."
)
HEAD = """\
# The field's words

What this course calls by plain words often has another name in books, in papers and in
PyTorch's pages. Each lesson ends with its own; here they stand together, each with the place where
you met it.
[Start here](00_start_here.ipynb) holds the map."""


class Word(NamedTuple):
    """One word, what it means, and the cell of the lesson where that is explained."""

    word: str
    text: str
    lesson: Lesson
    cell: str


def of_lesson(lesson: Lesson, text: str) -> list[Word]:
    """The words that a lesson's text lists; none where it has no such section.

    Raises AuthoringError for a line that is not of this form, or names no section of the lesson.
    """
    cells = [one for one in pages.lesson(text).cells if one.cell_type == "markdown"]
    sections = {}
    for cell in cells:
        for number in re.findall(r"(?m)^## (\d+)\. ", cell.source):
            sections[number] = cell.id
    found = []
    for cell in cells:
        for section in _SECTION.finditer(cell.source):
            for item in _ITEM.findall(section[0]):
                line = " ".join(item.split())
                entry = _ENTRY.fullmatch(line)
                if not entry or entry["section"] not in sections:
                    raise AuthoringError(
                        f"{lesson.text}: in the section Elsewhere, a line is a word, what it is, "
                        "and the section that explains it, as in `- *derivative*: the slope "
                        f"(section 2).`, but one is `{line}`."
                    )
                place = sections[entry["section"]]
                word = entry["word"] + entry["more"]
                found.append(Word(word, f"{entry['text']}.", lesson, place))
    return found


def page(texts: dict[Lesson, str]):
    """The page of all words, in the order of the alphabet: a notebook without code."""
    words = [word for lesson, text in texts.items() for word in of_lesson(lesson, text)]
    lines = [
        f"- **{one.word}**: {one.text} ([lesson {one.lesson.number}]"
        f"({one.lesson.notebook.name}#cell-id={one.cell}))"
        for one in sorted(words, key=lambda one: one.word.lower())
    ]
    notebook = pages.empty()
    notebook.cells = [pages.text_cell(f"{HEAD}\n\n" + "\n".join(lines), "words")]
    return notebook
