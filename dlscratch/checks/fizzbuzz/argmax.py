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


@exercise.variant
def by_numpy(scores):
    return np.argmax(scores)


@exercise.variant
def by_a_key(scores):
    return max(range(len(scores)), key=lambda place: scores[place])


@exercise.variant
def by_enumerate(scores):
    return max(enumerate(scores), key=lambda pair: pair[1])[0]
