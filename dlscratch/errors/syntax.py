"""What helps with text that is no Python: brackets, colons, quotes, indentation."""

import ast
import keyword
import linecache
import re

from dlscratch.errors.kinds import Table

SYNTAX = Table()


def usual(error) -> SyntaxError:
    """The SyntaxError as Python itself puts it: a notebook only says "incomplete input"."""
    if error.msg == "incomplete input":
        text = "".join(linecache.getlines(error.filename or ""))
        try:
            ast.parse(text)
        except SyntaxError as same:
            same.filename = error.filename
            return same
    return error


@SYNTAX.kind(SyntaxError, "^invalid syntax|^expected")
def words_of_another_language(found, spot, error):
    """The line has something that other languages write so, outside of strings and comments."""
    line = re.sub(r"(\"[^\"]*\"|'[^']*'|#.*)", "", error.text or "")
    for pattern, words in (
        (r"\belse\s+if\b", "Python writes `elif`."), (r"&&", "Python writes `and`."),
        (r"\|\|", "Python writes `or`."), (r"(\+\+|--)\s*$", "Python writes `i += 1`, or `-= 1`."),
        (r"(^|[^!=<>])!(?!=)", "Python writes `not`."),
    ):  # fmt: skip
        if re.search(pattern, line):
            return words
    return None


@SYNTAX.kind(SyntaxError, r"'(.)' was never closed")
def never_closed(found, spot, error):
    """Python names the bracket, and the line in which it opens."""
    return f"The `{found[1]}` in this line is opened and never closed."


@SYNTAX.kind(SyntaxError, r"^f-string: expecting '}'|closing .* does not match .* '{'")
def f_string_left_open(found, spot, error):
    """From Python 3.12 on, what stands behind the string is to close its bracket."""
    line = (error.text or "").replace("{{", "").replace("}}", "")
    if found[0].startswith("f") or re.search(r"""\b[fF]r?(["'])[^"']*\{[^"'{}]*\1""", line):
        return "In an f-string each `{` wants its `}`."
    return None


@SYNTAX.kind(
    SyntaxError, r"unmatched '(.)'|closing parenthesis '(.)' does not match opening .* '(.)'"
)
def closed_by_another(found, spot, error):
    """Python names the bracket, and the one that it would have to fit."""
    if found[1]:
        return f"This `{found[1]}` closes a bracket that was never opened: one too many?"
    return (
        f"A `{found[3]}` is opened, and `{found[2]}` is to close it: brackets close in the "
        "order in which they were opened, the last first."
    )


SYNTAX.always(
    "colon_missing", SyntaxError, "^expected ':'",
    "A line that begins with `if`, `for`, `while`, `def`, `class`, `with`, `else` or the like ends "
    "with a colon.",
)  # fmt: skip


@SYNTAX.kind(SyntaxError, "Maybe you meant '==' (or ':=' )?instead of '='")
def one_equals_sign(found, spot, error):
    """In an expression, or in a line that begins with a word such as `if`."""
    if found[1] or re.match(r"\s*(if|elif|while|assert|return)\b", error.text or ""):
        return "`=` gives a name a value; to compare is `==`."
    return None


@SYNTAX.kind(SyntaxError, r"^(?:cannot|illegal) assign(?:ment)? to ([\w -]+?)(?: here)?(\.|$)")
def no_place_for_a_value(found, spot, error):
    """Python names what stands on the left of `=`."""
    if found[1] in ("True", "False", "None"):
        return f"`{found[1]}` is Python's own: it cannot be given another value."
    known = {"literal": "a fixed value", "function call": "a call of a function"}
    what = known.get(found[1], f"this {found[1]}")
    return f"On the left of `=` stands a name that gets the value, and {what} can get none."


