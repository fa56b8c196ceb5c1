"""What can be read in a picture, whichever way it was written, and where the pointer must go."""

from dlscratch.visuals.toolkit.lettering import Letters


def letters(ax):
    """The Letters in the axes `ax` or on a figure."""
    return [one for one in ax.artists if isinstance(one, Letters)]


def written(ax):
    """All texts in the axes `ax`, or on a figure beside its axes."""
    return [word for one in letters(ax) for word in one.words] + [
        text.get_text() for text in ax.texts
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
