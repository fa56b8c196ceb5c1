"""Images, filters and maps: right ones, wrong ones, and what can be said of a wrong one."""

import numpy as np

from dlscratch.checks.convolution.shared.memory import about_memory

_RNG = np.random.default_rng(10)


def numbers(*shape):
    """Numbers with a sign and one digit behind the point, none of them 0."""
    return (_RNG.uniform(0.1, 5, shape).round(1) + 0.1) * _RNG.choice([-1, 1], shape)


# Lopsided on purpose: no filter is symmetric, no image is square, and no two numbers are alike.
SMALL = np.array([[2, 0, 1, 3], [1, 4, 0, 2], [0, 1, 5, 1]])
PAIR = np.array([[1, 2], [0, -1]])
# In each window, the numbers add up to 0.
OPPOSITE = np.array([[1, -1, 1, -1], [2, -2, 2, -2], [-1, 1, -1, 1]])


def places_in(image, size, stride=1):
    """Where the upper left corner of a window can lie: the rows, and the columns."""
    return [range(0, length - size + 1, stride) for length in image.shape]


def cut(image, row, column, size):
    """What a window sees."""
    return image[row : row + size, column : column + size]


def weighed(window, filter):
    """The number of one place."""
    return (window * filter).sum()


def filter_map(image, filter, stride=1, place=weighed):
    """A number for each place of the window: the filter's map of an image."""
    size = len(filter)
    rows, columns = places_in(image, size, stride)
    return np.array(
        [[place(cut(image, row, column, size), filter) for column in columns] for row in rows]
    )


def flipped(filter):
    """As in mathematics, where the filter is turned round before it slides."""
    return filter[::-1, ::-1]


# Slips in what is done at one place: id → (hint, the number of a window and a filter).
AT_A_PLACE = {
    "flipped": (
        "This turns the filter round, by half a turn. Mathematics does so and calls that a "
        "convolution; in deep learning the filter stays as it is: its upper left number weighs "
        "the upper left pixel of the window.",
        lambda window, filter: weighed(window, flipped(filter)),
    ),
    "upside_down": (
        "The filter stands on its head. Its first row weighs the first row of the window.",
        lambda window, filter: weighed(window, filter[::-1]),
    ),
    "mirrored": (
        "Left and right of the filter have changed places. Its first column weighs the first "
        "column of the window.",
        lambda window, filter: weighed(window, filter[:, ::-1]),
    ),
    "filter_transposed": (
        "Rows and columns of the filter have changed places. Each of its numbers weighs the pixel "
        "that it lies on.",
        lambda window, filter: weighed(window, filter.T),
    ),
    "matrix_product": (
        "`@` is a product of matrices: rows times columns. Here each number of the filter weighs "
        "the one pixel that it lies on.",
        lambda window, filter: (window @ filter).sum(),
    ),
    "averaged": (
        "This is the mean of the products. Wanted is their sum.",
        lambda window, filter: (window * filter).mean(),
    ),
    "largest": (
        "This is the largest of the products. Wanted is their sum.",
        lambda window, filter: (window * filter).max(),
    ),
    "multiplied_together": (
        "The products are multiplied with each other. Wanted is their sum.",
        lambda window, filter: (window * filter).prod(),
    ),
    "added": (
        "Pixels and filter are added. A filter weighs: each pixel is multiplied by the number "
        "that lies on it.",
        lambda window, filter: (window + filter).sum(),
    ),
    "subtracted": (
        "The filter is subtracted from the pixels. A filter weighs: each pixel is multiplied by "
        "the number that lies on it.",
        lambda window, filter: (window - filter).sum(),
    ),
    "pixels_only": (
        "The pixels of the window are added up as they are. What does the filter do with each of "
        "them?",
        lambda window, filter: window.sum(),
    ),
    "sums_multiplied": (
        "This multiplies two sums. Each pixel is multiplied by its own number first, and the sum "
        "comes last.",
        lambda window, filter: window.sum() * filter.sum(),
    ),
    "first_pixel_alone": (
        "One pixel is multiplied by the whole filter. Each number of the filter has a pixel of "
        "its own, below it.",
        lambda window, filter: (window[0, 0] * filter).sum(),
    ),
    "without_signs": (
        "The sign is lost. A filter with negative numbers may well give a negative number.",
        lambda window, filter: abs(weighed(window, filter)),
    ),
    "cut_off_at_0": (
        "What is below 0 has become 0. That is ReLU's work, and comes later.",
        lambda window, filter: max(weighed(window, filter), 0),
    ),
    "sign_turned": (
        "The right numbers, each with the other sign.",
        lambda window, filter: -weighed(window, filter),
    ),
    "decimals_lost": (
        "The decimals are lost: what becomes a whole number on the way has none.",
        lambda window, filter: int(weighed(window, filter)),
    ),
}


