"""What can be read in a picture, whichever way it was written, and where the pointer must go."""

import itertools

from dlscratch.visuals.toolkit.lettering import HIGH, LINE, Letters


def letters(ax):
    """The Letters in the axes `ax` or on a figure."""
    return [one for one in ax.artists if isinstance(one, Letters)]


def written(ax):
    """All texts in the axes `ax`, or on a figure beside its axes."""
    return [word for one in letters(ax) for word in one.words] + [
        text.get_text() for text in ax.texts
    ]


def text_boxes(ax):
    """{word and place: (left, bottom, right, top)} of all Letters in the axes `ax`, in pixels."""
    renderer, found = ax.figure.canvas.get_renderer(), {}
    for one in letters(ax):
        size = renderer.points_to_pixels(one.font.get_size_in_points())
        places = one.get_transform().transform(one.places) + [one._begins(renderer), 0]
        shifts = renderer.points_to_pixels(1) * one._shifts
        for word, (x, y), (right, above) in zip(one.words, places, shifts, strict=True):
            lines = word.split("\n")
            width = max(renderer.get_text_width_height_descent(line, one.font, False)[0]
                        for line in lines)  # fmt: skip
            height = HIGH * size + LINE * size * (len(lines) - 1)
            left, bottom = x + right - one._across * width, y + above - one._up * height
            found[word, round(x), round(y)] = (left, bottom, left + width, bottom + height)
    return found


def crowded(ax):
    """Texts that reach out of the figure, and pairs of texts that lie on each other.

    A text that is written once more in its place, brighter, is no pair.
    """
    boxes = text_boxes(ax)
    width, height = ax.figure.canvas.get_width_height()
    out = [(key[0],) for key, (left, bottom, right, top) in boxes.items()
           if left < 0 or bottom < 0 or right > width or top > height]  # fmt: skip
    return out + [
        (one[0], other[0])
        for (one, a), (other, b) in itertools.combinations(boxes.items(), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] and one[0] != other[0]
    ]


def place(ax, word):
    """Where `word` stands, in the data of `ax`."""
    found = [at for one in letters(ax) for said, at in zip(one.words, one.places, strict=True)
             if said == word]  # fmt: skip
    found += [text.get_position() for text in ax.texts if text.get_text() == word]
    return found[0]


def shares(ax, x, y):
    """A place in the data of `ax`, as shares of the picture's width and of its height from above.

    So `press` and `drag` of a live picture want it.
    """
    width, height = ax.figure.canvas.get_width_height()
    x, y = ax.transData.transform((x, y))
    return x / width, 1 - y / height
