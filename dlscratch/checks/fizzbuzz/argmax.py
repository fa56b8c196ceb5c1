"""Fill in the loop that finds the place of the highest score, in plain Python."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="fill",
    reference=lambda scores: scores.index(max(scores)),
    probes=[
        ([0.3, 1.5, -2.0, 0.7],),
        ([-4.0, -3.0, -1.5, -2.5],),
        ([2.0, 0.5, 2.0, 1.0],),
        ([5, 1, 2, 3],),
        ([0.1, 0.2, 0.3, 0.9],),
        ([-7.5],),
        ([0.2, 0.5, 0.1, 0.3, 2.0, 1.0],),
        ([1, 0, -5, 4],),
        ([1.0, 1.0, 1.0],),
        ([0.7, 0.74, 0.71, 0.69],),
        ([0, -1, 3, 3, 2],),
    ],
    hints=(
        "`best` is a place, and so is `place`. The scores in these places are to be compared.",
        "When is the score in `place` a better one than the best so far?",
        "Compare `scores[...]` of both places. Where the new one is larger, and only then, "
        "remember its place.",
    ),
    after="The largest score is a number; the answer is where it stands. You never compare it with "
    "0.5, nor with 0: only with the other scores.",
)


@exercise.wrong("That is the largest score. Asked for is the place where it stands.")
def the_score_itself(scores):
    return max(scores)


@exercise.wrong(
    "You compare a score with `best`, which is a place. Compare it with the score in that place."
)
def compared_with_a_place(scores):
    best = 0
    for place in range(len(scores)):
        if scores[place] > best:
            best = place
    return best


@exercise.wrong("`best` is to remember a place, and it is given a score.")
def remembers_the_score(scores):
    best = 0
    for place in range(len(scores)):
        if scores[place] > best:
            best = scores[place]
    return best


@exercise.wrong(
    "Scores may all be negative, and one of them is still the highest. Compare scores with each "
    "other, not with 0."
)
def above_zero(scores):
    best, largest = 0, 0
    for place, score in enumerate(scores):
        if score > largest:
            best, largest = place, score
    return best


@exercise.wrong(
    "Of two equal scores this takes the last. `>=` also holds where nothing has got better."
)
def last_of_equals(scores):
    return max(range(len(scores)), key=lambda place: (scores[place], place))


@exercise.wrong("This finds the place of the smallest score. Look at your comparison.")
def smallest(scores):
    return scores.index(min(scores))


@exercise.wrong(
    "Each score is compared with its neighbour, so this finds the last step up. Compare with the "
    "best so far."
)
def the_last_step_up(scores):
    best = 0
    for place in range(1, len(scores)):
        if scores[place] > scores[place - 1]:
            best = place
    return best


@exercise.wrong("These places are counted from 1. Python counts from 0.")
def counted_from_one(scores):
    return scores.index(max(scores)) + 1


@exercise.wrong(
    "That is a row with a 1 in the right place. Asked for is the place, a single number."
)
def one_hot(scores):
    return [int(place == scores.index(max(scores))) for place in range(len(scores))]


@exercise.wrong("The answer is always 0. Does `best` ever get another value?")
def always_0(scores):
    return 0


@exercise.wrong("The answer is always the last place. Is your comparison ever false?")
def always_the_last(scores):
    return len(scores) - 1


@exercise.wrong(
    "`best` is one more each time something better comes. But the better one may stand several "
    "places further on: remember its place."
)
def one_further(scores):
    best = 0
    for place in range(len(scores)):
        if scores[place] > scores[best]:
            best = best + 1
    return best


@exercise.wrong("You count the scores that are larger than the first. Which one is the largest?")
def count_of_larger(scores):
    return sum(score > scores[0] for score in scores)


@exercise.wrong(
    "This goes by the distance from 0. A score of -5 is a low one, however far from 0 it is."
)
def farthest_from_zero(scores):
    return max(range(len(scores)), key=lambda place: abs(scores[place]))


@exercise.wrong("This is the last place with a score above 0. Compare scores with each other.")
def last_positive(scores):
    return max((place for place, score in enumerate(scores) if score > 0), default=0)


@exercise.wrong("This is the last place with a score above the average. The highest one is wanted.")
def last_above_average(scores):
    average = sum(scores) / len(scores)
    return max((place for place, score in enumerate(scores) if score > average), default=0)


@exercise.wrong(
    "This is the last place with a score above the first one. Compare with the best so far."
)
def last_above_the_first(scores):
    return max((place for place, score in enumerate(scores) if score > scores[0]), default=0)


@exercise.wrong("This is the first place with a score above the first one. Go on from there.")
def first_above_the_first(scores):
    return next((place for place, score in enumerate(scores) if score > scores[0]), 0)


@exercise.wrong(
    "A score has got into `best`, and then serves as a place in the square brackets. Remember the "
    "place."
)
def score_as_a_place(scores):
    best = 0
    for place in range(len(scores)):
        if scores[place] > scores[best]:
            best = scores[place]
    return best


@exercise.wrong(
    "`index` looks for a value in the list, and it was given a place. You have the place already."
)
def index_of_a_place(scores):
    best = 0
    for place in range(len(scores)):
        if scores[place] > scores[best]:
            best = scores.index(place)
    return best


@exercise.wrong("The last score is never looked at: a range already stops before its end.")
def last_left_out(scores):
    return scores[: len(scores) - 1].index(max(scores[:-1])) if scores[1:] else 0


@exercise.wrong("The place is counted from the end.")
def from_the_end(scores):
    return len(scores) - 1 - scores.index(max(scores))


@exercise.wrong("These are the place and the score. Asked for is the place alone.")
def place_and_score(scores):
    return scores.index(max(scores)), max(scores)


@exercise.variant
def by_numpy(scores):
    return np.argmax(scores)


@exercise.variant
def by_a_key(scores):
    return max(range(len(scores)), key=lambda place: scores[place])


@exercise.variant
def by_enumerate(scores):
    return max(enumerate(scores), key=lambda pair: pair[1])[0]