def described(came, wanted):
    """What can be said of a map, beside the one that is wanted; None if nothing."""
    came = _table(came)
    wanted = np.asarray(wanted, float)
    if came is not None and came.ndim == 1:
        return "The map is a table: a row of numbers for each row of places."
    if came is None or came.ndim != 2:
        return None
    if came.shape != wanted.shape:
        return _sizes(came, wanted)
    good = np.isclose(came, wanted, rtol=1e-5, atol=1e-6)
    if good.all() or not good.any():
        return None
    if good[0].all() and not came[1:].any():
        return (
            "The first row of the map is right, and all others are 0. Does a `return` stand inside "
            "of the outer loop, or does the loop end early?"
        )
    if good.sum() + 3 >= good.size:
        row, column = np.argwhere(~good)[0]
        return (
            f"Right at {good.sum()} of {good.size} places. Look at row {row}, column {column} of "
            "the map: which pixels does the window see there?"
        )
    if good[0].all():
        return "The first row of the map is right. What is different from the second one on?"
    if good[:, 0].all():
        return "The first column of the map is right. What is different from the second one on?"
    if good[0, 0]:
        return f"Right at {good.sum()} of {good.size} places, the first one among them."
    return f"Right at {good.sum()} of {good.size} places."


def _table(value):
    try:
        return np.asarray(value, float)
    except (TypeError, ValueError):
        return None


def _sizes(came, wanted):
    texts = []
    for word, here, there in zip(("row", "column"), came.shape, wanted.shape, strict=True):
        if here != there:
            many = "many" if here > there else "few"
            apart = abs(here - there)
            count = "one" if apart == 1 else str(apart)
            texts.append(f"{count} {word}{'s' * (apart > 1)} too {many}")
    down, across = (min(pair) for pair in zip(came.shape, wanted.shape, strict=True))
    same = np.allclose(came[:down, :across], wanted[:down, :across])
    text = f"The map has {' and '.join(texts)}."
    return f"{text} Where both have numbers, they are right." if same and down and across else text


def tell(exercise, closer=None):
    """`tell` for an exercise whose outputs are maps: what is said of the first wrong one.

    closer(came, wanted, *probe) may say more of a map that has the right shape.
    """

    def told(outcomes):
        asked = [
            (probe, outcome.error, outcome.output, np.asarray(expected.output, float))
            for probe, outcome, expected in zip(
                exercise().probes, outcomes, exercise().expected, strict=False
            )
        ]
        if text := about_memory(exercise(), outcomes) or _one_filter(asked) or _parted(asked):
            return text
        for probe, error, came, wanted in asked:
            table = _table(came)
            if error or not closer or np.shape(table) != wanted.shape or _same(table, wanted):
                continue
            if np.any(wanted % 1) and (text := closer(table, wanted, *probe)):
                return f"{_named(*probe)} {text}"  # whole numbers are often alike by chance
        first = True  # the verdict shows the first wrong map; of others it is said which they are
        for probe, error, came, wanted in asked:
            if error:
                return None
            if _same(_table(came), wanted):
                continue
            if text := described(came, wanted):
                return text if first else f"{_named(*probe)} {text}"
            first = False
        return None

    return told


