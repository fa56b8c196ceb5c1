"""Put shuffled lines in order: a recursive function that counts the numbers in a tensor."""

import functools

from dlscratch import tensors
from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.lines import assemble
from dlscratch.checks.tensors.shared import ROW, SINGLE, STACK, TABLE

LINES = {
    "A": "    return total",
    "B": "        total = total + count_numbers(part)",
    "C": "def count_numbers(tensor):",
    "D": "    total = 0",
    "E": "        return len(tensor)",
    "F": "    for part in tensor:",
    "G": "    if is_1d(tensor):",
}

exercise = Exercise(
    __name__,
    kind="order",
    wants="value",
    reference="CGEDFBA",
    prepare=functools.partial(
        assemble, lines=LINES, name="count_numbers", known={"is_1d": tensors.is_1d}
    ),
    probes=[(ROW,), (TABLE,), (STACK,), (SINGLE,)],
    hints=(
        "Find the line with which a function begins, and the line with which it is done.",
        "A recursive function first asks whether it has the base case before it. What does it "
        "return then?",
        "After the base case: a total that starts at 0, a loop that adds one part's count to it in"
        " each round, and after the loop the total goes back.",
    ),
    after="Base case, calls on the parts, one way to put their answers together: you will "
    "meet these three again in lesson 3, where a stack of layers is itself a layer.",
)


exercise.mistakes(
    bodies_swapped=(
        "Which of the two lines that are indented furthest belongs to `if`, and which to `for`? "
        "In the base case there are no parts to call the function on.",
        "CGBDFEA",
    ),
    returns_before_the_loop=(
        "`return` ends the function at once. When it comes here, has the loop had a chance to add "
        "anything?",
        "CGEDAFB",
    ),
    total_used_too_early=(
        "A plain list is fine, because it needs no total. For any other tensor some line uses "
        "`total` before it has a value. Where must the first value be given, and where is it "
        "given back?",
        "CGEFBDA",
    ),
)


exercise.variant("CDGEFBA")
exercise.variant(["C", "G", "E", "D", "F", "B", "A"])
