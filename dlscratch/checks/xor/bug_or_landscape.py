"""Which of six observations point to a bug, because correct code would not give them?"""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse

STATEMENTS = "ABCDEF"


def _letters(answer):
    """Which letters an answer holds, such as "BCE", "b, c, e" or ["B", "C", "E"]."""
    if not isinstance(answer, str | list | tuple | set) or not all(
        isinstance(letter, str) for letter in answer
    ):
        raise Refuse('Write the letters as one string, as in `"AF"`.')
    letters = [letter for letter in "".join(answer).upper() if letter.isalpha()]
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
        "A failure from *every* seed points to a bug, for the landscape differs from seed to seed. "
        "Success from some seeds proves nothing. And what does a gradient check compare?",
        "Three of the six point to a bug. Two of these say what happens from every seed; one is a "
        "measurement of the gradients.",
    ),
    after="B points to a sign that is turned round (or to steps that are far too long), C to a "
    "wrong backward, and E to a step that never comes or a net that is made anew. A, D and F are "
    "what correct code does in a hard landscape. They do not prove it correct: the lesson's bug in "
    "the biases got there from 30 of 40 seeds, too. So check the gradients, and test the loop.",
)


exercise.mistakes(
    all=("Correct code can do some of these: the lesson's did. Which?", "ABCDEF"),
    turned_round=(
        "Correct code did these three in the lesson, so they point to nothing. Asked for are the "
        "others.",
        "ADF",
    ),
    a_too=(
        "A is what the lesson counted with correct code, and once more with a bug. So it points "
        "to neither.",
        "ABCE",
    ),
    d_too=(
        "D is what correct code does: in the lesson a wider network got away from where two hidden "
        "neurons were stuck.",
        "BCDE",
    ),
    f_too=(
        "F: two right answers and two shrugs. What did the stuck runs of the lesson predict?",
        "BCEF",
    ),
    a_and_d_too=(
        "A and D say how often it works, and with how many neurons. Correct code did both in the "
        "lesson.",
        "ABCDE",
    ),
    a_and_f_too=(
        "A and F are the stuck runs of the lesson: how many there were, and what they predicted. "
        "Its code was correct.",
        "ABCEF",
    ),
    d_and_f_too=(
        "D and F are what correct code did in the lesson: it was stuck, and it was not when the "
        "network was wider.",
        "BCDEF",
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
    only_c=("C is right. Two more point to a bug: they happen from every seed.", "C"),
    only_b=("B is right. There are two more.", "B"),
    only_e=("E is right. There are two more.", "E"),
    stuck_is_a_bug=(
        "Both are what the lesson saw with correct code. A run that is stuck does not say why: a "
        "bug may be behind it, or the landscape. Which observations would correct code not give?",
        "AF",
    ),
    seeds_decide=(
        "B and E are right. In A some seeds work and some do not: that proves nothing, neither a "
        "bug nor the landscape. And C is a measurement of the gradients.",
        "ABE",
    ),
    nothing=("There is at least one that correct code would not give. Which?", ""),
)


exercise.variant("b, c, e")
exercise.variant(["E", "C", "B"])