def _named(image, filter, stride=1):
    what = f"Take an image of shape {image.shape}, a filter of shape {filter.shape}"
    return f"{what} and a stride of {stride}." if stride > 1 else f"{what}."


def _same(came, wanted):
    return np.shape(came) == wanted.shape and np.allclose(came, wanted, rtol=1e-5, atol=1e-6)


def _one_filter(asked):
    """Whether it is right with the first filter alone, and all the maps have the right shape."""
    if any(error or np.shape(_table(came)) != wanted.shape for _, error, came, wanted in asked):
        return None
    filter = asked[0][0][1]
    for probe, _, came, wanted in asked:
        if wanted.any() and _same(_table(came), wanted) != np.array_equal(probe[1], filter):
            return None
    return (
        f"Right with the filter {filter.tolist()}, and with no other. Which numbers stand in your "
        "code, and which does it take from the `filter` that it gets?"
    )


def _parted(asked):
    """For which images, filters and strides it is right, if for all of one kind and no others."""
    good = [not error and _same(_table(came), wanted) for _, error, came, wanted in asked]
    if not any(good) or all(good):
        return None
    for words, holds in _KINDS.items():
        pairs = [
            (right, bool(holds(*probe)))
            for right, (probe, *_, wanted) in zip(good, asked, strict=True)
            if wanted.size > 1  # a single place is often right by chance
        ]
        if all(right == held for right, held in pairs):
            return words
    wrong = [one for one, right in zip(asked, good, strict=True) if not right]
    if any(error or np.shape(_table(came)) != wanted.shape for _, error, came, wanted in wrong):
        return None
    if any(np.any(wanted % 1) for *_, wanted in wrong):
        if not any(np.any(_table(came) % 1) for _, _, came, _ in wrong):
            return "Only whole numbers come out. The decimals are lost on the way: by which step?"
    if all(_empty_alone(probe, _table(came), wanted) for probe, _, came, wanted in wrong):
        return (
            "It is right but for windows whose pixels add up to 0: there, 0 comes out. Such a "
            "window need not be empty: 1 and -1 add up to 0, too."
        )
    return None


def _empty_alone(probe, came, wanted):
    """Whether a map is wrong only in that it is 0 where the window's pixels add up to 0."""
    image, filter, stride = (*probe, 1)[:3]
    sums = filter_map(image, np.ones_like(filter), stride)
    wrong = ~np.isclose(came, wanted, rtol=1e-5, atol=1e-6)
    return wrong.any() and not came[wrong].any() and np.allclose(sums[wrong], 0)


def _whole(image):
    return image.min() >= 0 and not np.any(image % 1)


_KINDS = {
    "Right for images of whole numbers that are not below 0, and for no others. Is the image made "
    "into another kind of number?": lambda image, filter, stride=1: _whole(image),
    "Right with a stride of 2, and with no other. Is there a 2 in the code where `stride` is "
    "meant?": lambda image, filter, stride=1: stride == 2,
    "Right where the stride is as large as the filter, and nowhere else. How far the window moves "
    "and how wide it is are two things.":
        lambda image, filter, stride=0: stride == len(filter),
}  # fmt: skip


def another_window(came, wanted, image, filter, stride=1):
    """Where the window stood instead, if all wrong numbers of a map are those of other places."""
    every, wrong = filter_map(image, filter), np.argwhere(~np.isclose(came, wanted))
    if not came[tuple(wrong.T)].all():
        return None  # where nothing was written, no window was either
    found = [np.argwhere(np.isclose(every, came[*place])) for place in wrong]
    sure = [n for n, places in enumerate(found) if len(places) == 1]
    if len(wrong) < 3 or not all(map(len, found)) or not sure:
        return None
    (row, column), [(top, left)] = wrong[sure[0]], found[sure[0]]
    return (
        f"In row {row}, column {column} of the map stands what the window sees that begins at row "
        f"{top}, column {left} of the image. It should begin at row {row * stride}, column "
        f"{column * stride}."
    )
