"""How many places a window has along one side, with stride and padding."""

import itertools
import math

import numpy as np

from dlscratch.checks.engine.told import Exercise, alike


def _places(side, size, stride=1, padding=0):
    return (side + 2 * padding - size) // stride + 1


def _counted(places, *given):
    """What comes back, and whether it is a whole number: shapes are made of it."""
    found = places(*given)
    if type(found) in (list, tuple) or isinstance(found, np.ndarray) and found.shape:
        return {"": found}
    whole = isinstance(found, int | np.integer) and not isinstance(found, bool)
    kind = "a whole number" if whole else type(found).__name__
    seen = {"": found, "what kind of number it is": kind}
    return seen | {SMALL: _first_wrong(places)} if given == _LAST else seen


SMALL = "which small window is the first that it counts wrongly"
_LAST = (227, 11, 4, 2)  # behind it, all small windows come


def _first_wrong(places):
    """The first one, of all windows and strides on sides of up to 6 pixels.

    Whoever counts others wrongly has heard of these.
    """
    if any(places(*probe) != _places(*probe) for probe in exercise.probes):
        return "none"
    for padding, stride, side, size in itertools.product(
        range(3), range(1, 4), range(1, 7), range(1, 7)
    ):
        if size <= side + 2 * padding:
            right, came = _places(side, size, stride, padding), places(side, size, stride, padding)
            if came != right:
                return (
                    f"side {side}, size {size}, stride {stride}, padding {padding}: {came}, and "
                    f"not {right}"
                )
    return "none"


_counted.arguments = ("side", "size", "stride", "padding")


def _tell(outcomes):
    """For which kinds of windows it is right."""
    if any(outcome.error for outcome in outcomes):
        return None
    kinds: dict[str, list] = {}
    sizes: dict[str, list] = {}
    for probe, outcome, expected in zip(exercise.probes, outcomes, exercise.expected, strict=False):
        stride, padding = (*probe[2:], *(1, 0)[len(probe) - 2 :])
        kind = (
            "with both" if stride > 1 and padding
            else "with a stride alone" if stride > 1
            else "with padding alone" if padding
            else "with neither stride nor padding"
        )  # fmt: skip
        came = outcome.output[""] if isinstance(outcome.output, dict) else None
        right = alike(came, expected.output[""])
        kinds.setdefault(kind, []).append(right)
        sizes.setdefault(f"where size is {'odd' if probe[1] % 2 else 'even'}", []).append(right)
    mixed = any(any(found) and not all(found) for found in kinds.values())
    if mixed and sum(map(all, sizes.values())) == 1:
        kinds = sizes
    good = [kind for kind, found in kinds.items() if all(found)]
    bad = [kind for kind, found in kinds.items() if not all(found)]
    if not good or not bad:
        return None
    both = "with both stride and padding"
    good, bad = (", ".join(both if one == "with both" else one for one in some)
                 for some in (good, bad))  # fmt: skip
    return f"Right: {good}. Not always right: {bad}."


exercise = Exercise(
    __name__,
    kind="fill",
    reference=_places,
    run=_counted,
    tell=_tell,
    probes=[
        (28, 5, 1, 0),
        (28, 5),
        (10, 3, 2),
        (11, 3, 2, 0),
        (11, 4, 3, 0),
        (12, 4, 3, 0),
        (13, 4, 3, 0),
        (28, 5, 1, 2),
        (8, 3, 1, 1),
        (8, 3, 2, 1),
        (9, 3, 2, 1),
        (9, 2, 4, 3),
        (6, 6, 1, 0),
        (6, 6, 3, 0),
        (3, 5, 1, 1),
        (1, 1, 1, 0),
        (7, 1, 2, 0),
        (10, 4, 5, 0),
        _LAST,
    ],
    hints=(
        "Begin without stride and padding. Where does the window begin at the first place, and "
        "where at the last one, at which it ends with the image? How many places is that, both "
        "counted?",
        "With a stride of 2, only the places 0, 2, 4 and so on count, as far as the last one. How "
        "often does the stride go into the way from the first place to the last?",
        "Padding makes the side longer at both ends, before anything is counted. Of the division "
        "by the stride the whole part counts, which is what `//` gives; and the first place "
        "comes on top.",
    ),
    after="This one line is on every engineer's scrap of paper. With an odd size and half of it, "
    "rounded down, as padding, a map has the size of its image; with a stride of 2 besides, half "
    "of it.",
)

