"""The right answer to `batches`, and answers made of a right part and a wrong one."""

import numpy as np


def whole_epoch(x, y, batch_size=32, rng=None):
    rng = np.random.default_rng(rng)
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], y[rows]


def as_on_the_page(cut):
    """An answer with the defaults of the page, which takes a seed, a generator or None."""

    def batches(x, y, batch_size=32, rng=None):
        return cut(x, y, batch_size, np.random.default_rng(rng))

    batches.__name__ = cut.__name__
    return batches


def mixed(mix):
    """An answer that puts x and y into some order first, and then cuts both into batches."""

    @as_on_the_page
    def batches(x, y, batch_size, rng):
        x, y = mix(x, y, rng)
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], y[start : start + batch_size]

    return batches


def of(order):
    """An answer that cuts this order of the rows into batches, as is right."""

    @as_on_the_page
    def batches(x, y, batch_size, rng):
        rows = order(x, y, batch_size, rng)
        for start in range(0, len(x), batch_size):
            yield x[rows[start : start + batch_size]], y[rows[start : start + batch_size]]

    return batches


def by(cut, starts=lambda n, size: range(0, n, size)):
    """An answer that orders the rows rightly, and cuts them up like this."""

    @as_on_the_page
    def batches(x, y, batch_size, rng):
        order = rng.permutation(len(x))
        for start in starts(len(x), batch_size):
            rows = cut(order, start, batch_size)
            yield x[rows], y[rows]

    return batches


def right(order, start, size):
    return order[start : start + size]
