"""How often is somebody right who plays to 50 and always says the number?"""

from dlscratch.checks.engine.exercise import Exercise

exercise = Exercise(
    __name__,
    kind="predict",
    wants="value",
    reference=27,
    hints=(
        "They are right on every number that is a multiple neither of 3 nor of 5.",
        "Count the multiples of 3 up to 50, those of 5, and then think of 15, 30 and 45.",
        "There are 16 multiples of 3 and 10 of 5, and 3 numbers are both. How many different "
        "numbers are that?",
    ),
    after="27 of 50, or 54 %, for somebody who never learnt a thing. Ask for this number before "
    "you are glad about any other.",
)


exercise.mistakes(
    the_words=(
        "So many numbers are a fizz, a buzz or a fizzbuzz: on those they are wrong. And the rest?",
        23,
    ),
    fifteens_counted_twice=(
        "You have taken away the multiples of 3 and those of 5. Which numbers did you take away "
        "twice?",
        24,
    ),
    fifteens_taken_once_more=(
        "15, 30 and 45 are among the multiples of 3, and among those of 5. They have been taken "
        "away too often, not too rarely.",
        21,
    ),
    only_fizz=("You have thought of the multiples of 3. What about those of 5?", 34),
    only_buzz=("You have thought of the multiples of 5. What about those of 3?", 40),
    only_fizzbuzz=(
        "You have taken away the multiples of 15 alone. 3 is a fizz and 5 is a buzz: on those "
        "they are wrong as well.",
        47,
    ),
    of_a_hundred=("That is the count for 1 to 100. Here they play to 50.", 53),
    one_too_few=(
        "Nearly: one too few. Write down the multiples of 3 up to 50, and count them: the last one "
        "is 48. (Half of what it is for 100 need not be right, either.)",
        26,
    ),
    one_too_many=(
        "Nearly: one too many. They play to 50, and 50 itself counts as well.",
        28,
    ),
    fifteens_forgotten=(
        "You have taken away fizz and buzz. On a fizzbuzz they are wrong as well.",
        30,
    ),
    all_four_counts=(
        "These are all four counts. Asked for is one number: how often it is right to say the "
        "number.",
        [27, 13, 7, 3],
    ),
    always=("They are wrong on every fizz, buzz and fizzbuzz.", 50),
    multiples_of_three=("So many multiples of 3 there are. On those they are wrong.", 16),
    share=("That is the share of right answers. Asked for is how many they are.", 0.54),
    per_cent=("That is in per cent. Asked for is how many of the 50.", 54),
)


exercise.variant(27.0)
exercise.variant(sum(1 for n in range(1, 51) if n % 3 and n % 5))