exercise.mistakes(
    no_first_place=(
        "Always one too few. From 0 to the last place, both ends count: with side and size alike "
        "there is one place, and not none.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) // stride,
    ),
    two_too_many=(
        "One place too many: the window would leave the image there.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) // stride + 2,
    ),
    rounded_up=(
        "Where the stride does not go into the way, this counts one place more, and there the "
        "window would leave the image.",
        lambda side, size, stride=1, padding=0: math.ceil((side + 2 * padding - size) / stride) + 1,
    ),
    side_by_side_with_stride=(
        "So many windows fit side by side, of which the stride leaves some out. But windows "
        "overlap: the next one begins `stride` pixels further, whatever its size.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding) // size // stride,
    ),
    rest_of_the_division=(
        "`%` gives what a division leaves over. How often does the stride go into the way from the "
        "first place to the last?",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) % stride + 1,
    ),
    rounded=(
        "Where the stride does not go into the way, this counts the nearest whole number, and "
        "sometimes that is one place too many: the window would leave the image there.",
        lambda side, size, stride=1, padding=0: round((side + 2 * padding - size) / stride) + 1,
    ),
    padding_on_one_side=(
        "Padding is put at both ends of the side, and you added it once.",
        lambda side, size, stride=1, padding=0: (side + padding - size) // stride + 1,
    ),
    padding_ignored=(
        "Right without padding. With it, the window has a longer way.",
        lambda side, size, stride=1, padding=0: (side - size) // stride + 1,
    ),
    padding_subtracted=(
        "Padding makes the side longer, and here it makes it shorter.",
        lambda side, size, stride=1, padding=0: (side - 2 * padding - size) // stride + 1,
    ),
    padding_squared=(
        "`2 * padding` is twice the padding, at both ends. `padding ** 2` is its square.",
        lambda side, size, stride=1, padding=0: (side + padding**2 - size) // stride + 1,
    ),
    padding_after_the_stride=(
        "Padding makes the *image* larger: it is added before the way is divided by the stride.",
        lambda side, size, stride=1, padding=0: (side - size) // stride + 1 + 2 * padding,
    ),
    stride_ignored=(
        "Right for a stride of 1. With a larger one, not every place counts.",
        lambda side, size, stride=1, padding=0: side + 2 * padding - size + 1,
    ),
    one_before_the_division=(
        "The first place stands on top of what the division gives: it is there for every stride. "
        "Here it is divided, too.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size + 1) // stride,
    ),
    division_before_the_rest=(
        "`//` binds more tightly than `+` and `-`: here only the size is divided by the stride. "
        "What belongs together wants brackets.",
        lambda side, size, stride=1, padding=0: side + 2 * padding - size // stride + 1,
    ),
    brackets_around_all_below=(
        "The divisor is `stride + 1` here. The first place comes on top of what the division "
        "gives.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) // (stride + 1),
    ),
    floats=(
        "The number is right where the stride goes into the way, but it is a float; and where it "
        "does not, there are no parts of a place. What does `//` give?",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) / stride + 1,
    ),
    whole_floats=(
        "The numbers are right, but they are floats, and `np.zeros` wants whole numbers for a "
        "shape. `//` gives whole numbers of whole numbers, `np.floor` does not.",
        lambda side, size, stride=1, padding=0: float(_places(side, size, stride, padding)),
    ),
    size_ignored=(
        "The size of the window is missing: a large window has fewer places than a small one.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding) // stride,
    ),
    size_ignored_and_one_more=(
        "The size of the window is missing: a large window has fewer places than a small one.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - 1) // stride + 1,
    ),
    side_by_side=(
        "So many windows fit side by side. But they may overlap, or leave gaps: it is the stride "
        "that says where the next one begins, and not the size.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding) // size,
    ),
    multiplied_by_the_stride=(
        "A larger stride makes *fewer* places, and here it makes more.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size) * stride + 1,
    ),
    size_halved=(
        "Half of the window's size is taken off here. At the last place, how far is its first "
        "pixel from the image's last one?",
        lambda side, size, stride=1, padding=0: (side + 2 * padding - size // 2) // stride + 1,
    ),
    size_added=(
        "A larger window has *fewer* places, and here it has more.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding + size) // stride + 1,
    ),
    stride_before_the_size=(
        "The side is divided by the stride, and then the size is taken off. But the way is what "
        "is divided: from the first place to the last.",
        lambda side, size, stride=1, padding=0: (side + 2 * padding) // stride - size + 1,
    ),
    stride_subtracted=(
        "The stride is subtracted here. It says which places count: every second, every third.",
        lambda side, size, stride=1, padding=0: side + 2 * padding - size - stride + 2,
    ),
    both_directions=(
        "That is how many places there are in a square image. Wanted are those along one side.",
        lambda side, size, stride=1, padding=0: _places(side, size, stride, padding) ** 2,
    ),
    a_shape=(
        "The number is right, and it comes twice, as a shape. Wanted is one number, for one side.",
        lambda side, size, stride=1, padding=0: (_places(side, size, stride, padding),) * 2,
    ),
    the_way=(
        "That is how far the last place is from the first, in pixels. How many places are there?",
        lambda side, size, stride=1, padding=0: side + 2 * padding - size,
    ),
    the_padded_side=(
        "That is how long the side is with its padding. At how many places can the window stand?",
        lambda side, size, stride=1, padding=0: side + 2 * padding,
    ),
    all_places=(
        "These are the places themselves, in a list. Wanted is how many there are.",
        lambda side, size, stride=1, padding=0: list(
            range(0, side + 2 * padding - size + 1, stride)
        ),
    ),
    printed=(
        "The number is there, but it is printed. Who calls the function wants it back.",
        lambda side, size, stride=1, padding=0: print(_places(side, size, stride, padding)),
    ),
    stride_and_padding_swapped=(
        "Stride and padding have changed places. In the `def` line, the stride comes first.",
        lambda side, size, stride=1, padding=0: (side + 2 * stride - size) // max(padding, 1) + 1,
    ),
    side_and_size_swapped=(
        "Side and size have changed places: the window, `size`, moves along the `side`.",
        lambda side, size, stride=1, padding=0: (size + 2 * padding - side) // stride + 1,
    ),
)


@exercise.variant
def by_counting(side, size, stride=1, padding=0):
    count, begin = 0, -padding
    while begin + size <= side + padding:
        count, begin = count + 1, begin + stride
    return count


@exercise.variant
def by_range(side, size, stride=1, padding=0):
    return len(range(0, side + 2 * padding - size + 1, stride))


@exercise.variant
def rounded_down(side, size, stride=1, padding=0):
    return math.floor((side - size + padding + padding) / stride + 1)


@exercise.variant
def as_int(side, size, stride=1, padding=0):
    return int(np.floor((side + 2 * padding - size) / stride)) + 1


@exercise.variant
def one_inside(side, size, stride=1, padding=0):
    return (side + 2 * padding - size + stride) // stride
