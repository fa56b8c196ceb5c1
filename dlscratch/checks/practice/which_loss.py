"""Which loss fits which answer: a number, one of k classes, yes or no, several times yes or no."""

from dlscratch.checks.engine.run import Refuse
from dlscratch.checks.engine.told import Exercise

RIGHT = "ACBCBA"
SLIPS = {  # what to say of a letter at the place of another
    (0, "B"): "Minutes are not classes: 9 is nearly right where 10 is right. Look at question 1.",
    (0, "C"): "How many minutes is more than yes or no. Look at question 1.",
    (1, "A"): "Whether a word fits is yes or no, for each of the 20. Look at question 2.",
    (1, "B"): "Several words may fit a photo, or none. B lets the outputs compete for one place: "
    "their probabilities add up to 1. Look at question 2.",
    (2, "A"): "Falling, orbiting and escaping are not 0, 1 and 2 of anything: that an escape is "
    "twice an orbit means nothing. Look at question 3.",
    (2, "C"): "A body has one fate and no other. C asks three questions that have nothing to do "
    "with each other. Look at question 3.",
    (3, "A"): "Squares can learn yes or no, too, but slowly where the net is sure and wrong "
    "(lesson 4). There is a loss for it. Look at question 4.",
    (3, "B"): "With one output there is nothing to choose from: B gives it the probability 1, "
    "whatever it says. Look at question 4.",
    (4, "A"): "Two outputs and the number of the class: that is no number to be near to. Look at "
    "question 5.",
    (4, "C"): "C wants an answer for each output, of the same shape. Here there is one whole "
    "number for two outputs. Look at question 5.",
    (5, "B"): "A place in a picture is two numbers, and being a little off is a little wrong. "
    "Look at question 6.",
    (5, "C"): "How far is a number, and not yes or no. Look at question 6.",
}


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
    # The count comes first: a wrong answer is told how many it got right.
    return {"how many of the six are right": right, "which": "".join(letters)}


def _tell(outcomes):
    letters = outcomes[0].output["which"]
    return next((SLIPS[slip] for slip in enumerate(letters) if slip in SLIPS), None)


exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=RIGHT,
    run=_letters,
    tell=_tell,
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
    late_as_class=(SLIPS[0, "B"], "BCBCBA"),
    late_yes_or_no=(SLIPS[0, "C"], "CCBCBA"),
    words_as_numbers=(SLIPS[1, "A"], "AABCBA"),
    words_as_classes=(SLIPS[1, "B"], "ABBCBA"),
    fates_as_numbers=(SLIPS[2, "A"], "ACACBA"),
    three_fates_yes_or_no=(SLIPS[2, "C"], "ACCCBA"),
    spam_as_number=(SLIPS[3, "A"], "ACBABA"),
    one_output_as_classes=(SLIPS[3, "B"], "ACBBBA"),
    two_outputs_as_numbers=(SLIPS[4, "A"], "ACBCAA"),
    spam_twice_alike=(SLIPS[4, "C"], "ACBCCA"),
    nose_as_class=(SLIPS[5, "B"], "ACBCBB"),
    nose_yes_or_no=(SLIPS[5, "C"], "ACBCBC"),
    b_and_c_swapped=("B and C have changed places: what is C for?", "ABCBCA"),
    words_and_spam_as_classes=(
        "B is for one of k. Where several may be right, or where there is only one output, nothing "
        "competes. Look at questions 2 and 4.",
        "ABBBBA",
    ),
    all_classes=("Not every question is one of k classes. Begin with question 1.", "BBBBBB"),
    one_of_each_and_again=(
        "The example's letters are no answer: it shows how to write one.", "AABBCC",
    ),
)

exercise.variant("a, c, b, c, b, a")
exercise.variant(list(RIGHT))
