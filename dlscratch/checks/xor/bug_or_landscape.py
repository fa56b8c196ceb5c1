"""Which of six observations speak for a bug, and not for a hard landscape? Their letters."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse

STATEMENTS = "ABCDEF"


def _letters(answer):
    """Which letters an answer holds, such as "BCE", "b, c, e" or ["B", "C", "E"]."""
    if not isinstance(answer, str | list | tuple | set) or not all(
        isinstance(letter, str) for letter in answer
    ):
        raise Refuse('Write the letters as one string, as in `"AF"`.')
    letters = [letter for letter in "".join(answer).upper() if letter not in " ,"]
    for letter in letters:
        if letter not in STATEMENTS:
            raise Refuse(f"There is no observation {letter}.")
    right = sum((letter in letters) == (letter in "BCE") for letter in STATEMENTS)
    # The count comes first: a wrong answer is told how many it got right, and not which.
    return {"how many of the six are judged rightly": right, "which": "".join(sorted(set(letters)))}


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference="BCE",
    run=_letters,
    hints=(
        "Ask of each observation: could correct code do that?",
        "A bug does not care about the seed, and it does not go away in a wider network. The "
        "landscape differs from seed to seed.",
        "Three of the six are signs of a bug. Two of these say what happens from every seed; one "
        "is a measurement of the gradients.",
    ),
    after="B is a sign that is turned round, C is a wrong backward, and E is a step that never "
    "comes or a net that is made anew. A, D and F belong to a healthy network in a bad place.",
)


exercise.mistakes(
    all=("Correct code can do some of these: the lesson's did. Which?", "ABCDEF"),
    turned_round=("These three are signs of the landscape. Asked for are the others.", "ADF"),
    a_too=("A is what the lesson counted, with correct code: some seeds get stuck.", "ABCE"),
    d_too=("D: would a bug go away because the network is wider?", "BCDE"),
    f_too=(
        "F: two right answers and two shrugs. What did the stuck runs of the lesson predict?",
        "BCEF",
    ),
    e_missing=(
        "B and C are right. What about E? With correct code even a stuck run moves a little in "
        "each epoch.",
        "BC",
    ),
    c_missing=(
        "B and E are right. And C: how large is the error of the gradient check if all gradients "
        "are right?",
        "BE",
    ),
    b_missing=(
        "C and E are right. And B: a good step of a sensible size lowers the loss. Here it climbs "
        "from every seed.",
        "CE",
    ),
    only_c=("C is right. Two more are bugs for sure: they happen from every seed.", "C"),
    only_b=("B is right. There are two more.", "B"),
    stuck_is_a_bug=(
        'Both are what the lesson saw with correct code: "it is stuck, so my '
        'code is wrong" is the mistake to unlearn.',
        "AF",
    ),
)


exercise.variant("b, c, e")
exercise.variant(["E", "C", "B"])
