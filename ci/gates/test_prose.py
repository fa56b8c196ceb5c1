"""The reading rules that can be counted."""

import ast
import functools
import re

import pytest
from gate import LESSONS, TEXTS, results
from nbformat.v4 import new_code_cell, new_markdown_cell

from dlscratch.course import lessons, pages, signposts

CODE_LINES = 15
WORDS_BETWEEN_CODE = 150
# The lesson from which on a name may be used. A module stands for all its names but those listed.
SINCE = {
    "dlscratch.tensors": 1,
    "dlscratch.layers": 2,
    "dlscratch.gradients": 2,
    "dlscratch.layers.Linear": 3,
    "dlscratch.layers.Sequential": 3,
    "dlscratch.layers.ReLU": 7,
    "dlscratch.initializers": 3,
    "dlscratch.losses": 4,
    "dlscratch.optimizers": 5,
    "dlscratch.datasets": 6,
    "dlscratch.training": 6,
    "dlscratch.datasets.fizzbuzz": 8,
    "dlscratch.datasets.binary_encode": 8,
    "dlscratch.datasets.mnist": 9,
    "dlscratch.datasets.mnist_small": 9,
    "dlscratch.layers.Dropout": 9,
    "dlscratch.weights": 9,
    "dlscratch.recipes": 9,
    "dlscratch.convolution": 10,
    "torch": 11,
} | {f"dlscratch.checks.{one.name}": one.number for one in lessons.LESSONS[1:]}
HYPE = re.compile(
    r"\b(amazing|awesome|incredibl[ey]|magic(al|ally)?|mind-blowing|game.?chang\w+|powerful|"
    r"exciting|revolutionary|blazing\w*|super|wow|yay|unleash|supercharge\w*|journey|dive in)\b",
    re.IGNORECASE,
)

PATHS = {path.stem: path for path in TEXTS}
each_notebook = pytest.mark.parametrize("stem", PATHS)
each_lesson = pytest.mark.parametrize("stem", [one.stem for one in LESSONS])


@functools.cache
def notebook(stem):
    """Made only if it is needed, and not whenever the gates are collected."""
    make = pages.blank if stem.endswith("_exercises") else pages.lesson
    return make(TEXTS[PATHS[stem]], PATHS[stem].as_posix())


def cells(stem, kind):
    return [cell.source for cell in notebook(stem).cells if cell.cell_type == kind]


