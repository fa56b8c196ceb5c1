"""Which loss fits which answer: a number, one of k classes, yes or no, several times yes or no."""

from dlscratch.checks.engine.exercise import Exercise
from dlscratch.checks.engine.run import Refuse

RIGHT = "ACBCBA"


def _letters(answer):
    """Six letters, from "ACB…", "a, c, b, …" or a list; how many of them are right, and which."""
    texts = isinstance(answer, str) or isinstance(answer, list | tuple) and all(
        isinstance(letter, str) for letter in answer
    )
    letters = [one for one in "".join(answer).upper() if one.isalpha()] if texts else []
    if len(letters) != len(RIGHT):
        came = f"{len(letters)} came" if letters else "none came"
        raise Refuse(f'Write six letters as one string, as in `"AABBCC"`; {came}.')
    if strange := sorted(set(letters) - set("ABC")):
        raise Refuse(f"There is no loss {strange[0]}: they are A, B and C.")
    right = sum(one == other for one, other in zip(letters, RIGHT, strict=True))
    return {"how many of the six are right": right, "which": "".join(letters)}


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=RIGHT,
    run=_letters,
    hints=(
        "Ask of each: is the answer a number, one of k classes, or yes or no?",
        "Count the outputs of the net and look at the answers. One of k: k outputs, and one whole "
        "number for each example. Yes or no: one output for each question, and 0.0 or 1.0.",
        "Two of the six are numbers. Two have one whole number for each example. In the other two "
        "each output stands for a question of its own.",
    ),
    after="Two outputs or one for spam: both are right, if loss, outputs and answers agree. Where "
    "they do not, some pairs stop with an error, and some learn something that nobody asked for.",
)

exercise.mistakes(
    words_as_classes=(
        "Several words may fit a photo, or none. B makes the outputs compete for one place: their "
        "probabilities add up to 1.",
        "ABBCBA",
    ),
    spam_twice_alike=(
        "The two nets for spam are different. The one in question 5 has two outputs, and its "
        "labels are the numbers of classes.",
        "ACBCCA",
    ),
    one_output_as_classes=(
        "With one output there is nothing to choose from: B would give it the probability 1, "
        "whatever it says. Look at question 4.",
        "ACBBBA",
    ),
    three_fates_yes_or_no=(
        "A body has one fate and no other. C asks three questions that have nothing to do with "
        "each other. Look at question 3.",
        "ACCCBA",
    ),
    nose_as_class=(
        "A place in a picture is two numbers, and being a little off is a little wrong. Look at "
        "question 6.",
        "ACBCBB",
    ),
    b_and_c_swapped=("B and C have changed places: what is C for?", "ABCBCA"),
)

exercise.variant("a, c, b, c, b, a")
exercise.variant(list(RIGHT))