SYNTAX.always(
    "comma_missing", SyntaxError, "Perhaps you forgot a comma",
    "Two things stand side by side with nothing between them: a comma, or a sign such as `*`?",
)  # fmt: skip
SYNTAX.always(
    "quotes_not_closed", SyntaxError,
    r"^unterminated (f-string|string) literal|EOL while scanning string",
    "A string begins in this line and does not end in it: the closing quotes are missing, or there "
    "are quotes of the same kind inside.",
)  # fmt: skip
SYNTAX.always(
    "triple_quotes_not_closed", SyntaxError, r"unterminated triple-quoted",
    "A string in triple quotes begins here, and its end is missing.",
)  # fmt: skip
SYNTAX.always(
    "print_is_a_function", SyntaxError, "Missing parentheses in call to '(\\w+)'",
    "`{1}` is a function: what it gets stands in brackets.",
)  # fmt: skip
SYNTAX.always(
    "block_missing", IndentationError, "^expected an indented block( after (.+?) on line (\\d+))?",
    "What belongs to a line with a colon stands below it, four spaces to the right. Nothing does: "
    "`pass` is for a body that is still empty.",
)  # fmt: skip
SYNTAX.always(
    "indented_too_far", IndentationError, "^unexpected indent",
    "This line stands further right than the one before, and nothing above it opens a block.",
)  # fmt: skip
SYNTAX.always(
    "between_two_indents", IndentationError, "^unindent does not match any outer",
    "This line ends a block, but stands as far right as none of the lines above that it could go "
    "on with.",
)  # fmt: skip
SYNTAX.always(
    "tabs_and_spaces", IndentationError, "inconsistent use of tabs",
    "Tabs and spaces are mixed in front of lines: use spaces alone.",
)  # fmt: skip
SYNTAX.always(
    "outside_of_its_block", SyntaxError, "^'(return|yield|await)' outside (async )?function",
    "`{1}` stands inside a function: look at the indentation of this line.",
)  # fmt: skip
SYNTAX.always(
    "outside_of_a_loop", SyntaxError, "^'(break|continue)' (outside|not properly in) loop",
    "`{1}` stands inside a loop: look at the indentation of this line.",
)  # fmt: skip
SYNTAX.always(
    "named_arguments_last", SyntaxError, "^positional argument follows keyword argument",
    "Arguments with a name, `x=…`, stand behind those without one.",
)  # fmt: skip
SYNTAX.always(
    "argument_twice", SyntaxError, "^keyword argument repeated: (\\w+)",
    "The argument `{1}` is given twice.",
)  # fmt: skip
SYNTAX.always(
    "foreign_character", SyntaxError, r"^invalid (?:non-printable )?character",
    "This line has a character that Python does not know, often copied from a page or a document: "
    "curly quotes, a long dash for a minus, an odd space. Type it anew.",
)  # fmt: skip
SYNTAX.always(
    "number_and_name", SyntaxError, "^invalid (decimal|imaginary) literal",
    "A number and letters run together: a name begins with a letter, and a product needs `*`.",
)  # fmt: skip
SYNTAX.always(
    "leading_zeros", SyntaxError, "^leading zeros in decimal integer",
    "A whole number does not begin with 0.",
)  # fmt: skip


@SYNTAX.kind(SyntaxError, "^invalid syntax")
def word_of_pythons_own(found, spot, error):
    """A keyword, such as lambda, stands right before `=` or as a parameter."""
    line = re.sub(r"(\"[^\"]*\"|'[^']*'|#.*)", "", error.text or "")
    for word in re.findall(r"(?<![\w.])(\w+)\s*(?:,\s*\w+\s*)*=(?!=)", line):
        if keyword.iskeyword(word) and word not in ("else", "if", "in", "and", "or", "not"):
            return (
                f"`{word}` is a word of Python's own, and no name can be like it: `{word}_` will "
                "do."
            )
    for word in re.findall(r"\bdef\s+(\w+)", line):
        if keyword.iskeyword(word):
            return f"`{word}` is a word of Python's own, and no function can be called so."
    return None


@SYNTAX.kind(SyntaxError, "^invalid syntax$")
def value_missing(found, spot, error):
    """The line ends with a sign that wants something behind it."""
    line = re.sub(r"#.*", "", error.text or "").strip()
    if re.search(r"(?<![=!<>])=$|[-+*/@%]$", line):
        return f"Behind the last `{line[-1]}` something is missing."
    return None