def words(markdown):
    """The words to be read: no links' addresses, no code blocks, no marks."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.DOTALL)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    return re.findall(r"\w[\w'’-]*", text)


def prose(markdown):
    """The text without code and pictures."""
    return re.sub(r"```.*?```|`[^`]*`|!\[", " ", markdown, flags=re.DOTALL)


def used(code):
    """Every name that the code imports, or uses through a module that it imported, dotted."""
    modules = {}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            modules.update((alias.asname or alias.name, alias.name) for alias in node.names)
            yield from modules.values()
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            yield from modules.values()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{modules.get(node.value.id, '')}.{node.attr}"


def since(name):
    """The lesson from which on `name` may be used: that of its longest known beginning."""
    while name:
        if name in SINCE:
            return SINCE[name]
        name = name.rpartition(".")[0]
    return 0


@each_lesson
def test_code_cells_are_short(stem):
    for code in cells(stem, "code"):
        assert len(code.splitlines()) <= CODE_LINES, code


@each_notebook
def test_there_is_something_to_do_every_150_words(stem):
    read = 0
    for cell in notebook(stem).cells:
        read = read + len(words(cell.source)) if cell.cell_type == "markdown" else 0
        assert read <= WORDS_BETWEEN_CODE, f"{read} words up to: {cell.source[-200:]}"


@each_notebook
def test_nothing_is_used_before_its_lesson(stem):
    number = int(stem[:2]) or 1  # 00_start_here shows a check of lesson 01
    late = {name for name in used("\n".join(cells(stem, "code"))) if since(name) > number}
    assert not late


@pytest.mark.parametrize(
    "code, lesson",
    [
        ("from dlscratch.layers import Sigmoid", 2),
        ("from dlscratch.layers import Sigmoid, Dropout", 9),
        ("from dlscratch import layers as known\nknown.Linear(2, 3)", 3),
        ("import dlscratch.layers as known\nknown.Dropout(0.5)", 9),
        ("from dlscratch.datasets import xor", 6),
        ("from dlscratch.datasets import mnist_small", 9),
        ("from dlscratch.checks import losses as check, ____", 4),
        ("import torch.nn as nn", 11),
        ("import numpy as np\nnp.losses", 0),
    ],
)
def test_late_names_are_seen(code, lesson):
    assert max(map(since, used(code))) == lesson


# Terms. A lesson sets a term in bold where it defines it. What else may be bold:
CALLS = ["Predict.", "Guess.", "Change it.", "Make it.", "Stop. Write it:"]
CALLS += signposts.ENDS.findall(" ".join(sum(signposts.LEFT.values(), [])))
MENUS = re.compile(r"\*\*(File|Kernel|Run|View|Edit)\b[^*]*\*\*")


def definitions():
    """Where each term is defined: [(term, number of its lesson, number of the cell)]."""
    found = []
    for lesson in LESSONS[1:]:  # the first page teaches no deep learning
        for number, cell in enumerate(notebook(lesson.stem).cells):
            if cell.cell_type == "markdown":
                bold = re.findall(r"\*\*([^*]+)\*\*", MENUS.sub("", cell.source))
                terms = [re.sub(r"\s+", " ", term) for term in bold if term not in CALLS]
                found += [(term, lesson.number, number) for term in terms]
    return found


def looking_ahead(lesson, number):
    """Whether a cell may name what comes later: the opening with the objectives, and the end."""
    return number < 2 or number == len(notebook(lesson.stem).cells) - 1


def test_a_term_is_defined_once():
    terms = [term.lower() for term, *_ in definitions()]
    assert {term for term in terms if terms.count(term) > 1} == set()


def test_no_term_before_its_definition():
    early = []
    for term, number, place in definitions():
        word = re.compile(rf"(?<![\w-]){re.escape(term)}(s|es)?(?![\w-])", re.IGNORECASE)
        for lesson in LESSONS[1 : number + 1]:
            last = place if lesson.number == number else None
            for i, cell in enumerate(notebook(lesson.stem).cells[:last]):
                if cell.cell_type != "markdown" or looking_ahead(lesson, i):
                    continue
                # A sentence that names a lesson to come may name its subject, too.
                text = re.sub(r"(?m)^#+ .*", "", prose(cell.source))  # a title may name its subject
                for sentence in re.split(r"(?<=[.?!])\s", text):
                    ahead = [int(n) for n in re.findall(r"[Ll]esson (\d+)", sentence)]
                    if word.search(sentence) and number not in range(1, max(ahead, default=0) + 1):
                        early.append(f"{term} ({number}): {lesson.stem}, cell {i}: {sentence}")
    assert not early, "\n".join(early)


# Numbers. What the text states as a result stands in an output or in the code of its notebook.
SMALL = 12  # whole numbers up to here are counted off, not measured
NUMBER = re.compile(r"(?<![\w.,/])(?<!chapter )\d+(?:,\d{3})*(?:\.\d+)?(?: ?%| per cent)?(?![\w/])")
HEAD = re.compile(r"About \d+ minutes")  # the build's own estimate
SOURCED = re.compile(r"\[[^\]]+\]|\b(19|20)\d\d\b")  # a link, or a year of publication


def stated(markdown):
    """The numbers that a text states without a source: [(number, its decimals, is it a share)]."""
    for paragraph in re.split(r"\n\s*\n", prose(markdown)):
        asked = paragraph.startswith(("**Predict.**", "**Change it.**"))  # nothing is claimed
        if asked or HEAD.match(paragraph) or SOURCED.search(paragraph) or paragraph.startswith("#"):
            continue
        for words in NUMBER.findall(paragraph):
            digits = re.sub(r"[^\d.]", "", words)
            decimals, share = len(digits.partition(".")[2]), not words[-1].isdigit()
            if share or decimals or float(digits) > SMALL:
                yield float(digits), decimals, share


def seen(cells):
    """All numbers in the code and in the outputs of some cells."""
    texts = [cell.source for cell in cells if cell.cell_type == "code"]
    for output in (output for cell in cells for output in cell.get("outputs", [])):
        texts += [output.get("text", ""), output.get("data", {}).get("text/plain", "")]
    found = re.findall(r"\d[\d,_]*(?:\.\d+)?(?:e[-+]?\d+)?", "\n".join(texts))
    return {float(re.sub("[,_]", "", number)) for number in found}


def unproved(cells):
    known = seen(cells)
    for markdown in (cell.source for cell in cells if cell.cell_type == "markdown"):
        for number, decimals, share in stated(markdown):
            forms = [*known, *(100 * one for one in known), *(100 - 100 * one for one in known)]
            if all(round(one, decimals) != number for one in (forms if share else known)):
                yield number


@each_lesson
def test_stated_numbers_are_seen_or_asserted(stem):
    assert list(unproved(results(lessons.find(stem)).cells)) == []


@pytest.mark.parametrize(
    "text, code, missing",
    [
        ("It gets 96 %.", "assert score >= 0.96", []),
        ("It gets 96 %.", "assert score >= 0.95", [96]),
        ("An error of 4 %.", "print(0.96)", []),
        ("33 of 40 runs", "assert (learnt, runs) == (33, 40)", []),
        ("33 of 40 runs", "assert learnt == 33", [40]),
        ("It is 0.62.", "print(0.6249)", []),
        ("It is 0.62.", "print(0.6149)", [0.62]),
        ("Two of 3, in 12 steps of `0.7`.", "", []),
        ("The error is 12.0 % ([LeCun](http://a.b)).\n\nOurs is 11.0 %.", "", [11]),
    ],
)
def test_unproved_numbers_are_seen(text, code, missing):
    cells = [new_markdown_cell(text), new_code_cell(code)]
    assert list(unproved(cells)) == missing


@each_notebook
def test_begins_with_a_title(stem):
    first = notebook(stem).cells[0]
    assert first.cell_type == "markdown" and re.match(r"# \S", first.source)
    titles = re.findall(r"(?m)^# \S.*", "\n".join(cells(stem, "markdown")))
    assert len(titles) == 1, titles


# A line that begins "1." amid a sentence, or any that begins "255.", is shown as a list.
SHOWN_AS_A_LIST = re.compile(r"(?m)^\d\d+\. |(?<=[\w,;])\n1\. ")


@each_notebook
def test_no_sentence_is_shown_as_a_list(stem):
    texts = "\n\n".join(cells(stem, "markdown"))
    assert SHOWN_AS_A_LIST.findall(texts) == []


@pytest.mark.parametrize(
    "text, seen",
    [("mean 0 and deviation\n1. What is", 1), ("255. Four in five", 1), ("Do:\n\n1. this", 0)],
)
def test_a_sentence_shown_as_a_list_is_seen(text, seen):
    assert len(SHOWN_AS_A_LIST.findall(text)) == seen


@each_lesson
def test_objectives_come_first(stem):
    opening = "\n".join(cell.source for cell in notebook(stem).cells[:2])
    assert re.search(r"(?i)objectives|you (can|will)", opening), "say what it teaches"
    assert len(re.findall(r"(?m)^(-|\d\.) ", opening)) >= 2, "as a list"


@each_notebook
def test_sober(stem):
    text = "\n".join(prose(markdown) for markdown in cells(stem, "markdown"))
    assert not HYPE.search(text), HYPE.search(text)[0]
    assert text.count("!") <= 2 and "!!" not in text


@pytest.mark.parametrize("path", TEXTS, ids=str)
def test_no_emoji(path):
    assert not re.findall(
        "[\U0001f000-\U0001ffff\u2600-\u270f\u2728\u2753-\u2764\ufe0f]", TEXTS[path]
    )
