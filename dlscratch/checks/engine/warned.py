"""What warnings say that come while an answer runs, in sentences for its verdict."""

import re
import sys
from typing import NamedTuple

from dlscratch.errors.values import TICK

MOST = 10  # so many different ones are kept
SHOWN = 2  # of PyTorch's

# What some of PyTorch's are about, in words of this course: (a piece of the warning, a sentence).
PLAIN = (
    ("is different to the input size",
     "The two shapes broadcast, so examples meet that do not belong together."),
    ("a Tensor that is not a leaf",
     "Only a leaf keeps its gradient, not what was computed from others."),
    ("before `optimizer.step()`",
     "The schedule moves on before a step is taken at its first rate."),
    ("Implicit dimension choice", "Say along which axis, by `dim`."),
    ("To copy construct from a tensor", "It is a tensor already."),
    ("is not writable", "The tensor shares its memory with an array that must not be changed."),
    ("requires_grad=True to a scalar", "Something recorded has become a plain number."),
    ("list of numpy.ndarrays is extremely slow", "Make one array of the list first."),
    ("degrees of freedom is <= 0", "A spread was asked for where there is only one number."),
    ("create_graph=True will create", "Nothing here needs `create_graph`."),
)  # fmt: skip


class Warned(NamedTuple):
    """A warning: who gave it, PyTorch or Python, and its text."""

    source: str
    text: str


def noted(warned: list[Warned], message):
    """Add a warning to the others, of which the same one is kept once; to be called by what stands
    in the place of `warnings.showwarning`."""
    text = str(message)
    # A wrong product of matrices is no division; some processors warn of one all the same.
    if "encountered in matmul" in text:
        return
    one = Warned("PyTorch" if _is_of_pytorch(text) else "Python", text)
    if one in warned:
        warned.remove(one)
    if len(warned) < MOST:
        warned.append(one)


def _is_of_pytorch(text):
    """PyTorch warns from its own code, which may be C++, on behalf of the line that called it."""
    if re.search(r"Triggered internally|\btorch\b", text):
        return True
    frame = sys._getframe(1)
    while frame and frame.f_globals.get("__name__") in (__name__, "warnings", _UNDISTURBED):
        frame = frame.f_back
    name = frame.f_globals.get("__name__", "") if frame else ""
    return str(name).partition(".")[0] == "torch"


_UNDISTURBED = "dlscratch.checks.engine.undisturbed"


def sentences(warned, plain=True) -> list[str]:
    """What is told of warnings: PyTorch's, with a plain word for those that have one; and the last
    of the others, which comes from nearest to the end, where the harm was seen."""
    told = [_sentence(one, plain) for one in warned if one.source == "PyTorch"][-SHOWN:]
    others = [one for one in warned if one.source != "PyTorch"]
    return told + [_sentence(one, plain) for one in others[-1:]]


def of_pytorch(outcomes) -> list[str]:
    """What is told of PyTorch's warnings in several runs."""
    all_of_them = [one for outcome in outcomes for one in outcome.warned]
    return sentences(dict.fromkeys(one for one in all_of_them if one.source == "PyTorch"))


def _sentence(one, plain, most=200):
    """A warning in one line, with no mark of code in it; of PyTorch's only the first sentence."""
    text = " ".join(one.text.partition("(Triggered internally")[0].split())
    word = next((word for piece, word in PLAIN if piece in text), "")
    if one.source == "PyTorch":
        text = re.split(r"(?<=[\w`)])\. +(?=[A-Z])", text)[0]
    text = text.replace("`", TICK)
    text = text if len(text) <= most else text[:most].rpartition(" ")[0] + " …"
    text = text if text.endswith((".", "…", "!", "?")) else f"{text}."
    return f"{one.source} warned: {text} {word if plain else ''}".strip()
