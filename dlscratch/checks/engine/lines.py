"""Exercises in which lines are put in order: from the letters of the lines to what they make."""

import linecache

from dlscratch.checks.engine.run import Refuse

FILE = "<your order of the lines>"


def assemble(order, lines, name, known, before=(), after=()):
    """What `name` stands for after the `lines` {letter: text} have run in the `order` of letters.

    `order` is a string such as "BCA", or a list of letters; what stands between letters, such as
    commas, arrows or line breaks, does not count. `known` are the names that the lines
    may use; `before` and `after` are lines that need no ordering.

    Raises Refuse, with a sentence for the learner, for what is no order, and for an order that
    Python cannot read.
    """
    texts = isinstance(order, str | list | tuple) and all(isinstance(x, str) for x in order)
    letters = [letter for letter in "".join(order).upper() if letter.isalpha()] if texts else []
    if not letters:
        raise Refuse('Write the letters in their order, as in `"ABC"`.')
    for letter in letters:
        if letter not in lines:
            raise Refuse(f"There is no line {letter}.")
    for letter in lines:
        if letters.count(letter) != 1:
            came = "is missing" if letter not in letters else f"comes {letters.count(letter)} times"
            raise Refuse(f"Line {letter} {came}. Use each of the {len(lines)} lines once.")
    whole = [*before, *(lines[letter] for letter in letters), *after]
    text = "\n".join(whole) + "\n"
    try:
        code = compile(text, FILE, "exec")
    except SyntaxError as error:
        number = min(error.lineno or 1, len(whole)) - 1
        raise Refuse(
            f"Python cannot read this order and stops at `{whole[number].strip()}`. "
            + _indentation(error, whole[max(number - 1, 0)].strip())
        ) from None
    linecache.cache[FILE] = len(text), None, text.splitlines(keepends=True), FILE
    names = dict(known)
    exec(code, names)
    if name not in names:
        raise Refuse("With which line does every function begin?")
    return names[name]


def _indentation(error, above):
    """Why Python stopped at a line, below the line `above`."""
    if error.msg.startswith("unexpected indent"):
        return (
            "It is indented further than it may be there: what belongs to a loop or to another "
            "line with a colon stands right below it, with nothing in between."
        )
    if error.msg.startswith("expected an indented block"):
        return f"`{above}` ends in a colon, so the line below it is indented further."
    if error.msg.startswith("unindent does not match"):
        return f"`{above}`, above it, is indented further than it may be there."
    return (
        "A line that ends in a colon wants a line right below it that is indented further, and "
        "only such a line is followed by one."
    )
