"""The cross-entropy of a network that has learnt nothing, with 100 classes."""

import numpy as np

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=4.6,
    rtol=0.02,
    hints=(
        "Which probability does each bird get from a network that knows nothing?",
        "Each gets 1/100. The surprise at 1/100 is the logarithm of 100.",
        "100 is 10 · 10, and the logarithm turns a product into a sum.",
    ),
    after="log 100 = 4.6. Write it beside your training before you start it. If the first loss is "
    "something else, you have saved yourself an evening.",
)


exercise.mistakes(
    probability=("That is the probability of each kind. The loss is the surprise at it.", 0.01),
    ten_classes=("That would be for ten kinds. Here are ten times as many.", 2.3),
    ten_times=(
        "You multiplied by 10. Ten times the classes is ten times the product, and for logarithms "
        "a product is a sum.",
        23,
    ),
    hundred_times=("You multiplied by 100. What does the logarithm make of 10 · 10?", 230),
    squared=("You squared log 10. 100 is 10², and the logarithm brings the 2 to the front.", 5.29),
    negative=("A surprise is never negative: it is *minus* log p.", -4.6),
    classes=("That is the number of kinds. The loss is the surprise at one of them.", 100),
    base_ten=("That is the logarithm to the base 10. Here it is to the base e: log 10 is 2.3.", 2),
    base_two=("That is the logarithm to the base 2. Here it is to the base e.", 6.64),
    nothing=("A loss of 0 would mean that it is sure, and right. This network knows nothing.", 0),
    over_the_classes=(
        "You divided by the number of kinds. There is one surprise for each photo, and the mean is "
        "over the photos.",
        0.046,
    ),
    over_the_classes_rounded=(
        "You divided by the number of kinds. There is one surprise for each photo, and the mean is "
        "over the photos.",
        0.05,
    ),
    times_the_classes=(
        "You added up a surprise for each kind. Only one is right: what is the surprise at it?",
        460,
    ),
    ten_added=(
        "You added 10. 100 is 10 *times* 10, and the logarithm turns a product into a sum.",
        12.3,
    ),
    over_ten=("That is log 10 over 10. What does the logarithm make of 10 · 10?", 0.23),
    halved=("That is half of log 10. With more kinds the surprise is larger, not smaller.", 1.15),
    thousand=("That would be for a thousand kinds. Count the zeros of 100.", 6.9),
    ten_thousand=("That would be for ten thousand kinds. Count the zeros of 100.", 9.2),
    negative_ten=(
        "A surprise is never negative: it is *minus* log p. And 2.3 is that for ten kinds.",
        -2.3,
    ),
    yes_or_no=("That is the surprise at one of two, log 2. Here are a hundred kinds.", 0.69),
    about_five=("Nearly. With one digit after the point: you get it exactly from log 10.", 5),
    slightly_less=("Nearly. Do you get it from log 10, without an estimate?", 4.5),
    slightly_more=("Nearly. Do you get it from log 10, without an estimate?", 4.7),
    certain=(
        "About 1 is the probability of being wrong; as a loss, it would mean p = 0.37. What is p "
        "for each bird, and the surprise at it?",
        1,
    ),
    in_brackets=("The number is right; write it without brackets.", [4.6]),
    string=("The number is right; write it without quotes.", "4.6"),
)


exercise.variant(4.605)
exercise.variant(np.log(100))
